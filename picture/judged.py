"""Each shown day judged by the days before it, by the code of the engine `individual`, and never stored."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.batch import CheckInBatch, CheckInInputs
from domain.history import ANSWERS, HISTORY_DAYS, MARKS, MEASUREMENTS, PAST_DAY, DayHistory
from domain.individual.signals import Signals, judge
from picture.rows import Row

#: Days before the first one shown that its bands are made of.
BEFORE = HISTORY_DAYS

_COLUMNS = (*MARKS, *MEASUREMENTS, *ANSWERS)


def judged(check_ins: Sequence[Row], days: Sequence[date]) -> Signals:
    """Judge each of the days by those before it, and by no later one. A gap is a gap.

    Args:
        check_ins: those of the days, and of the 66 days before the first of them.
        days: what is shown; a day without a check-in has bands all the same.
    """
    by_date = {row["date"]: row for row in check_ins}
    packed = np.frombuffer(_packed(check_ins), PAST_DAY)
    ordinals = np.array([row["date"].toordinal() for row in check_ins], dtype=np.intp)
    return judge(
        CheckInBatch.from_rows(
            [_inputs(by_date.get(day, {})) for day in days],
            [_history(packed, ordinals, day.toordinal()) for day in days],
        )
    )


def _inputs(row: Row) -> CheckInInputs:
    # Not every input is read for a picture; what is not there was not given.
    given = {name: row[name] for name in CheckInInputs._fields if row.get(name) is not None}
    return CheckInInputs(**given)


def _packed(check_ins: Sequence[Row]) -> bytes:
    columns: dict[str, Any] = {name: [row[name] for row in check_ins] for name in _COLUMNS}
    return DayHistory(days_before=[0] * len(check_ins), **columns).pack()


def _history(packed: npt.NDArray[Any], ordinals: npt.NDArray[np.intp], today: int) -> bytes:
    before = today - ordinals
    kept = (before >= 1) & (before <= BEFORE)
    days = packed[kept].copy()
    days["days_before"] = before[kept]
    return days.tobytes()
