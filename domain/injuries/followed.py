"""A case as the check-ins tell it: values of one that is followed from its first report to its end."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from domain.injuries.body_parts import PartRules, return_phase, rules_of
from domain.injuries.cases import CaseKind, CaseStatus
from domain.injuries.catalogue import UNKNOWN_TYPE, Entry
from domain.injuries.decision import Decision, Severity

_NAMESPACE = UUID("5b0c3a5e-6b3f-4b52-9a35-3f6b7f0a4c11")

#: The body part of an illness.
NO_PART: Final = "NONE"

#: Low check-ins in a row after which a case may be over.
LOW_DAYS_NEEDED = 3

#: A restriction goes on for so many days after the last report, at least.
DAYS_AFTER_REPORT = 7


def case_id(client: UUID, kind: CaseKind, part: str, opened_on: date) -> UUID:
    """The id of a case: the same however often, and from whatever corrections, it is found."""
    return uuid5(_NAMESPACE, f"{client}:{kind}:{part}:{opened_on}")


@dataclass(frozen=True, slots=True)
class Report:
    """What one check-in says of a case."""

    day: date
    severity: Severity
    decision: Decision
    #: None of an illness.
    pain: int | None = None
    #: Days of rest from the report on; of an illness.
    rest_days: int = 0
    #: Codes of the rules that it meets.
    reasons: tuple[str, ...] = ()

    @property
    def rest_ends(self) -> date:
        """Last day of an illness's rest."""
        return self.day + timedelta(days=self.rest_days - 1)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a case: as it was when the report came that was more serious than all before it."""

    report: Report
    type: str | None
    minimum_days: int
    until: date


@dataclass(slots=True, kw_only=True)
class Followed:
    """One case. `domain.injuries.replay` and `illness` make it of check-ins, in the order of their days."""

    client_id: UUID
    kind: CaseKind
    part: str
    opened_on: date
    #: Of the check-in that opened it.
    revision: int
    status: CaseStatus = CaseStatus.ACTIVE
    side: str | None = None
    #: The most conservative one that was named.
    entry: Entry = UNKNOWN_TYPE
    #: Of an illness, the latest that was named.
    illness_type: str | None = None
    reports: list[Report] = field(default_factory=list)
    low_days: int = 0
    #: First day since when it is asked whether it is over, and the low days by then.
    asked_since: date | None = None
    asked_low_days: int = 0
    told: Told | None = None
    resolved_on: date | None = None

    @property
    def id(self) -> UUID:
        """Its id."""
        return case_id(self.client_id, self.kind, self.part, self.opened_on)

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.resolved_on is None

    @property
    def last(self) -> Report:
        """The latest report."""
        return self.reports[-1]

    @property
    def worst(self) -> Report:
        """The most serious report, the earliest of several."""
        return max(
            self.reports, key=lambda report: (report.severity.rank, report.decision.rank, report.rest_days)
        )

    @property
    def worst_pain(self) -> int | None:
        """The worst pain so far; None of an illness."""
        return max((report.pain for report in self.reports if report.pain is not None), default=None)

    @property
    def minimum_days(self) -> int:
        """Days that it takes at least, by the catalogue."""
        if self.kind is CaseKind.ILLNESS:
            return max(report.rest_days for report in self.reports)
        return self.entry.minimum_days(self.worst_pain or 0)

    @property
    def type(self) -> str | None:
        """What it is said to be."""
        return self.illness_type if self.kind is CaseKind.ILLNESS else self.entry.id

    @property
    def rules(self) -> PartRules:
        """What its body part calls for."""
        return rules_of(self.part, is_fracture=self.entry.is_fracture)

    @property
    def ends(self) -> date:
        """Last day of what it imposes, unless it is over before."""
        if self.kind is CaseKind.ILLNESS:
            return max(report.rest_ends for report in self.reports)
        least = self.opened_on + timedelta(days=self.minimum_days)
        return max(least, self.last.day + timedelta(days=DAYS_AFTER_REPORT))

    @property
    def phase(self) -> int | None:
        """Phase of a return to running that is offered to begin with."""
        return None if self.worst_pain is None else return_phase(self.rules.restriction, self.worst_pain)

    @property
    def proposal(self) -> dict[str, int] | None:
        """What a coach may want to do with the program, while it is not to be trained as planned."""
        if self.kind is CaseKind.ILLNESS:
            return None
        return proposal(self.minimum_days)

    def decision_on(self, day: date) -> Decision:
        """What it makes of training on a day."""
        if self.resolved_on is not None and day >= self.resolved_on:
            return Decision.NONE
        if self.kind is CaseKind.ILLNESS:
            is_rest = any(report.day <= day <= report.rest_ends for report in self.reports)
            return Decision.REST if is_rest else Decision.NONE
        report = self.report_on(day)
        return report.decision if report and day <= self.ends else Decision.NONE

    def report_on(self, day: date) -> Report | None:
        """The latest report until a day."""
        return next((report for report in reversed(self.reports) if report.day <= day), None)

    def report(self, report: Report) -> None:
        """Take in another report: it is as active as ever."""
        is_first = not self.reports
        before = None if is_first else self.worst
        self.reports.append(report)
        self.status = CaseStatus.ACTIVE
        self.low_days = 0
        self.asked_since = None
        is_longer = self.kind is CaseKind.ILLNESS and self.told is not None and self.ends > self.told.until
        if before is None or self.worst is not before or is_longer:
            self.told = Told(report, self.type, self.minimum_days, self.ends)

    def ask(self, day: date) -> None:
        """From this day on it is asked whether it is over."""
        self.status = CaseStatus.MONITORING
        if self.asked_since is None:
            self.asked_since, self.asked_low_days = day, self.low_days

    def resolve(self, day: date) -> None:
        """It is over from this day on."""
        self.status = CaseStatus.RESOLVED
        self.resolved_on = day
        self.asked_since = None


def proposal(minimum_days: int) -> dict[str, int]:
    """A proposal for the program: how long to pause, and how far to move the goal. Nothing of it is done."""
    weeks = -(-minimum_days // 7)
    return {"pauseWeeks": weeks, "goalShiftDays": 7 * weeks}
