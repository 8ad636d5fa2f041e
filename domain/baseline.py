"""An athlete's own baseline: mean and spread of what was measured in the days before the check-in."""

from dataclasses import dataclass

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Baseline:
    """Baselines of n check-ins. Mean and sd are NaN where there is nothing to take them from."""

    mean: FloatArray
    #: Population standard deviation (divided by the number of values), which the product's figures use.
    sd: FloatArray
    #: Days with any measurement, usable or not.
    measured_days: IntArray
    #: Days whose measurement is good enough to be counted.
    usable_days: IntArray
    #: Whether there are enough of both to judge today's value.
    sufficient: BoolArray

    @property
    def variation(self) -> FloatArray:
        """Coefficient of variation in percent; NaN where there is no mean."""
        return 100.0 * self.sd / self.mean


def baseline_of(
    history: FloatArray, usable: BoolArray, *, minimum_measured: int, minimum_usable: int
) -> Baseline:
    """Take baselines from the usable values of each history.

    Args:
        history: (n, days), NaN where nothing was measured.
        usable: (n, days), false where the value is missing or too poor to count.
        minimum_measured: days with a measurement that a baseline needs.
        minimum_usable: days with a usable measurement that it needs.
    """
    measured_days = np.count_nonzero(~np.isnan(history), axis=1)
    usable_days = np.count_nonzero(usable, axis=1)
    mean = mean_where(history, usable, usable_days)
    spread = np.where(usable, history - mean[:, np.newaxis], 0.0)
    variance = np.square(spread).sum(axis=1) / np.maximum(usable_days, 1)
    return Baseline(
        mean=mean,
        sd=np.where(usable_days > 0, np.sqrt(variance), np.nan),
        measured_days=measured_days,
        usable_days=usable_days,
        sufficient=(measured_days >= minimum_measured) & (usable_days >= minimum_usable),
    )


def mean_where(values: FloatArray, counted: BoolArray, count: IntArray) -> FloatArray:
    """Mean of each row's counted values; NaN where it has none. `count` is how many there are."""
    total = np.where(counted, values, 0.0).sum(axis=1)
    mean: FloatArray = np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
    return mean
