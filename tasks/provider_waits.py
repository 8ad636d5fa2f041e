"""How long to wait before a provider is asked again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from providers.errors import AwayError, QuotaError
from storage.provider_inbox import StoredEvent

#: Where enough others wait for the provider.
NO_TURN_MS = 500

#: At least, whatever two clocks make of a time that was named.
SHORTEST_MS = 250

#: For a provider that does not answer and does not say when it will.
AWAY_MS = 30_000

#: What cannot be answered again and again is asked less and less often: each question is one of the quota's.
LONGEST_FOR_ONE_MS = 30 * 60_000

#: What could not be answered for that long is given up.
PATIENCE_FOR_ONE = timedelta(days=1)


def wait_ms(error: QuotaError | AwayError) -> int:
    """Milliseconds until it is worth asking again."""
    if isinstance(error, QuotaError):
        seconds = (error.retry_at - datetime.now(UTC)).total_seconds()
    else:
        seconds = AWAY_MS / 1000 if error.retry_after_seconds is None else error.retry_after_seconds
    return max(SHORTEST_MS, round(seconds * 1000))


def wait_for_one_ms(error: AwayError, events: Sequence[StoredEvent]) -> int | None:
    """The same where it is about one object and not about all: half as long as its events have waited.

    None: it is time to give up. Were that counted in attempts, a provider that is away would use them up.
    """
    waited = datetime.now(UTC) - events[0].received_at
    if waited > PATIENCE_FOR_ONE:
        return None
    half_ms = round(waited.total_seconds() * 500)
    return max(wait_ms(error), min(half_ms, LONGEST_FOR_ONE_MS))
