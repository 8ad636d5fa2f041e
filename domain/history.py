"""Dense histories: what was said on the days before each check-in, one column per day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from domain.arrays import BoolArray, FloatArray
from domain.check_in import HrvProtocol, HrvQuality

#: Days of history that an assessment looks at: a week's baseline of 60 days ends before the week begins.
#: Column j is the day `date - 66 + j`, so the last is yesterday.
HISTORY_DAYS = 66

#: Measurements and answers of a day, in the order of the record below.
MEASUREMENTS = ("hrv_rmssd", "hrv_artifact_percent", "resting_hr", "sleep_hours")
ANSWERS = ("sleep_quality", "muscle_soreness", "energy_level", "mood", "stress")
#: What is true or not of a day: its column, and the value that makes it true.
MARKS = {"hrv_quality": HrvQuality.POOR.value, "hrv_protocol": HrvProtocol.OVERNIGHT.value}

#: One day, packed as a database can pack it: big-endian, NaN for a missing measurement, 0 for an open
#: question (answers begin with 1). Sixty-six days of eleven columns are one value and not eleven lists.
PAST_DAY = np.dtype(
    [
        ("days_before", ">i2"),
        *((name, "?") for name in MARKS),
        *((name, ">f8") for name in MEASUREMENTS),
        *((name, ">i2") for name in ANSWERS),
    ]
)


class DayHistory(NamedTuple):
    """What was said before one check-in: parallel sequences, one element per day with a row.

    A sequence that is left out says nothing of any day.
    """

    #: Days before the check-in's date; outside 1..66 is left out.
    days_before: Sequence[int] = ()
    hrv_rmssd: Sequence[float | None] = ()
    hrv_quality: Sequence[str | None] = ()
    hrv_artifact_percent: Sequence[float | None] = ()
    resting_hr: Sequence[float | None] = ()
    hrv_protocol: Sequence[str | None] = ()
    sleep_hours: Sequence[float | None] = ()
    sleep_quality: Sequence[int | None] = ()
    muscle_soreness: Sequence[int | None] = ()
    energy_level: Sequence[int | None] = ()
    mood: Sequence[int | None] = ()
    stress: Sequence[int | None] = ()

    def pack(self) -> bytes:
        """The days as `PAST_DAY` records, one after the other.

        Raises:
            ValueError: a sequence has another length than the days.
        """
        days = np.zeros(len(self.days_before), PAST_DAY)
        days["days_before"] = self.days_before
        for name in MEASUREMENTS:
            days[name] = np.array(self._of(name), dtype=np.float64)
        for name in ANSWERS:
            days[name] = [answer or 0 for answer in self._of(name)]
        for name, marked in MARKS.items():
            days[name] = [value == marked for value in self._of(name)]
        return days.tobytes()

    def _of(self, name: str) -> Sequence[Any]:
        values: Sequence[Any] = getattr(self, name)
        if len(values) not in {0, len(self.days_before)}:
            raise ValueError(f"{name} has {len(values)} values for {len(self.days_before)} days")
        return values or [None] * len(self.days_before)


@dataclass(frozen=True, slots=True)
class DayGrid:
    """The packed days of n check-ins, spread over dense (n, 66) arrays column by column."""

    rows: int
    _days: npt.NDArray[Any]
    #: Place in the flattened grid of each day; all of them lie within the window.
    _places: npt.NDArray[np.intp]

    @classmethod
    def unpack(cls, histories: Sequence[bytes]) -> "DayGrid":
        """Read n histories. Only days 1..66 are kept: the check-in's own day is not part of its history.

        Raises:
            ValueError: a history is no whole number of days.
        """
        counts = [len(history) // PAST_DAY.itemsize for history in histories]
        days = np.frombuffer(b"".join(histories), PAST_DAY)
        if len(days) != sum(counts):
            raise ValueError("a history is not made of whole days")
        row = np.repeat(np.arange(len(counts)), counts)
        before = days["days_before"].astype(np.intp)
        kept = (before >= 1) & (before <= HISTORY_DAYS)
        places = row * HISTORY_DAYS + HISTORY_DAYS - before
        if kept.all():  # as a database answers; a copy of whole records takes its time
            return cls(len(counts), days, places)
        return cls(len(counts), days[kept], places[kept])

    def measurements(self, name: str) -> FloatArray:
        """A measurement as (n, 66), NaN on a day without one."""
        return self._spread(self._days[name].astype(np.float64))

    def answers(self, name: str) -> FloatArray:
        """An answer 1..10 as (n, 66), NaN on a day without one."""
        given = self._days[name].astype(np.float64)
        return self._spread(np.where(given == 0, np.nan, given))

    def marks(self, name: str) -> BoolArray:
        """A mark as (n, 66), false on a day without a row."""
        grid = np.zeros(self.rows * HISTORY_DAYS, dtype=np.bool_)
        grid[self._places] = self._days[name]
        return grid.reshape(self.rows, HISTORY_DAYS)

    def _spread(self, values: FloatArray) -> FloatArray:
        grid = np.full(self.rows * HISTORY_DAYS, np.nan)
        grid[self._places] = values
        return grid.reshape(self.rows, HISTORY_DAYS)
