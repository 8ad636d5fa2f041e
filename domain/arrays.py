"""Names for the arrays that formulas take and give."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

#: A measurement or a score per check-in; NaN is missing.
FloatArray: TypeAlias = npt.NDArray[np.float64]
#: A condition per check-in.
BoolArray: TypeAlias = npt.NDArray[np.bool_]
#: A count, or a place in a table, per check-in.
IntArray: TypeAlias = npt.NDArray[np.intp]


def numbers_or_none(values: FloatArray) -> list[float | None]:
    """The values as plain numbers; None for NaN."""
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  NaN is not itself
