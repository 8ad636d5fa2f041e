"""How an athlete feels, against how that athlete usually feels.

Self-reports follow load with better sensitivity and consistency than most measurements (Saw and others 2016,
doi 10.1136/bjsports-2015-094758); of the items, fatigue and soreness carry the most.
"""

from dataclasses import dataclass

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.individual.maturity import is_young
from domain.individual.moments import moments

#: Items, with their part of the whole, and whether a high answer is a bad one. Answers are 1..10.
ITEMS = {
    "energy_level": (0.35, False),
    "muscle_soreness": (0.25, True),
    "sleep_quality": (0.15, False),
    "mood": (0.15, False),
    "stress": (0.10, True),
}

#: Answers of the five that a score needs.
MINIMUM_ANSWERS = 3
#: Days of the baseline, and how many of them must have a score.
BASELINE_DAYS = 28
MINIMUM_DAYS = 10
#: A steadier athlete than this, in steps of the scale, is taken for as steady as this: answers are ordinal.
SD_FLOOR = 1.0


@dataclass(frozen=True, slots=True)
class Feeling:
    """Self-reports of n check-ins. Numbers are NaN where nothing can be said."""

    #: 1..10, 10 is good: the weighted mean of the answers that there are.
    score: FloatArray
    #: Distance from the athlete's own mean in standard deviations; below it is negative.
    z: FloatArray
    #: Share of the weight that was answered, 0..1.
    coverage: FloatArray
    #: Days with a score in the baseline, and which those are, (n, 28).
    days: IntArray
    valid: BoolArray


def assess_feeling(today: FloatArray, history: FloatArray) -> Feeling:
    """Judge how each athlete feels by the 28 days before.

    Args:
        today: (5, n) answers in the order of ITEMS; NaN, and all that is not within 1..10, is missing.
        history: (5, n, 28 or more) the same for the days before, yesterday last.
    """
    score, coverage = _score(today)
    past, _ = _score(history[:, :, -BASELINE_DAYS:])
    mean, spread, days = moments(past)
    sd = np.fmax(spread, SD_FLOOR)
    valid = ~np.isnan(past)
    z = np.where((days >= MINIMUM_DAYS) & is_young(valid), (score - mean) / sd, np.nan)
    return Feeling(score, z, coverage, days, valid)


def _score(answers: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weighted means over the first axis, and the share of the weight that they rest on."""
    points, whole = np.zeros(answers.shape[1:]), np.zeros(answers.shape[1:])
    count = np.zeros(answers.shape[1:], dtype=np.intp)
    for given, (weight, high_is_bad) in zip(answers, ITEMS.values(), strict=True):
        there: BoolArray = (given >= 1) & (given <= 10)  # noqa: PLR2004  the scale
        points += np.where(there, weight * (11 - given if high_is_bad else given), 0.0)
        whole += weight * there
        count += there
    score = np.divide(points, whole, out=np.full(whole.shape, np.nan), where=count >= MINIMUM_ANSWERS)
    return score, whole
