"""What a readiness and its flags advise: the strictest of the rules that apply."""

from enum import IntEnum, StrEnum

import numpy as np

from domain.arrays import BoolArray, IntArray
from domain.readiness import BANDS, Readiness, ReadinessLevel

#: Yellow flags of wellness that together count like a red one.
SEVERAL_YELLOW = 2


class Action(StrEnum):
    """What is advised. The code; its sentence is made in `domain.wording`."""

    PROCEED = "PROCEED"
    REDUCE_INTENSITY = "REDUCE_INTENSITY"
    REDUCE_VOLUME = "REDUCE_VOLUME"
    EASY_DAY = "EASY_DAY"
    REST = "REST"


class Advice(IntEnum):
    """Places in the table of advice, from the mildest to the strictest."""

    PROCEED = 0
    A_LITTLE_LESS_INTENSITY = 1
    LESS_INTENSITY = 2
    LESS_VOLUME = 3
    EASY_DAY = 4
    REST_FROM_LOW_READINESS = 5
    REST_FROM_CRITICAL_FLAG = 6


#: Advice to action, and to the change of intensity and of volume in percent.
ACTIONS = (
    (Action.PROCEED, 0, 0),
    (Action.REDUCE_INTENSITY, -10, 0),
    (Action.REDUCE_INTENSITY, -20, -10),
    (Action.REDUCE_VOLUME, -15, -30),
    (Action.EASY_DAY, -40, -25),
    (Action.REST, -50, -50),
    (Action.REST, -100, -100),
)

_GOOD = BANDS.statuses.index(ReadinessLevel.GOOD)
_ADVICE_OF_LEVEL = np.array(
    [
        Advice.REST_FROM_LOW_READINESS,
        Advice.EASY_DAY,
        Advice.LESS_INTENSITY,
        Advice.PROCEED,
        Advice.PROCEED,
    ],
    dtype=np.intp,
)


def advise(
    readiness: Readiness,
    *,
    critical: BoolArray,
    red: BoolArray,
    wellness_yellows: IntArray,
    overload: BoolArray,
) -> IntArray:
    """Find the strictest advice that applies to each check-in, as its place in ACTIONS; -1 for none.

    A critical flag means rest, also where there is no score. All else goes by the score's level: a good
    day is held back a little by a red flag or by several yellow ones, and an overload cuts the volume
    unless the level asks for more than that.
    """
    place = readiness.place
    advice = np.where(readiness.known, _ADVICE_OF_LEVEL[place], -1)
    doubtful = (place == _GOOD) & (red | (wellness_yellows >= SEVERAL_YELLOW))
    for applies, what in (
        (readiness.known & doubtful, Advice.A_LITTLE_LESS_INTENSITY),
        (readiness.known & overload, Advice.LESS_VOLUME),
        (critical, Advice.REST_FROM_CRITICAL_FLAG),
    ):
        advice = np.where(applies, np.maximum(advice, what), advice)
    return advice
