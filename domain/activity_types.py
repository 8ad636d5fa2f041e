"""Kinds of activities: what other services call them, and what they are to us."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ActivitySource(StrEnum):
    """Who recorded an activity."""

    MANUAL = "MANUAL"
    GARMIN = "GARMIN"
    STRAVA = "STRAVA"
    CONCEPT2 = "CONCEPT2"
    STUDIO = "STUDIO"


class ActivityType(StrEnum):
    """What an activity was."""

    RUNNING = "RUNNING"
    CYCLING = "CYCLING"
    SWIMMING = "SWIMMING"
    SKIING = "SKIING"
    ROWING = "ROWING"
    STRENGTH = "STRENGTH"
    CROSS_TRAINING = "CROSS_TRAINING"
    #: Yoga, stretching and the like.
    RECOVERY = "RECOVERY"
    OTHER = "OTHER"


#: Names by which Strava and Garmin call them, in small letters and without what is between the words.
#: CrossFit and intervals of high intensity are strength work; yoga, pilates and a "Workout", which may be
#: anything, are not.
_NAMES: Mapping[ActivityType, str] = MappingProxyType(
    {
        ActivityType.RUNNING: "run virtualrun trailrun trailrunning treadmillrunning trackrunning"
        " streetrunning indoorrunning obstaclerun ultrarun",
        ActivityType.CYCLING: "ride bike virtualride gravelride mountainbikeride ebikeride emountainbikeride"
        " handcycle velomobile roadbiking mountainbiking gravelcycling indoorcycling bmx cyclocross"
        " trackcycling recumbentcycling",
        ActivityType.SWIMMING: "swim lapswimming openwaterswimming",
        ActivityType.SKIING: "ski nordicski rollerski backcountryski alpineski crosscountryskiing"
        " crosscountryskiingws skateskiingws backcountryskiing resortskiing resortskiingsnowboardingws",
        ActivityType.ROWING: "row virtualrow indoorrowing rower",
        ActivityType.STRENGTH: "crossfit hiit highintensityintervaltraining",
        ActivityType.CROSS_TRAINING: "walk walking hike hiking workout elliptical stairstepper stairclimbing"
        " indoorcardio fitnessequipment speedwalking casualwalking",
        ActivityType.RECOVERY: "yoga pilates stretching breathwork meditation mobility",
        ActivityType.OTHER: "",
    }
)

_TYPE_OF: Mapping[str, ActivityType] = MappingProxyType(
    {name: kind for kind, names in _NAMES.items() for name in names.split()}
    | {kind.lower().replace("_", ""): kind for kind in ActivityType}
)

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def activity_type_of(name: str) -> ActivityType:
    """What a foreign name of an activity means: `TrailRun`, `trail_running` and `RUNNING` are the same.

    Names that say strength or weight are strength work. What is not known is OTHER, which is no mistake: its
    load counts like any other's.
    """
    plain = _BETWEEN_WORDS.sub("", name).casefold()
    if plain in _TYPE_OF:
        return _TYPE_OF[plain]
    return ActivityType.STRENGTH if "strength" in plain or "weight" in plain else ActivityType.OTHER
