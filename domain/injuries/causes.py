"""Which of several causes changes a workout: of those that change it at all, the most restrictive one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from domain.injuries import keys
from domain.injuries.body_parts import UNKNOWN_RULES
from domain.injuries.decision import Decision
from domain.injuries.followed import Followed, Report
from domain.injuries.imposed import affected_by
from domain.injuries.workout_change import Plan, changed
from domain.workouts import WorkoutStatus, WorkoutType


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a workout of some day is changed, and by how much."""

    key: str
    #: The check-in that called for it.
    date: date
    revision: int
    decision: Decision
    affected: Collection[WorkoutType]
    allows_cross_training: bool = True
    #: Codes of the rules that are met.
    reasons: tuple[str, ...] = ()

    def makes(self, plan: Plan) -> Plan | None:
        """What it makes of a plan; None where it changes nothing."""
        return changed(plan, self.decision, self.affected, allows_cross_training=self.allows_cross_training)


def case_causes(cases: Iterable[Followed], day: date) -> list[Cause]:
    """What open cases call for on a day."""
    return [
        cause_of_case(case, decision, case.report_on(day))
        for case in cases
        if (decision := case.decision_on(day)) is not Decision.NONE
    ]


def cause_of_case(case: Followed, decision: Decision, report: Report | None) -> Cause:
    """A case as a cause, by what a report of it calls for."""
    return Cause(
        key=keys.cause(case.kind, case.part),
        date=case.opened_on,
        revision=case.revision,
        decision=decision,
        affected=affected_by(case),
        allows_cross_training=case.entry.allows_cross_training,
        reasons=report.reasons if report else (),
    )


def fatigue_cause(
    key: str, day: date, revision: int, decision: Decision, reasons: Iterable[str] = ()
) -> Cause:
    """A day's fatigue as a cause: it concerns all training of the day."""
    affected = UNKNOWN_RULES.affected
    return Cause(
        key=key, date=day, revision=revision, decision=decision, affected=affected, reasons=tuple(reasons)
    )


def strongest(causes: Iterable[Cause], plan: Plan) -> tuple[Cause, Plan] | None:
    """The cause that counts, and what it makes of the plan; None where none changes it."""
    changes = [(cause, made) for cause in causes if (made := cause.makes(plan)) is not None]
    return max(changes, key=_weight, default=None)


def _weight(change: tuple[Cause, Plan]) -> tuple[int, bool, str]:
    cause, made = change
    return cause.decision.rank, made.status == WorkoutStatus.CANCELLED, cause.key
