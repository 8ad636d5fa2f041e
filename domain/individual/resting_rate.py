"""Resting heart rate against the athlete's own median, in units of the athlete's own spread.

A short overload raises it, and that can vanish in what a heart does from day to day (Bosquet and others 2008,
doi 10.1136/bjsm.2007.042200); so a single day is weak, and two in a row count (after Alavi and others 2021,
doi 10.1038/s41591-021-01593-2).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.individual.maturity import is_young

#: Days of the baseline, and how many of them must have a value for a verdict.
BASELINE_DAYS = 30
PROVISIONAL_DAYS = 7
#: Makes the median absolute deviation of normally distributed values their standard deviation.
MAD_TO_SD = 1.4826
#: A steadier heart than this, in bpm, is taken for as steady as this.
SIGMA_FLOOR = 1.5
#: What a measurement of a resting person may be, in bpm.
ACCEPTED_BPM = (25.0, 120.0)
#: From these z on a value is raised, and high. From the negative of the second it is low.
RAISED_Z = 1.0
HIGH_Z = 2.0
#: A day that may be a part of something that persists: so many bpm above the median, and such a z.
PERSISTING_BPM = 3.0
PERSISTING_Z = 1.5


#: On an edge is on it, whatever binary floats make of it.
_TOLERANCE = 1e-9


class RateLevel(StrEnum):
    """Today's heart rate in words."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    RAISED = "RAISED"
    HIGH = "HIGH"


@dataclass(frozen=True, slots=True)
class RestingRate:
    """Resting heart rate of n check-ins. Numbers are NaN, and levels None, where nothing can be said."""

    #: bpm.
    median: FloatArray
    sigma: FloatArray
    #: Above the median is positive.
    z: FloatArray
    level: list[str | None]
    #: Two days in a row, ending today, stood out; one day without a value between them may be bridged.
    persisting: BoolArray
    #: Days with a value in the baseline, and which those are, (n, 30).
    days: IntArray
    valid: BoolArray
    #: Whether there is a verdict. How far it is trusted is its maturity's matter.
    judged: BoolArray


def assess_resting_rate(today: FloatArray, history: FloatArray) -> RestingRate:
    """Judge each resting heart rate by the median of the thirty days before.

    Args:
        today: (n,) bpm, NaN where there is none.
        history: (n, 30 or more) bpm of the days before, yesterday last, NaN where there is none.
    """
    now, past = _accepted(today), _accepted(history[:, -BASELINE_DAYS:])
    days = np.count_nonzero(~np.isnan(past), axis=1)
    median = _median(past)
    sigma = np.fmax(MAD_TO_SD * _median(np.abs(past - median[:, np.newaxis])), SIGMA_FLOOR)
    sigma = np.where(days > 0, sigma, np.nan)
    valid = ~np.isnan(past)
    judged = ~np.isnan(now) & (days >= PROVISIONAL_DAYS) & is_young(valid)
    z = np.where(judged, (now - median) / sigma, np.nan)
    stands_out = _stands_out(np.column_stack((past[:, -2:], now)), median, sigma)
    missing = np.isnan(past[:, -1])
    persisting = judged & stands_out[:, 2] & (stands_out[:, 1] | (missing & stands_out[:, 0]))
    return RestingRate(
        median=median,
        sigma=sigma,
        z=z,
        level=_level(z),
        persisting=persisting,
        days=days,
        valid=valid,
        judged=judged,
    )


def _stands_out(days: FloatArray, median: FloatArray, sigma: FloatArray) -> BoolArray:
    above = days - median[:, np.newaxis]
    is_far = above >= PERSISTING_BPM - _TOLERANCE
    out: BoolArray = is_far & (above / sigma[:, np.newaxis] >= PERSISTING_Z - _TOLERANCE)
    return out


def _accepted(bpm: FloatArray) -> FloatArray:
    low, high = ACCEPTED_BPM
    return np.where((bpm >= low) & (bpm <= high), bpm, np.nan)


def _median(values: FloatArray) -> FloatArray:
    """Median of each row's values; NaN where it has none."""
    ordered = np.sort(values, axis=1)  # NaN last
    count = np.count_nonzero(~np.isnan(values), axis=1)
    rows = np.arange(len(values))
    lower, upper = (
        ordered[rows, np.maximum(count - 1, 0) // 2],
        ordered[rows, np.minimum(count // 2, values.shape[1] - 1)],
    )
    return np.where(count > 0, (lower + upper) / 2, np.nan)


def _level(z: FloatArray) -> list[str | None]:
    names = (RateLevel.LOW, RateLevel.NORMAL, RateLevel.RAISED, RateLevel.HIGH)
    edges = [z <= -HIGH_Z + _TOLERANCE, z < RAISED_Z - _TOLERANCE, z < HIGH_Z - _TOLERANCE]
    place = np.select(edges, [0, 1, 2], default=3)
    return [
        None if number != number else str(names[found])  # noqa: PLR0124  NaN is not itself
        for number, found in zip(z.tolist(), place.tolist(), strict=True)
    ]
