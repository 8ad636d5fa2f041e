"""Cases that a person keeps: software changes nothing of them, and opens none of its own beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.injuries.cases import CaseKind, CaseStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One of them."""

    id: UUID
    kind: CaseKind
    part: str
    status: CaseStatus
    opened_on: date
    last_reported_on: date
    resolved_on: date | None

    @property
    def ends(self) -> date:
        """First day that is no longer its business."""
        if self.status in {CaseStatus.ACTIVE, CaseStatus.MONITORING}:
            return date.max
        return self.resolved_on or self.last_reported_on + timedelta(days=1)

    def imposes(self, day: date) -> bool:
        """Whether what it had changed of a day's training, before a person took it over, stays."""
        return self.status is not CaseStatus.WITHDRAWN and self.opened_on <= day < self.ends

    def holds(self, kind: CaseKind, part: str, day: date) -> bool:
        """Whether a report on this day is its business.

        So are those that it had when the person ended it, even on that very day: they are no new case.
        """
        last = max(self.last_reported_on, self.resolved_on or self.last_reported_on)
        is_of_it = day <= last or day < self.ends
        return (self.kind, self.part) == (kind, part) and self.opened_on <= day and is_of_it


def held(kept: Iterable[Kept], kind: CaseKind, part: str, day: date) -> bool:
    """Whether a report is one that a person looks after."""
    return any(case.holds(kind, part, day) for case in kept)


def taken_over_on(kept: Iterable[Kept], kind: CaseKind, part: str, opened_on: date) -> date | None:
    """The day on which a person opened a case of the same, after an automatic one was opened."""
    days = [
        case.opened_on
        for case in kept
        if (case.kind, case.part) == (kind, part)
        and case.opened_on > opened_on
        and case.status is not CaseStatus.WITHDRAWN
    ]
    return min(days, default=None)
