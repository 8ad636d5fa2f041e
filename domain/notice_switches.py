"""Switches: which notices a person wants to be told of."""

from enum import StrEnum

from domain.notices import NoticeKind


class Switch(StrEnum):
    """What can be switched on and off, under the name that it has over HTTP."""

    MORNING_BRIEFING = "morningBriefingEnabled"
    PRE_WORKOUT_NUDGE = "preWorkoutNudgeEnabled"
    POST_WORKOUT_CHECK = "postWorkoutCheckEnabled"
    PATTERN_ALERTS = "patternAlertsEnabled"
    MILESTONE_ALERTS = "milestoneAlertsEnabled"
    WEATHER_ALERTS = "weatherAlertsEnabled"
    SYMPTOM_FLAGS = "symptomFlagsEnabled"
    FATIGUE_FLAGS = "fatigueFlagsEnabled"
    RECOVERY_CHECKS = "recoveryChecksEnabled"
    READINESS_ALERTS = "readinessAlertsEnabled"
    MISSED_ALERTS = "missedAlertsEnabled"
    LOAD_ALERTS = "loadAlertsEnabled"


#: Those that are off until somebody switches them on.
OFF_BY_DEFAULT = frozenset({Switch.WEATHER_ALERTS})

#: The switch of each kind. A kind without one is always told: somebody has asked for an answer.
SWITCH_OF = {
    NoticeKind.SYMPTOM_FLAG: Switch.SYMPTOM_FLAGS,
    NoticeKind.ILLNESS_REPORT: Switch.SYMPTOM_FLAGS,
    NoticeKind.FATIGUE_FLAG: Switch.FATIGUE_FLAGS,
    NoticeKind.PATTERN_ALERT: Switch.PATTERN_ALERTS,
    NoticeKind.RECOVERY_CHECK: Switch.RECOVERY_CHECKS,
    NoticeKind.MILESTONE: Switch.MILESTONE_ALERTS,
    NoticeKind.READINESS_DROP: Switch.READINESS_ALERTS,
    NoticeKind.MISSED_CHECKINS: Switch.MISSED_ALERTS,
    NoticeKind.MISSED_WORKOUTS: Switch.MISSED_ALERTS,
    NoticeKind.HIGH_ACWR: Switch.LOAD_ALERTS,
}


def is_on(switches: dict[str, bool], switch: Switch) -> bool:
    """Whether a switch is on, given those that somebody has set."""
    return switches.get(switch.value, switch not in OFF_BY_DEFAULT)


def is_wanted(kind: NoticeKind, switches: dict[str, bool]) -> bool:
    """Whether somebody with these switches wants to be told of a notice of this kind."""
    switch = SWITCH_OF.get(kind)
    return switch is None or is_on(switches, switch)
