"""What becomes of the keys of one batch of providers' events, gathered for the report and for one write."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import SystemRandom

from domain.event_outcomes import EventOutcome
from providers.applying import Applied
from storage.activity_debts import LANE as TRAINING_LOADS
from storage.provider_inbox import Settled, StoredEvent
from tasks.reports import BatchReport
from tasks.work import Work

_rng = SystemRandom()


@dataclass(slots=True)
class EventBatch:
    """Each key ends in one of the places that a report has."""

    work: Sequence[Work]
    #: Of each key and account, oldest first; keys without any are absent. An object has one owner; what comes
    #: under another account's name is looked at by itself.
    events: Mapping[tuple[str, str], Sequence[StoredEvent]]
    settled: list[Settled] = field(default_factory=list)
    _applied: set[str] = field(default_factory=set)
    _failed: dict[str, str] = field(default_factory=dict)
    _dead: dict[str, str] = field(default_factory=dict)
    _later: dict[str, int] = field(default_factory=dict)
    _loads: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, work: Sequence[Work], events: Iterable[StoredEvent]) -> "EventBatch":
        """The batch, with its events by key and account."""
        found: defaultdict[tuple[str, str], list[StoredEvent]] = defaultdict(list)
        for event in events:
            found[event.key, event.owner].append(event)
        return cls(work, found)

    def settle(self, events: Iterable[StoredEvent], outcome: EventOutcome, detail: str | None = None) -> None:
        """These have come to an outcome."""
        self.settled += [Settled(event.id, outcome, detail) for event in events]

    def conclude(self, key: str, events: Sequence[StoredEvent], applied: Applied) -> None:
        """The newest of a key's events has come to this, and spoke for those before it."""
        *earlier, newest = events
        self.settle(earlier, EventOutcome.COALESCED)
        self.settle([newest], applied.outcome, applied.detail)
        if applied.outcome is EventOutcome.APPLIED:
            self._applied.add(key)
        for athlete, revision in (applied.loads or {}).items():
            self._loads[athlete] = max(self._loads[athlete], revision)

    def leave(self, keys: Iterable[str], wait_ms: int) -> None:
        """These are for later: with as much as a tenth more, so that they do not all come back together."""
        for key in keys:
            self._later[key] = max(1, wait_ms) + _rng.randint(0, max(1, wait_ms) // 10)

    def fail(self, key: str, reason: str) -> None:
        """This one failed, and may not another time."""
        self._failed[key] = reason

    def bury(self, key: str, reason: str) -> None:
        """This one failed, and would again."""
        self._dead[key] = reason

    def report(self) -> BatchReport:
        """What the lane is told. What is neither done nor to be tried again was nothing to do."""
        others = {*self._failed, *self._dead, *self._later}
        paid = [each for each in self.work if each.key not in others]
        return BatchReport(
            done={each.key: each.revision for each in paid if each.key in self._applied},
            void=frozenset(each.key for each in paid if each.key not in self._applied),
            failed=self._failed,
            dead=self._dead,
            later=self._later,
            owed={TRAINING_LOADS: dict(self._loads)} if self._loads else {},
        )
