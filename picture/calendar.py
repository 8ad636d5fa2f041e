"""Check-ins on a calendar: dense arrays with a place for every day, so that a gap stays a gap."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.arrays import BoolArray, FloatArray
from domain.individual.lnrmssd import HISTORY_DAYS
from picture.rows import Row

#: Days before the first one shown that its bands are made of.
BEFORE = HISTORY_DAYS


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are shown, oldest first, and the check-ins of these and of the days before."""

    days: tuple[date, ...]
    by_date: Mapping[date, Row]

    @classmethod
    def of(cls, rows: Sequence[Row], today: date, shown: int) -> "Calendar":
        """The last `shown` days, today included."""
        days = tuple(today - timedelta(days=back) for back in range(shown - 1, -1, -1))
        return cls(days, {row["date"]: row for row in rows})

    def today(self, value: Callable[[Row], float | None]) -> FloatArray:
        """(n,) one value for each day that is shown, NaN where there is none."""
        return self._dense(value)[BEFORE:]

    def history(self, value: Callable[[Row], float | None]) -> FloatArray:
        """(n, 66) the values of the 66 days before each day that is shown, its yesterday last."""
        return _windows(self._dense(value))

    def marks(self, is_marked: Callable[[Row], bool]) -> BoolArray:
        """(n, 66) whether the check-in of each of the days before is marked; false without a check-in."""
        marks: BoolArray = self.history(lambda row: float(is_marked(row))) == 1.0
        return marks

    def _dense(self, value: Callable[[Row], float | None]) -> FloatArray:
        first = self.days[0] - timedelta(days=BEFORE)
        dense = np.full(BEFORE + len(self.days), np.nan)
        for place in range(len(dense)):
            row = self.by_date.get(first + timedelta(days=place))
            number = None if row is None else value(row)
            if number is not None:
                dense[place] = number
        return dense


def _windows(dense: FloatArray) -> FloatArray:
    # The last window would be the history of tomorrow.
    windows: FloatArray = np.lib.stride_tricks.sliding_window_view(dense, BEFORE)[:-1]
    return windows
