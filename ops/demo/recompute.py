"""The results as they have to be, computed once more in this process from what the demo itself sent."""

from collections.abc import Sequence
from typing import Any

from domain.assessment import assess
from domain.batch import CheckInBatch, CheckInInputs
from domain.history import HISTORY_DAYS, DayHistory
from ops.demo.squad import Member
from ops.demo.writes import State
from storage.models import DERIVED_COLUMNS


def past_of(member: Member, days_before_today: int = 0) -> DayHistory:
    """The days that count for a check-in of so many days before today."""
    last = len(member.mornings) - 1 - days_before_today
    first = max(0, last - HISTORY_DAYS)
    columns = {name: values[first:last] for name, values in member.measured.items()}
    return DayHistory(days_before=range(last - first, 0, -1), **columns)


def recompute(inputs: Sequence[State], pasts: Sequence[DayHistory]) -> list[dict[str, Any]]:
    """The derived columns of n check-ins, from their inputs and their pasts."""
    answers = [tuple(state.get(name) for name in CheckInInputs._fields) for state in inputs]
    results = assess(CheckInBatch.from_rows(answers, pasts))
    columns = {name: getattr(results, name) for name in DERIVED_COLUMNS}
    return [{name: values[i] for name, values in columns.items()} for i in range(len(inputs))]
