"""How long to wait before a provider is asked again."""

from datetime import UTC, datetime

from providers.errors import AwayError, QuotaError

#: Where enough others wait for the provider.
NO_TURN_MS = 500

#: At least, whatever two clocks make of a time that was named.
SHORTEST_MS = 250

#: For a provider that does not answer and does not say when it will.
AWAY_MS = 30_000


def wait_ms(error: QuotaError | AwayError) -> int:
    """Milliseconds until it is worth asking again."""
    if isinstance(error, QuotaError):
        seconds = (error.retry_at - datetime.now(UTC)).total_seconds()
    else:
        seconds = AWAY_MS / 1000 if error.retry_after_seconds is None else error.retry_after_seconds
    return max(SHORTEST_MS, round(seconds * 1000))
