"""What is said alike on the page and in the terminal, where both say it of a day."""

import math
from types import MappingProxyType

from domain.wellness import ITEMS
from picture.day import Band, Day, RateDay, RatePlace, SleepDay
from picture.words import in_words

#: Of a chart or a plot with nothing in it, on the page and in the terminal.
NOTHING_TO_DRAW = "not measured in these days"

#: Of a day of readiness, a letter for each level; and signs where there is no level.
LETTERS = MappingProxyType({"EXCELLENT": "E", "GOOD": "G", "FAIR": "F", "POOR": "P", "VERY_POOR": "V"})
PENDING, NOT_ENOUGH, NO_CHECK_IN = "\N{HORIZONTAL ELLIPSIS}", "?", "\N{MIDDLE DOT}"

#: What binary floats may miss an edge by.
_HAIR = 1e-6

_RATE = MappingProxyType(
    {
        RatePlace.LOW: "clearly low",
        RatePlace.A_LITTLE_LOW: "a little low",
        RatePlace.NORMAL: "as usual",
        RatePlace.RAISED: "a little raised",
        RatePlace.HIGH: "clearly raised",
    }
)


def sign_of(day: Day) -> str:
    """The letter of a day's level, or the sign of why it has none."""
    if day.readiness_level is not None:
        return LETTERS.get(day.readiness_level, day.readiness_level[:1])
    if day.is_pending:
        return PENDING
    return NOT_ENOUGH if day.has_check_in else NO_CHECK_IN


def rate_range(band: Band, to: str = "to") -> str:
    """The usual range in tenths, rounded outwards: a rate inside of it is inside of what is written, too."""
    low = math.floor(band.low * 10 + _HAIR) / 10
    high = math.ceil(band.high * 10 - _HAIR) / 10
    return f"{low:.1f} {to} {high:.1f}"


def rate_in_words(rate: RateDay) -> str:
    """Where a resting heart rate lies; the words agree with the usual range that stands beside them."""
    if rate.bpm is None:
        return "not measured"
    if rate.place is None:
        return f"not judged: {rate.baseline_days} days of baseline"
    return _RATE[rate.place] + (", for more than one day" if rate.is_persisting else "")


def wellness_in_words(day: Day) -> str:
    """The status of the wellness score, or why there is none."""
    if day.wellness is not None:
        return in_words(day.wellness_status or "no status")
    if day.is_pending:
        return "being assessed"
    return f"too few answers ({day.answers} of {len(ITEMS)})" if day.answers else "not answered"


def sleep_in_words(sleep: SleepDay) -> str:
    """How far a night is from what the athlete needs."""
    if sleep.hours is None:
        return "not measured"
    if sleep.need is None:
        return "need not known yet"
    missing = round(sleep.need - sleep.hours, 1)
    if not missing:
        return "as needed"
    return f"{missing:.1f} hours short" if missing > 0 else f"{-missing:.1f} hours more than needed"
