"""What a picture knows of one day. None is what is not known; it is never drawn as zero."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Place(StrEnum):
    """Where a value lies in its band. Only a judged value has a place."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"


class RatePlace(StrEnum):
    """Where a resting heart rate lies. On an edge of the usual range is outside of it, below as above."""

    LOW = "LOW"
    A_LITTLE_LOW = "A_LITTLE_LOW"
    NORMAL = "NORMAL"
    RAISED = "RAISED"
    HIGH = "HIGH"


@dataclass(frozen=True, slots=True)
class Band:
    """The athlete's own usual range on one day, in the unit of what it is a band of."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class HrvDay:
    """RMSSD of one day in ms, and what the sixty days before make of it."""

    rmssd: float | None = None
    #: False for a recording that is too poor, or a value that no resting adult has: shown, not counted.
    is_counted: bool = True
    #: Mean of the sixty days before, plus and minus one standard deviation.
    band: Band | None = None
    place: Place | None = None
    #: Geometric mean of the week that ends on the day, and its own, narrower band.
    week: float | None = None
    week_band: Band | None = None
    week_place: Place | None = None
    maturity: str = "BUILDING"
    #: Days with a counted value among the sixty before.
    baseline_days: int = 0


@dataclass(frozen=True, slots=True)
class RateDay:
    """Resting heart rate of one day in bpm, and what the thirty days before make of it."""

    bpm: float | None = None
    #: Median, plus and minus one (robust) standard deviation.
    band: Band | None = None
    #: LOW, NORMAL, RAISED or HIGH: what the engine says, which calls nothing low that is not clearly low.
    level: str | None = None
    #: The same with the range below as above: where the day is against its `band`.
    place: RatePlace | None = None
    is_persisting: bool = False
    baseline_days: int = 0


@dataclass(frozen=True, slots=True)
class SleepDay:
    """Sleep of the night before, in hours, and what the athlete needs by the 28 days before."""

    hours: float | None = None
    #: None where too few of those days have hours.
    need: float | None = None


@dataclass(frozen=True, slots=True)
class LoadDay:
    """Training load of one day, in arbitrary units. Context, and no forecast."""

    date: date
    load: float | None = None
    acute: float | None = None
    chronic: float | None = None
    #: Acute over chronic.
    ratio: float | None = None
    #: What the ratio says, or why there is none, in a sentence.
    reading: str | None = None
    #: The day's largest session over the largest of the thirty days before, where it stands out.
    spike_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of the athlete."""

    date: date
    has_check_in: bool = False
    #: Whether the check-in waits for its assessment.
    is_pending: bool = False
    hrv: HrvDay = HrvDay()
    rate: RateDay = RateDay()
    sleep: SleepDay = SleepDay()
    #: 0..10.
    wellness: float | None = None
    wellness_status: str | None = None
    #: Questions of wellness with an answer; too few make no score.
    answers: int = 0
    #: 0..10.
    readiness: float | None = None
    readiness_level: str | None = None
    readiness_confidence: str | None = None
