"""Rounding half up, which is what people expect of a score. Python's and numpy's own round half to even."""

import math

import numpy as np

from domain.arrays import FloatArray

#: Added before the floor, so that a tie that binary floats put a hair too low still goes up: 0.285 to two
#: decimals is 0.29. Far below anything that a stored decimal could show, for values up to about a million.
_NUDGE = 1e-9


def half_up(value: float, decimals: int = 0) -> float:
    """Round to that many decimals; a tie goes up (2.5 to 3, -2.5 to -2), NaN stays NaN."""
    if math.isnan(value):
        return value
    scale = 10.0**decimals
    return math.floor(value * scale + (0.5 + _NUDGE)) / scale


def half_up_all(values: FloatArray, decimals: int = 0) -> FloatArray:
    """Round every element of an array of any shape as `half_up` does."""
    scale = 10.0**decimals
    rounded: FloatArray = np.floor(values * scale + (0.5 + _NUDGE)) / scale
    return rounded
