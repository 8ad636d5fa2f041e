"""What a call, or the lack of one, means for a delivery. A pure function."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.notice_delivery import DeliveryStatus, DeliveryWhat
from notifications.breaker import LONGEST_RETRY_AFTER, Provider
from notifications.channels.outcome import Outcome
from storage.deliveries import DueDelivery, Written

#: A receiver that answers that it does not want a message is asked so often.
REFUSALS: Final = 3

#: A run takes no more calls to a provider than it can make in a moment; the rest comes at once in the next.
_SOON: Final = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is written down, and what the lane is told: done, unless something else is said."""

    written: Written | None = None
    #: Look at it again after that; it counts as no attempt.
    wait: timedelta | None = None
    #: It failed, and is tried again.
    failed: str | None = None
    #: It is given up.
    dead: str | None = None
    #: Its channel is not there any more.
    is_gone: bool = False


def conclude(
    due: DueDelivery, outcome: Outcome | None, provider: Provider, *, now: datetime, most_calls: int
) -> Conclusion:
    """What to make of an outcome.

    Args:
        due: the delivery.
        outcome: of the call; None if there was none.
        provider: who was to be called, as it is known after the batch.
        now: with time zone.
        most_calls: after so many calls it is given up.
    """
    if outcome is None:
        return Conclusion(wait=_SOON if provider.is_open(now) else provider.wait(now))
    # What was given up and is tried anew has all its calls before it again.
    calls = (0 if due.status == DeliveryStatus.DEAD else due.attempts) + 1
    if outcome.failure is None:
        return Conclusion(Written(id=due.id, status=DeliveryStatus.SENT.value, attempts=calls))
    if due.what == DeliveryWhat.TEST:  # somebody is looking, and can try again
        tried = Written(id=due.id, status=DeliveryStatus.DEAD.value, attempts=calls, failure=outcome.failure)
        return Conclusion(tried, is_gone=outcome.is_gone)
    is_last = calls >= most_calls or (outcome.is_refused and calls >= REFUSALS) or outcome.is_final
    status = DeliveryStatus.DEAD if is_last else DeliveryStatus.OWED
    written = Written(id=due.id, status=status.value, attempts=calls, failure=outcome.failure)
    if is_last:
        return Conclusion(written, dead=outcome.failure, is_gone=outcome.is_gone)
    if outcome.retry_after is not None:
        return Conclusion(written, wait=min(timedelta(seconds=outcome.retry_after), LONGEST_RETRY_AFTER))
    return Conclusion(written, failed=outcome.failure)
