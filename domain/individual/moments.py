"""Mean, spread and count of what there is."""

import numpy as np

from domain.arrays import BoolArray, FloatArray, IntArray


def moments(values: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """Mean, sample standard deviation (n - 1) and count of each row's values, NaN left out.

    Args:
        values: (n, days).

    Returns:
        Three (n,) arrays. The mean is NaN of no value, the standard deviation of less than two.
    """
    there = ~np.isnan(values)
    count: IntArray = np.count_nonzero(there, axis=1)
    mean = _ratio(np.where(there, values, 0.0).sum(axis=1), count, count > 0)
    spread = np.where(there, values - mean[:, np.newaxis], 0.0)
    sd = np.sqrt(_ratio(np.square(spread).sum(axis=1), count - 1, count > 1))
    return mean, sd, count


def _ratio(numerator: FloatArray, count: IntArray, where: BoolArray) -> FloatArray:
    ratio: FloatArray = np.divide(numerator, count, out=np.full(len(numerator), np.nan), where=where)
    return ratio
