"""One score from the terms that exist, with what each of them adds."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.arrays import BoolArray, FloatArray
from domain.rounding import half_up_all


class Term(StrEnum):
    """What goes into the score."""

    HRV = "hrv"
    HRV_WEEK = "hrvWeek"
    RHR = "rhr"
    WELLNESS = "wellness"
    SLEEP = "sleep"


#: Terms in the order of the arrays below, with their part of the whole. A product decision.
WEIGHTS = {Term.HRV: 0.35, Term.HRV_WEEK: 0.10, Term.RHR: 0.15, Term.WELLNESS: 0.25, Term.SLEEP: 0.15}
_WEIGHTS = np.array(list(WEIGHTS.values()))[:, np.newaxis]
_HRV_ROWS = (0, 1)
#: Terms that may be too high to be good: a heart that is slow, or variable, from fatigue, and long sleep.
_LIMITED_ROWS = (0, 1, 2, 4)

#: No term counts for more than so many standard deviations. What an athlete's body does better than usual
#: counts for no more than one: only how they feel may lift the score further.
LONGEST_Z = 3.0
HIGHEST_REWARD = 1.0
#: Share of the weight that a score needs.
MINIMUM_COVERAGE = 0.5
#: Slope, and what a usual day is above the middle: Z = 0 is 5.8.
SLOPE = 1.1
SHIFT = 0.3
#: Highest score of an athlete who is ill, or whose pain is above five.
CAP = 4.0


@dataclass(frozen=True, slots=True)
class Composite:
    """Scores of n check-ins. NaN where there is none."""

    #: Weighted mean of the terms' z.
    z: FloatArray
    #: 0..10, one decimal.
    score: FloatArray
    #: Share of the weight that there was, 0..1.
    coverage: FloatArray
    #: (5, n) the terms as they count: within -/+ LONGEST_Z, and rewarded no further than they may be.
    terms: FloatArray
    #: (5, n) what each term adds to z, in the order of WEIGHTS; NaN where it is missing. They sum to z.
    contributions: FloatArray
    #: Whether the cap has lowered the score.
    capped: BoolArray


def compose(terms: FloatArray, *, both_high: BoolArray, ill_or_in_pain: BoolArray) -> Composite:
    """Put the terms of n check-ins together.

    Args:
        terms: (5, n) z of each term, above usual and better is positive, NaN where missing.
        both_high: (n,) HRV of today and of the week are above their bands. That is not rewarded at all.
        ill_or_in_pain: (n,) the score is capped.
    """
    z = np.clip(terms, -LONGEST_Z, LONGEST_Z)
    for row in _LIMITED_ROWS:
        z[row] = np.minimum(z[row], HIGHEST_REWARD)
    for row in _HRV_ROWS:
        z[row] = np.where(both_high, np.minimum(z[row], 0.0), z[row])
    there = ~np.isnan(z)
    weights = np.where(there, _WEIGHTS, 0.0)
    coverage = weights.sum(axis=0)
    # A sum of tenths may miss the half by a hair.
    enough = coverage >= MINIMUM_COVERAGE - 1e-9
    contributions = np.divide(weights * z, coverage, out=np.full(z.shape, np.nan), where=there & enough)
    whole = np.where(enough, np.nansum(contributions, axis=0), np.nan)
    score = half_up_all(10.0 / (1.0 + np.exp(-SLOPE * (whole + SHIFT))), 1)
    capped = ill_or_in_pain & (score > CAP)
    return Composite(whole, np.where(capped, CAP, score), coverage, z, contributions, capped)
