"""Values as the formulas may use them: what lies outside of a field's range counts as missing."""

import numpy as np

from domain.arrays import FloatArray
from domain.check_in import FIELD_BY_COLUMN


def accepted(values: FloatArray, column: str) -> FloatArray:
    """Keep the values that the column's range allows, and put NaN for all others.

    The API refuses values out of range, so this is for rows that came another way: a stored infinity or
    zero must not become a baseline.
    """
    field = FIELD_BY_COLUMN[column]
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    return np.where((values >= low) & (values <= high), values, np.nan)
