"""Notices: what there is to tell, about what, and to whom in principle."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

#: The kind of effect that raises a notice.
NOTICE: Final = "notice"


class Audience(StrEnum):
    """Whom a notice is for. Who that is for an athlete is found out when it is told."""

    ATHLETE = "ATHLETE"
    COACH = "COACH"
    #: A physiotherapist who is in charge of the athlete; the coach where there is none.
    PHYSIO = "PHYSIO"


class Priority(StrEnum):
    """How urgent a notice is."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"


class NoticeKind(StrEnum):
    """What a notice is about; in brackets what its `params` hold (dates as YYYY-MM-DD, codes as they are)."""

    #: Pain was reported, and training changed (bodyPart, pain, severity, decision, reportedOn, until,
    #: workouts, caseId; and as a proposal, or null: pauseWeeks, goalShiftDays).
    SYMPTOM_FLAG = "SYMPTOM_FLAG"
    #: Illness was reported (illnessType, restDays, until; both 0 and null where it is chronic).
    ILLNESS_REPORT = "ILLNESS_REPORT"
    #: Sleep, stress, energy, soreness or readiness call for an easier day (decision, severity, reasons).
    FATIGUE_FLAG = "FATIGUE_FLAG"
    #: Something comes back (pattern, bodyPart or null, occurrences, severity).
    PATTERN_ALERT = "PATTERN_ALERT"
    #: It hurts less; is it over? (bodyPart, caseId, lowDays, neededDays, earliest: date)
    RECOVERY_CHECK = "RECOVERY_CHECK"
    #: The athlete asks for a physiotherapist (rehabPainDuring, rehabPainAfter; the reason is the check-in's).
    PHYSIO_CONTACT_REQUEST = "PHYSIO_CONTACT_REQUEST"
    #: A streak of check-ins has reached a threshold (days, level, previousBest).
    MILESTONE = "MILESTONE"
    #: Readiness is low, time after time (mean, days).
    READINESS_DROP = "READINESS_DROP"
    #: No check-in for some days (days).
    MISSED_CHECKINS = "MISSED_CHECKINS"
    #: Planned workouts were not done (count).
    MISSED_WORKOUTS = "MISSED_WORKOUTS"
    #: Far more training than the athlete is used to (acwr).
    HIGH_ACWR = "HIGH_ACWR"


def notice_content(
    kind: NoticeKind,
    audience: Sequence[Audience],
    priority: Priority,
    params: Mapping[str, Any],
    *,
    expires_days: int | None = None,
) -> dict[str, Any]:
    """What `Wanted.after` of a notice holds. `params` are those that `NoticeKind` names for the kind."""
    return {
        "kind": kind.value,
        "audience": [each.value for each in audience],
        "priority": priority.value,
        "params": dict(params),
        "expiresDays": expires_days,
    }
