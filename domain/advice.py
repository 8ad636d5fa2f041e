"""What is advised: of all the rules that apply to a check-in, the strictest of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from domain.arrays import BoolArray, IntArray
from domain.bands import named
from domain.readiness import BANDS, Readiness, ReadinessLevel

#: Yellow flags of wellness that together count like a red one.
SEVERAL_YELLOW = 2
#: An athlete who trains by the Norwegian method trains hard only on a good day.
NORWEGIAN_BELOW = 7.0


class Action(StrEnum):
    """What is advised, from the mildest to the strictest. The sentence is made in `domain.wording`."""

    PROCEED = "PROCEED"
    REDUCE_INTENSITY = "REDUCE_INTENSITY"
    REDUCE_VOLUME = "REDUCE_VOLUME"
    EASY_DAY = "EASY_DAY"
    REST = "REST"


_ACTIONS = tuple(Action)


class Advice(NamedTuple):
    """An action, and the change of what was planned in percent."""

    action: Action
    intensity: int
    volume: int


PROCEED = Advice(Action.PROCEED, 0, 0)
A_LITTLE_LESS_INTENSITY = Advice(Action.REDUCE_INTENSITY, -10, 0)
LESS_INTENSITY = Advice(Action.REDUCE_INTENSITY, -20, -10)
NORWEGIAN = Advice(Action.REDUCE_INTENSITY, -30, 0)
LESS_VOLUME = Advice(Action.REDUCE_VOLUME, -15, -30)
EASY_DAY = Advice(Action.EASY_DAY, -40, -25)
REST_FROM_LOW_READINESS = Advice(Action.REST, -50, -50)
REST_FROM_CRITICAL_FLAG = Advice(Action.REST, -100, -100)

#: What each level asks for.
OF_LEVEL = {
    ReadinessLevel.VERY_POOR: REST_FROM_LOW_READINESS,
    ReadinessLevel.POOR: EASY_DAY,
    ReadinessLevel.FAIR: LESS_INTENSITY,
    ReadinessLevel.GOOD: PROCEED,
    ReadinessLevel.EXCELLENT: PROCEED,
}

#: Which check-ins of a batch an advice applies to.
AdviceRule = tuple[BoolArray, Advice]


@dataclass(frozen=True, slots=True)
class Advised:
    """Advice of n check-ins."""

    #: Place in `Action`, -1 where nothing is advised.
    strictness: IntArray
    #: Percent, 0 or below.
    intensity: IntArray
    volume: IntArray

    @property
    def known(self) -> BoolArray:
        """Whether anything is advised."""
        known: BoolArray = self.strictness >= 0
        return known

    @property
    def action(self) -> list[str | None]:
        """The action's code; None where nothing is advised."""
        return named(_ACTIONS, self.strictness, self.known)

    @property
    def intensity_percent(self) -> list[int | None]:
        """Change of the planned intensity; None where nothing is advised."""
        return self._percent(self.intensity)

    @property
    def volume_percent(self) -> list[int | None]:
        """Change of the planned volume; None where nothing is advised."""
        return self._percent(self.volume)

    def _percent(self, values: IntArray) -> list[int | None]:
        pairs = zip(values.tolist(), self.known.tolist(), strict=True)
        return [value if known else None for value, known in pairs]


def strictest(n: int, rules: Iterable[AdviceRule]) -> Advised:
    """Take the strictest action, the largest cut of intensity and the largest of volume that apply."""
    strictness, intensity, volume = np.full(n, -1), np.zeros(n, np.intp), np.zeros(n, np.intp)
    for applies, advice in rules:
        place = _ACTIONS.index(advice.action)
        strictness = np.where(applies, np.maximum(strictness, place), strictness)
        intensity = np.where(applies, np.minimum(intensity, advice.intensity), intensity)
        volume = np.where(applies, np.minimum(volume, advice.volume), volume)
    return Advised(strictness, intensity, volume)


def rules_of_levels(place: IntArray, known: BoolArray) -> list[AdviceRule]:
    """What the levels ask for; `place` counts them from VERY_POOR on."""
    return [(known & (place == BANDS.statuses.index(level)), advice) for level, advice in OF_LEVEL.items()]


def advise(
    readiness: Readiness,
    *,
    critical: BoolArray,
    red: BoolArray,
    wellness_yellows: IntArray,
    overload: BoolArray,
    norwegian: BoolArray,
) -> Advised:
    """Advise by readiness and flags, all of n check-ins.

    A critical flag means rest, also where there is no score. All else needs one: its level, a good day
    that is held back a little by a red flag or by several yellow ones, an overload, the Norwegian method.
    """
    known = readiness.known
    good = known & (readiness.place == BANDS.statuses.index(ReadinessLevel.GOOD))
    return strictest(
        len(known),
        [
            *rules_of_levels(readiness.place, known),
            (good & (red | (wellness_yellows >= SEVERAL_YELLOW)), A_LITTLE_LESS_INTENSITY),
            (known & norwegian & (readiness.score < NORWEGIAN_BELOW), NORWEGIAN),
            (known & overload, LESS_VOLUME),
            (critical, REST_FROM_CRITICAL_FLAG),
        ],
    )
