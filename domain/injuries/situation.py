"""All that is known of one athlete when the cascade is computed, and how far back that has to reach."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.effects import Standing
from domain.injuries.cases import CaseKind, CaseSource, CaseStatus
from domain.injuries.kept import Kept
from domain.injuries.patterns import LOOK_BACK_DAYS
from domain.injuries.said import Said
from domain.injuries.workout_change import Plan

#: Check-ins before the first day of the replay that are read too: what the patterns of that day are told
#: apart by (`domain.injuries.patterns.episodes`).
READ_BEFORE = timedelta(days=2 * LOOK_BACK_DAYS)

_LOOK_BACK = timedelta(days=LOOK_BACK_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """A case as it is stored."""

    id: UUID
    client_id: UUID
    kind: str
    body_part: str
    status: str
    source: str
    opened_on: date
    last_reported_on: date
    resolved_on: date | None

    @property
    def is_kept(self) -> bool:
        """Whether a person keeps it."""
        return self.source == CaseSource.MANUAL

    def kept(self) -> Kept:
        """As the replay wants it."""
        return Kept(
            id=self.id,
            kind=CaseKind(self.kind),
            part=self.body_part,
            status=CaseStatus(self.status),
            opened_on=self.opened_on,
            last_reported_on=self.last_reported_on,
            resolved_on=self.resolved_on,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A workout as it is at present."""

    id: UUID
    date: date
    now: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the cascade of one athlete is computed from."""

    client_id: UUID
    #: Days whose check-ins have changed.
    days: Collection[date]
    #: The first of them, and of those whose plan has changed; `date.max` where there are none.
    since: date
    #: First day of the replay (`reaches_back_to`).
    start: date
    #: From `READ_BEFORE` the start, in the order of their days.
    check_ins: Sequence[Said] = ()
    cases: Sequence[StoredCase] = ()
    #: Standing effects of the lane (`stands_since`).
    standing: Sequence[Standing] = ()
    #: Keys of effects that were withdrawn while a person had touched their workout.
    left: Collection[str] = frozenset()
    #: Those from the start on, and those of standing effects.
    workouts: Sequence[Planned] = ()


def stands_since(start: date, since: date, cases: Iterable[StoredCase]) -> date:
    """The day from which on standing effects are wanted: the replay's first, or that of a person's case.

    Args:
        start: first day of the replay.
        since: first changed day: a case that a person had closed by then was looked at before.
        cases: all cases.
    """
    kept = (case.kept() for case in cases if case.is_kept)
    return min([start, *(case.opened_on for case in kept if case.ends >= since)])


def reaches_back_to(first: date, cases: Iterable[StoredCase]) -> date:
    """The day from which on the check-ins are replayed: one on which no case was open, nor a pattern went on.

    What is before the first changed day is as it was; so are cases that were over by then. Those that were
    open then are replayed from their opening; and those that were open at that time, from theirs. A pattern
    may go on for as long after a case as it looks back.
    """
    spans = sorted(map(_span, cases), reverse=True)
    start = first
    while reached := [opened for opened, over in spans if opened < start <= over]:
        start = min(reached)
    return start


def _span(case: StoredCase) -> tuple[date, date]:
    over = case.kept().ends if case.is_kept else case.resolved_on or date.max
    return case.opened_on, min(over, date.max - _LOOK_BACK) + _LOOK_BACK
