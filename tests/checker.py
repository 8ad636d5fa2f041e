"""What the formulas say of stored check-ins, worked out from the rows alone: results are held against it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from psycopg.rows import DictRow

from domain.assessment import assess
from domain.batch import CheckInBatch, CheckInInputs
from domain.circumstances import Circumstances
from domain.history import DayHistory
from storage.models import DERIVED_COLUMNS

HISTORY_DAYS = 66


def key_of(row: DictRow) -> str:
    """The key of a check-in in its lane."""
    return f"{row['client_id']}:{row['date']}"


def expected_results(
    rows: Sequence[DictRow], around: Callable[[DictRow], Circumstances] | None = None
) -> dict[str, dict[str, Any]]:
    """The derived columns of every row, by key.

    Args:
        rows: everything that is in a history must be among them.
        around: what is known of a row besides; nothing where it is left out.
    """
    of_athlete: dict[Any, list[DictRow]] = defaultdict(list)
    for row in rows:
        of_athlete[row["client_id"]].append(row)
    inputs = [tuple(row[name] for name in CheckInInputs._fields) for row in rows]
    histories = [_history(row, of_athlete[row["client_id"]]) for row in rows]
    known = [around(row) if around else Circumstances() for row in rows]
    results = assess(CheckInBatch.from_rows(inputs, histories, known))
    return {
        key_of(row): {name: getattr(results, name)[place] for name in DERIVED_COLUMNS}
        for place, row in enumerate(rows)
    }


def stored_results(rows: Sequence[DictRow]) -> dict[str, dict[str, Any]]:
    """The derived columns of every row, as they are stored, by key."""
    return {key_of(row): {name: row[name] for name in DERIVED_COLUMNS} for row in rows}


def _history(row: DictRow, rows: Sequence[DictRow]) -> DayHistory:
    """What the athlete's rows say of the days before one of them."""
    earlier = {
        days: other for other in rows if 1 <= (days := (row["date"] - other["date"]).days) <= HISTORY_DAYS
    }
    columns = {name: [day[name] for day in earlier.values()] for name in DayHistory._fields[1:]}
    return DayHistory(list(earlier), **columns)
