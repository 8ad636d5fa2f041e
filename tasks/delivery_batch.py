"""What becomes of the keys of one batch of deliveries, gathered for the report and for one write."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom
from uuid import UUID

from domain.notice_delivery import DeliveryStatus
from notifications.concluding import Conclusion
from notifications.due import judge
from storage.deliveries import DueDelivery, Written
from tasks.reports import BatchReport
from tasks.work import Work

#: What is in the hands of another run is looked at again after so many milliseconds.
IN_OTHER_HANDS_MS = 5_000

_rng = SystemRandom()


@dataclass(slots=True)
class DeliveryBatch:
    """Each key ends in one of the places that a report has."""

    work: Sequence[Work]
    ids: dict[str, UUID] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    gone_channels: set[UUID] = field(default_factory=set)
    _void: set[str] = field(default_factory=set)
    _failed: dict[str, str] = field(default_factory=dict)
    _dead: dict[str, str] = field(default_factory=dict)
    _later: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.work:
            try:
                self.ids[each.key] = UUID(each.key)
            except ValueError:
                self._dead[each.key] = f"key {each.key!r} is not a delivery's id"

    def leave(self, keys: Iterable[str], *, wait_ms: int = IN_OTHER_HANDS_MS) -> None:
        """These are for later: in the hands of another run, unless there is another reason."""
        self._later |= dict.fromkeys(keys, wait_ms)

    def sift(
        self, keys: Iterable[str], due: Iterable[DueDelivery], sent: Container[UUID]
    ) -> list[DueDelivery]:
        """Those of the keys that go out now, or went out and are not written down (`sent`)."""
        left = set(keys)
        to_send: list[DueDelivery] = []
        for each in due:
            key, verdict = str(each.id), judge(each)
            left.discard(key)
            if each.id in sent and each.status != DeliveryStatus.SENT:
                to_send.append(each)
                continue
            if verdict.wait is not None:
                self._later[key] = _milliseconds(verdict.wait)
            elif verdict.cancel or verdict.is_over:
                self._void.add(key)
            else:
                to_send.append(each)
            if verdict.cancel:
                status = DeliveryStatus.CANCELLED.value
                self.written.append(
                    Written(id=each.id, status=status, attempts=each.attempts, failure=verdict.cancel)
                )
        self._void |= left
        return to_send

    def conclude(self, due: DueDelivery, conclusion: Conclusion) -> None:
        """Note what has become of one that was to be sent."""
        key = str(due.id)
        if conclusion.written:
            self.written.append(conclusion.written)
        if conclusion.is_gone:
            self.gone_channels.add(due.channel_id)
        if conclusion.dead:
            self._dead[key] = conclusion.dead
        elif conclusion.failed:
            self._failed[key] = conclusion.failed
        elif conclusion.wait is not None:
            self._later[key] = _milliseconds(conclusion.wait)

    def report(self, owed: dict[str, dict[str, int]]) -> BatchReport:
        """What the lane is told."""
        others = {*self._void, *self._failed, *self._dead, *self._later}
        return BatchReport(
            done={each.key: each.revision for each in self.work if each.key not in others},
            void=frozenset(self._void),
            failed=self._failed,
            dead=self._dead,
            later=self._later,
            owed=owed,
        )


def _milliseconds(wait: timedelta) -> int:
    """With as much as a tenth more, so that what waits together does not come back together."""
    base = max(1, round(wait.total_seconds() * 1000))
    return base + _rng.randint(0, base // 10)
