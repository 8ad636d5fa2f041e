"""How hard an activity was: a training stress score, and what its kind is usually like."""

import re
from enum import StrEnum

from domain.rounding import half_up

#: An hour at full intensity is 100.
_HOUR = 3_600
#: A heart rate says nothing of intensities outside of these.
_LEAST, _MOST = 0.4, 1.2


class Intensity(StrEnum):
    """What a kind of activity is usually like."""

    EASY = "EASY"
    MODERATE = "MODERATE"
    HARD = "HARD"


#: Names by which Strava and Garmin call them, in small letters and without what is between the words.
_EASY = frozenset(
    "walk walking casualwalking yoga recovery stretching breathwork meditation mobility".split()  # noqa: SIM905
)
_HARD = frozenset(
    "trailrun trailrunning mountainbikeride mountainbiking backcountryski backcountryskiing".split()  # noqa: SIM905
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def usual_intensity(name: str) -> Intensity:
    """What an activity of that name is usually like; what is not known is MODERATE."""
    plain = _BETWEEN_WORDS.sub("", name).casefold()
    if plain in _EASY:
        return Intensity.EASY
    return Intensity.HARD if plain in _HARD else Intensity.MODERATE


def training_stress(seconds: float, average_hr: float | None, maximum: float | None) -> float | None:
    """Hours x intensity squared x 100; None if the heart rate, or what it is held against, is not known.

    The intensity is the mean heart rate as a share of the athlete's own highest one, from .4 to 1.2. What the
    product took where there is no heart rate (the same power and the same speed for everybody) is not taken.

    Args:
        seconds: how long it was.
        average_hr: in bpm.
        maximum: the athlete's own, in bpm.
    """
    if average_hr is None or maximum is None:
        return None
    intensity = min(max(average_hr / maximum, _LEAST), _MOST)
    return half_up(seconds * intensity**2 * 100 / _HOUR)
