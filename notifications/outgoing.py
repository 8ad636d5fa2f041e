"""What goes outside of one notification to one channel, given what went out before: a pure function.

Deliveries of one notification and channel come in rounds. A round begins with news; it ends when a correction
has gone out, or when the matter is over. Within a round the same news goes out once for each priority that it
rises to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.notice_delivery import DeliveryStatus, DeliveryWhat
from domain.notices import Priority
from storage.notifications import PastDelivery

_RANK = {priority.value: rank for rank, priority in enumerate(Priority)}

#: What has reached the channel, or is still to, or was given up after many tries: not to be tried anew.
_COUNTS = {DeliveryStatus.SENT.value, DeliveryStatus.OWED.value, DeliveryStatus.DEAD.value}


@dataclass(frozen=True, slots=True)
class Wish:
    """A delivery that is to be there."""

    what: DeliveryWhat
    round: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do for one notification and channel."""

    cancel: Sequence[UUID] = ()
    send: Wish | None = None


def is_at_least(priority: str, minimum: str) -> bool:
    """Whether a priority is at least the other one."""
    return _RANK[priority] >= _RANK[minimum]


def while_it_stands(
    past: Iterable[PastDelivery], *, priority: str, times_over: int, may_go_out: bool
) -> Decision:
    """What to do while the notice stands.

    Args:
        past: deliveries of this notification and channel.
        priority: of the notice now.
        times_over: how often the matter was over before.
        may_go_out: whether news of it goes outside at all.
    """
    past = list(past)
    this_round = _round(past, times_over)
    news = [each for each in past if each.what == DeliveryWhat.NEW]
    counts = [each for each in news if each.round == this_round and each.status in _COUNTS]
    is_known = any(is_at_least(each.priority, priority) for each in counts)
    send = Wish(DeliveryWhat.NEW, this_round) if may_go_out and not is_known else None
    # What is waiting is told by the newer one; and nothing is to be corrected any more.
    superfluous = [
        each.id
        for each in past
        if each.status == DeliveryStatus.OWED
        and (each.what == DeliveryWhat.CORRECTION or each.round < this_round or send is not None)
    ]
    return Decision(superfluous, send)


def once_withdrawn(past: Iterable[PastDelivery], *, times_over: int, was_wrong: bool) -> Decision:
    """What to do when the notice is withdrawn: what has not gone out does not, what has is corrected.

    Args:
        past: deliveries of this notification and channel.
        times_over: how often the matter was over, before this.
        was_wrong: it was withdrawn because it was wrong, and not because the matter is over.
    """
    past = list(past)
    this_round = _round(past, times_over)
    waiting = [each for each in past if each.status == DeliveryStatus.OWED and each.what == DeliveryWhat.NEW]
    went_out = any(
        each.what == DeliveryWhat.NEW and each.round == this_round and each.status == DeliveryStatus.SENT
        for each in past
    )
    # Once only: what has its dedupe key already is not owed again.
    send = Wish(DeliveryWhat.CORRECTION, this_round) if was_wrong and went_out else None
    return Decision([each.id for each in waiting], send)


def _round(past: Iterable[PastDelivery], times_over: int) -> int:
    corrected = sum(
        each.what == DeliveryWhat.CORRECTION and each.status == DeliveryStatus.SENT for each in past
    )
    return times_over + corrected
