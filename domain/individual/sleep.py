"""Sleep of the night: its hours against what the athlete needs, its quality against what is usual."""

from dataclasses import dataclass

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray
from domain.individual.maturity import is_young
from domain.individual.moments import moments

#: Neither half counts for more than that, below usual and above it.
LONGEST_Z = 3.0
HIGHEST_REWARD = 1.0
#: Days of the baseline, and how many of them must have a value.
BASELINE_DAYS = 28
MINIMUM_DAYS = 10
#: Whoever usually sleeps less than this needs more than that: adults should sleep seven hours or more
#: (Watson and others 2015, doi 10.5665/sleep.4716).
LEAST_NEED = 7.0
#: A steadier sleeper than this, in hours and in steps of the scale, is taken for as steady as this.
HOURS_FLOOR = 0.5
QUALITY_FLOOR = 1.0


@dataclass(frozen=True, slots=True)
class Sleep:
    """Sleep of n check-ins. NaN where nothing can be said."""

    #: Hours that the athlete needs.
    need: FloatArray
    #: Mean of the two below that there are, clipped; below usual is negative.
    z: FloatArray
    hours_z: FloatArray
    quality_z: FloatArray
    #: (n, 28), days of the baseline with hours or with a quality.
    valid: BoolArray

    @property
    def days(self) -> IntArray:
        """How many those are."""
        days: IntArray = np.count_nonzero(self.valid, axis=1)
        return days


def assess_sleep(
    hours: FloatArray, quality: FloatArray, past_hours: FloatArray, past_quality: FloatArray
) -> Sleep:
    """Judge each night by the athlete's nights of the 28 days before.

    Args:
        hours: (n,) hours slept, NaN where not given.
        quality: (n,) 1..10, 10 is best, NaN where not given.
        past_hours: (n, 28 or more) hours of the days before, yesterday last.
        past_quality: the same of the quality.
    """
    # Both at once: of small arrays a call costs more than its numbers.
    means, sds, counts = moments(np.concatenate((past_hours, past_quality))[:, -BASELINE_DAYS:])
    usual, mean = np.split(means, 2)
    hours_sd, quality_sd = np.split(sds, 2)
    hours_days, quality_days = np.split(counts, 2)
    need = np.where(hours_days >= MINIMUM_DAYS, np.maximum(usual, LEAST_NEED), np.nan)
    hours_z = (hours - need) / np.fmax(hours_sd, HOURS_FLOOR)
    quality_z = np.where(
        quality_days >= MINIMUM_DAYS, (quality - mean) / np.fmax(quality_sd, QUALITY_FLOOR), np.nan
    )
    # Clipped before they are put together: a long night does not make up for a bad one.
    both = np.clip(np.stack((hours_z, quality_z)), -LONGEST_Z, HIGHEST_REWARD)
    there = np.count_nonzero(~np.isnan(both), axis=0)
    z = np.divide(np.nansum(both, axis=0), there, out=np.full(len(hours), np.nan), where=there > 0)
    valid = ~(np.isnan(past_hours) & np.isnan(past_quality))[:, -BASELINE_DAYS:]
    allowed = is_young(valid)
    return Sleep(need, np.where(allowed, z, np.nan), hours_z, quality_z, valid)
