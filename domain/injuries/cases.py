"""Words of a case: what is followed up, from its first report until it is over."""

from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is about. Fatigue is none: it concerns a day's training only."""

    INJURY = "INJURY"
    ILLNESS = "ILLNESS"


class CaseStatus(StrEnum):
    """Where a case stands. ACTIVE and MONITORING are open."""

    ACTIVE = "ACTIVE"
    #: It hurts less, and whether it is over is asked.
    MONITORING = "MONITORING"
    RESOLVED = "RESOLVED"
    #: It was reported by mistake, and corrected.
    WITHDRAWN = "WITHDRAWN"


class CaseSource(StrEnum):
    """Who keeps a case. What a person keeps, software leaves alone."""

    AUTOMATIC = "AUTOMATIC"
    MANUAL = "MANUAL"


class RestrictionType(StrEnum):
    """What an athlete is to leave out."""

    NO_RUNNING = "NO_RUNNING"
    NO_JUMPING = "NO_JUMPING"
    NO_IMPACT = "NO_IMPACT"
    NO_UPPER_BODY = "NO_UPPER_BODY"
    NO_LOWER_BODY = "NO_LOWER_BODY"
    REDUCED_VOLUME = "REDUCED_VOLUME"
    REDUCED_INTENSITY = "REDUCED_INTENSITY"
    MODIFIED_ONLY = "MODIFIED_ONLY"
    SPECIFIC_EXERCISES = "SPECIFIC_EXERCISES"
    CUSTOM = "CUSTOM"


class RestrictionSeverity(StrEnum):
    """How far a restriction goes."""

    MILD = "MILD"
    MODERATE = "MODERATE"
    SEVERE = "SEVERE"
    COMPLETE = "COMPLETE"


class RestrictionSource(StrEnum):
    """Where a restriction comes from."""

    INJURY_CASCADE = "INJURY_CASCADE"
    PHYSIO_MANUAL = "PHYSIO_MANUAL"
    COACH_MANUAL = "COACH_MANUAL"
    SYSTEM_AUTO = "SYSTEM_AUTO"
