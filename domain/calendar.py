"""What an athlete's calendar is made of: seven sources, and the words that their rows use."""

from datetime import date
from enum import StrEnum


class ItemType(StrEnum):
    """What an item of the calendar is. Of one day they are listed in this order."""

    WORKOUT = "WORKOUT"
    RACE = "RACE"
    FIELD_TEST = "FIELD_TEST"
    CALENDAR_EVENT = "CALENDAR_EVENT"
    CHECK_IN = "CHECK_IN"
    WOD = "WOD"
    AD_HOC = "AD_HOC"


class EventType(StrEnum):
    """What an event is about."""

    TRAVEL = "TRAVEL"
    TRAINING_CAMP = "TRAINING_CAMP"
    ALTITUDE_CAMP = "ALTITUDE_CAMP"
    ILLNESS = "ILLNESS"
    INJURY = "INJURY"
    VACATION = "VACATION"
    WORK = "WORK"
    PERSONAL = "PERSONAL"
    REST = "REST"
    EXTERNAL = "EXTERNAL"
    OTHER = "OTHER"


class EventStatus(StrEnum):
    """Where an event stands. CANCELLED ones are not shown."""

    SCHEDULED = "SCHEDULED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class TrainingImpact(StrEnum):
    """What an event leaves of training."""

    NO_TRAINING = "NO_TRAINING"
    REDUCED = "REDUCED"
    MODIFIED = "MODIFIED"
    NORMAL = "NORMAL"


class AdaptationPhase(StrEnum):
    """Of an altitude camp."""

    ACUTE = "ACUTE"
    ADAPTATION = "ADAPTATION"
    OPTIMAL = "OPTIMAL"
    RETURN = "RETURN"


class FieldTestType(StrEnum):
    """What an athlete does by way of a test, outside of a laboratory."""

    TIME_TRIAL_30_MIN = "TIME_TRIAL_30_MIN"
    TIME_TRIAL_20_MIN = "TIME_TRIAL_20_MIN"
    HR_DRIFT = "HR_DRIFT"
    CRITICAL_VELOCITY = "CRITICAL_VELOCITY"
    COOPER = "COOPER"
    OTHER = "OTHER"


class FieldTestConfidence(StrEnum):
    """How far the thresholds of a field test may be trusted."""

    VERY_HIGH = "VERY_HIGH"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class WodStatus(StrEnum):
    """What becomes of a workout that was generated for today. ABANDONED ones are not shown."""

    GENERATED = "GENERATED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    ABANDONED = "ABANDONED"


class AdHocInput(StrEnum):
    """How a workout that nobody had planned was told."""

    MANUAL = "MANUAL"
    TEXT = "TEXT"
    VOICE = "VOICE"
    PHOTO = "PHOTO"
    IMPORT = "IMPORT"


class AdHocStatus(StrEnum):
    """Where a workout that was told stands. Only CONFIRMED ones are shown."""

    DRAFT = "DRAFT"
    CONFIRMED = "CONFIRMED"
    DISCARDED = "DISCARDED"


class Feeling(StrEnum):
    """How a workout felt."""

    GREAT = "GREAT"
    GOOD = "GOOD"
    OKAY = "OKAY"
    TIRED = "TIRED"
    BAD = "BAD"


#: Days from the first to the last that are shown at once.
MOST_DAYS = 120

#: Days beyond these are a slip of the pen.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)

#: Days that an event lasts at most, so that a reader knows how far back one may have begun.
LONGEST_EVENT = 366

#: Items of one source in an answer.
USUAL_ITEMS, MOST_ITEMS = 150, 1_000
