"""What a case looks like as a row, and the restriction that it imposes: as JSON has it."""

from typing import Any
from uuid import UUID, uuid5

from domain.effects import Wanted
from domain.injuries import keys
from domain.injuries.cases import CaseKind, RestrictionSeverity, RestrictionSource, RestrictionType
from domain.injuries.decision import Decision
from domain.injuries.followed import Followed
from domain.injuries.kinds import CASE, RESTRICTION
from domain.injuries.said import UNKNOWN_PART
from domain.workouts import WorkoutType

#: How much of the volume is left out, and the hardest zone that is left.
LIMITS = {
    Decision.REST: (100, 1),
    Decision.CROSS_TRAINING_ONLY: (100, 2),
    Decision.REDUCE_50: (50, 3),
    Decision.MONITOR: (20, 4),
}

_ALL_TYPES = frozenset(WorkoutType)


def affected_by(case: Followed) -> frozenset[WorkoutType]:
    """Types of workouts that load what a case is about."""
    return _ALL_TYPES if case.kind is CaseKind.ILLNESS else case.rules.affected


def restriction_severity(pain: int) -> RestrictionSeverity:
    """How far a restriction goes, by the worst pain."""
    for least, severity in (
        (8, RestrictionSeverity.COMPLETE),
        (6, RestrictionSeverity.SEVERE),
        (4, RestrictionSeverity.MODERATE),
    ):
        if pain >= least:
            return severity
    return RestrictionSeverity.MILD


def case_effect(case: Followed) -> Wanted:
    """The effect that is the case's row."""
    return _effect(
        case,
        keys.case(case.id),
        CASE,
        {
            "id": str(case.id),
            "kind": case.kind.value,
            "body_part": case.part,
            "side": case.side,
            "type": case.type,
            "status": case.status.value,
            "opened_on": case.opened_on.isoformat(),
            "last_reported_on": case.last.day.isoformat(),
            "worst_pain": case.worst_pain,
            "severity": case.worst.severity.value,
            "decision": case.last.decision.value,
            "minimum_days": case.minimum_days,
            "return_phase": case.phase,
            "proposal": case.proposal,
            "resolved_on": case.resolved_on.isoformat() if case.resolved_on else None,
        },
    )


def restriction_effect(case: Followed) -> Wanted:
    """The effect that is the restriction's row. It always has an end."""
    volume, zone = LIMITS[case.last.decision]
    is_illness = case.worst_pain is None
    named = [] if is_illness or case.part == UNKNOWN_PART else [case.part]
    severity = (
        RestrictionSeverity.COMPLETE if case.worst_pain is None else restriction_severity(case.worst_pain)
    )
    return _effect(
        case,
        keys.restriction(case.id),
        RESTRICTION,
        {
            "id": str(restriction_id(case.id)),
            "case_id": str(case.id),
            "type": (RestrictionType.REDUCED_VOLUME if is_illness else case.rules.restriction).value,
            "severity": severity.value,
            "source": RestrictionSource.INJURY_CASCADE.value,
            "body_parts": named,
            "affected_workout_types": sorted(each.value for each in affected_by(case)),
            "start_date": case.opened_on.isoformat(),
            "end_date": case.ends.isoformat(),
            "volume_reduction_percent": volume,
            "max_intensity_zone": zone,
        },
    )


def restriction_id(case_id: UUID) -> UUID:
    """The id of a case's restriction."""
    return uuid5(case_id, "restriction")


def _effect(case: Followed, key: str, kind: str, after: dict[str, Any]) -> Wanted:
    """An effect of the case, in the name of the check-in that opened it."""
    return Wanted(
        key=key,
        kind=kind,
        client_id=case.client_id,
        date=case.opened_on,
        revision=case.revision,
        cause={
            "reportedOn": case.last.day.isoformat(),
            "decision": case.last.decision.value,
            "reasons": list(case.last.reasons),
        },
        after=after,
        subject=str(after["id"]),
    )
