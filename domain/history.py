"""Dense histories: what was measured on the thirty days before each check-in, one column per day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.arrays import BoolArray, FloatArray

#: Days of history that an assessment looks at. Column j is the day `date - 30 + j`, so the last is yesterday.
HISTORY_DAYS = 30


@dataclass(frozen=True, slots=True)
class DayGrid:
    """Where each value of a ragged batch goes in a dense (n, 30) array.

    Worked out once, and used for every measurement that the same days carry.
    """

    rows: int
    #: Place in the flattened grid of each value that is kept.
    _places: npt.NDArray[np.intp]
    #: Which of the values lie within the window.
    _kept: BoolArray

    @classmethod
    def from_counts(cls, counts: Sequence[int], days_before: Sequence[int]) -> "DayGrid":
        """Lay out values that are concatenated check-in by check-in.

        Args:
            counts: how many values each of the n check-ins has.
            days_before: for each value, how many days before its check-in's date it was measured.
                Only 1..30 are kept: the check-in's own day is not part of its history, nor is a later one.

        Raises:
            ValueError: the counts do not add up to the number of days.
        """
        days = np.asarray(days_before, dtype=np.intp)
        row = np.repeat(np.arange(len(counts)), np.asarray(counts, dtype=np.intp))
        if len(row) != len(days):
            raise ValueError(f"counts add up to {len(row)}, but there are {len(days)} days")
        kept = (days >= 1) & (days <= HISTORY_DAYS)
        return cls(len(counts), (row * HISTORY_DAYS + HISTORY_DAYS - days)[kept], kept)

    def measurements(self, values: Sequence[float | None]) -> FloatArray:
        """Spread measurements over the grid: (n, 30), NaN on a day without one (or with None)."""
        grid = np.full(self.rows * HISTORY_DAYS, np.nan)
        grid[self._places] = np.array(values, dtype=np.float64)[self._kept]
        return grid.reshape(self.rows, HISTORY_DAYS)

    def marks(self, values: Sequence[bool]) -> BoolArray:
        """Spread marks over the grid: (n, 30), false on a day without one."""
        grid = np.zeros(self.rows * HISTORY_DAYS, dtype=np.bool_)
        grid[self._places] = np.array(values, dtype=np.bool_)[self._kept]
        return grid.reshape(self.rows, HISTORY_DAYS)
