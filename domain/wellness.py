"""Wellness: seven answers about sleep, energy, soreness, stress, mood and pain, as one score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from domain.accepted import accepted
from domain.arrays import BoolArray, FloatArray, IntArray
from domain.bands import Bands, named
from domain.batch import CheckInBatch
from domain.flags import Code, Rule, Severity, Source
from domain.rounding import half_up_all


class Item(NamedTuple):
    """One answer's part in the score."""

    #: Column of the answer.
    column: str
    #: Percent of the whole.
    weight: int
    #: The form asks for an amount of something bad.
    high_is_bad: bool


#: The questions, in the order of the arrays below.
ITEMS = (
    Item("sleep_quality", 20, high_is_bad=False),
    Item("sleep_hours", 15, high_is_bad=False),
    Item("energy_level", 20, high_is_bad=False),
    Item("muscle_soreness", 15, high_is_bad=True),
    Item("stress", 15, high_is_bad=True),
    Item("mood", 10, high_is_bad=False),
    Item("injury_pain", 5, high_is_bad=True),
)
_QUALITY, _HOURS, _ENERGY, _SORENESS, _STRESS, _MOOD = range(6)
#: Middle of the scale that answers are brought to.
_MIDDLE = 3
#: Codes of the items that are flagged at the bottom of their scale, and one step above it.
_AT_THE_BOTTOM = MappingProxyType(
    {
        _QUALITY: Code.SLEEP_QUALITY_VERY_LOW,
        _ENERGY: Code.ENERGY_VERY_LOW,
        _SORENESS: Code.SORENESS_VERY_HIGH,
        _STRESS: Code.STRESS_VERY_HIGH,
    }
)
_NEAR_THE_BOTTOM = MappingProxyType(
    {
        _QUALITY: Code.SLEEP_QUALITY_LOW,
        _ENERGY: Code.ENERGY_LOW,
        _SORENESS: Code.SORENESS_HIGH,
        _STRESS: Code.STRESS_HIGH,
        _MOOD: Code.MOOD_LOW,
    }
)
_WEIGHTS = np.array([item.weight for item in ITEMS], dtype=np.float64)[:, np.newaxis]

#: Percent of the whole weight that must be answered for a score.
MINIMUM_COVERAGE = 50.0
#: Hours of sleep below which a flag is raised.
HOURS_RED = 5.0
HOURS_YELLOW = 6.0
#: Red flags that together mean rest.
SEVERAL = 2


class WellnessStatus(StrEnum):
    """The score in words."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"


#: Score to status; the score is its own component score.
BANDS = Bands(
    edges=(3.5, 5.0, 6.5, 8.0),
    statuses=(
        WellnessStatus.VERY_POOR,
        WellnessStatus.POOR,
        WellnessStatus.FAIR,
        WellnessStatus.GOOD,
        WellnessStatus.EXCELLENT,
    ),
    edge_opens="upper",
)


@dataclass(frozen=True, slots=True)
class WellnessAssessment:
    """Wellness of n check-ins. Numbers are NaN, and texts None, where nothing can be said."""

    #: The answers as given, (7, n), in the order of ITEMS.
    answers: FloatArray
    #: The answers on the scale 1..5 on which 5 is good, (7, n).
    five: FloatArray
    #: Share of the whole weight that was answered, 0..1.
    coverage: FloatArray
    #: 0..10, one decimal. The status is decided on this value.
    score: FloatArray
    status: list[str | None]
    #: Column of the lowest answer, where it is below the middle of its scale.
    lowest: list[str | None]

    def red_flags(self) -> Iterator[Rule]:
        """Answers at the bottom of their scale, and the rest that follows from several of them."""
        rules = [
            *self._rules(_AT_THE_BOTTOM, self.five == 1),
            self._short_sleep(Code.SLEEP_UNDER_FIVE_HOURS, Severity.CRITICAL, HOURS_RED),
        ]
        count: IntArray = np.sum([rule.where for rule in rules], axis=0, dtype=np.intp)
        yield from rules
        several = Code.WELLNESS_SEVERAL_RED_FLAGS
        yield Rule(several, Severity.CRITICAL, Source.WELLNESS, count >= SEVERAL, {"count": count})

    def yellow_flags(self) -> Iterator[Rule]:
        """Answers near the bottom of their scale. Very short sleep is both red and yellow."""
        near = self.five == 2  # noqa: PLR2004  the scale's second step
        near[_MOOD] |= self.five[_MOOD] == 1
        yield from self._rules(_NEAR_THE_BOTTOM, near)
        yield self._short_sleep(Code.SLEEP_UNDER_SIX_HOURS, Severity.WARNING, HOURS_YELLOW)

    def _rules(self, codes: Mapping[int, Code], where: BoolArray) -> Iterator[Rule]:
        for item, code in codes.items():
            answer = {"answer": self.answers[item]}
            yield Rule(code, Severity.WARNING, Source.WELLNESS, where[item], answer)

    def _short_sleep(self, code: Code, severity: Severity, below: float) -> Rule:
        hours = self.answers[_HOURS]
        # Down, so that what is below a limit is shown below it.
        shown = np.floor(hours * 10 + 1e-9) / 10
        return Rule(code, severity, Source.WELLNESS, hours < below, {"hours": shown})


def assess_wellness(batch: CheckInBatch) -> WellnessAssessment:
    """Weigh the answers of each check-in.

    What is not answered is left out and its weight spread over the rest in proportion. With less than
    half of the weight answered there is no score; flags still speak of the answers that there are.
    """
    answers = np.stack([accepted(getattr(batch, item.column), item.column) for item in ITEMS])
    five = _on_five(answers)
    answered = ~np.isnan(five)
    weight = np.where(answered, _WEIGHTS, 0.0).sum(axis=0)
    enough = weight >= MINIMUM_COVERAGE
    points = np.where(answered, _WEIGHTS * (five - 1), 0.0).sum(axis=0) * (10 / 4)
    score = half_up_all(np.divide(points, weight, out=np.full(len(batch), np.nan), where=enough), 1)
    return WellnessAssessment(
        answers=answers,
        five=five,
        coverage=weight / 100,
        score=score,
        status=BANDS.status(BANDS.place(score), enough),
        lowest=_lowest(np.where(answered, five, np.inf)),
    )


def to_five(answers: FloatArray) -> FloatArray:
    """Bring answers on 1..10 to 1..5, two steps to one, half up: 1, 1, 2, 2, 3, 3, 4, 4, 5, 5."""
    return half_up_all(answers / 2)


def hours_to_five(hours: FloatArray) -> FloatArray:
    """Bring hours of sleep to 1..5: seven to nine are best, and both less and more are worse. NaN stays."""
    short = np.searchsorted((4, 5, 6, 7), hours, side="right")
    long = (hours > 9) + np.searchsorted((10, 11), hours, side="right")  # noqa: PLR2004  the table's edges
    return np.where(np.isnan(hours), np.nan, 1.0 + np.minimum(short, 4 - long))


def _on_five(answers: FloatArray) -> FloatArray:
    bad = np.array([item.high_is_bad for item in ITEMS])[:, np.newaxis]
    five = to_five(np.where(bad, 11 - answers, answers))
    five[_HOURS] = hours_to_five(answers[_HOURS])
    return five


def _lowest(five: FloatArray) -> list[str | None]:
    place = five.argmin(axis=0)
    return named([item.column for item in ITEMS], place, five.min(axis=0) < _MIDDLE)
