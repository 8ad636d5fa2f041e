"""Columns that look as if they were on another scale or in another unit than they were taken for.

A hint refuses nothing: a team may well have had fifty bad mornings.
"""

from collections.abc import Iterator, Sequence

from domain.scales import is_rating
from ops.importing.checking import Checked
from ops.importing.plan import Cell, Plan

#: Answers from which on it is odd that all of them are from 1 to `HIGHEST`, on a scale that goes to 10.
ENOUGH = 50
HIGHEST = 5

_SLEEP = "sleepHours"
_MOST_HOURS = 14
_MINUTES_OF_A_DAY = 24 * 60


class Hints:
    """Is shown all rows that were checked, and says at the end what looks wrong."""

    def __init__(self, plan: Plan) -> None:
        cells = list(enumerate(plan.cells))
        self._columns: list[_Ratings | _Hours] = [
            *(_Ratings(at, cell) for at, cell in cells if is_rating(cell.field) and not cell.scale),
            *(_Hours(at, cell) for at, cell in cells if cell.field.name == _SLEEP and not cell.unit),
        ]

    def note(self, chunk: Sequence[Checked]) -> None:
        """Take the rows of a chunk into account."""
        for column in self._columns:
            column.note(chunk)

    def said(self) -> Iterator[str]:
        """What looks wrong, and what to type if it is."""
        for column in self._columns:
            yield from column.said()


class _Ratings:
    """A column of answers from 1 to 10."""

    def __init__(self, at: int, cell: Cell) -> None:
        self._at, self._cell = at, cell
        self._count, self._lowest, self._highest = 0, HIGHEST, 0

    def note(self, chunk: Sequence[Checked]) -> None:
        if self._highest > HIGHEST:
            return
        values = [row.values[self._at] for row in chunk if row.values and row.values[self._at] is not None]
        self._count += len(values)
        self._lowest = min(self._lowest, *values, HIGHEST)
        self._highest = max(self._highest, *values, 0)

    def said(self) -> Iterator[str]:
        if self._count >= ENOUGH and 1 <= self._lowest < self._highest <= HIGHEST:
            column = self._cell.column
            yield (
                f"All {self._count:,} answers of {column!r} are from {self._lowest} to {self._highest}."
                " Is it a 1-5 scale? Then say which end is good:"
                f" --scale {column!r}=1-5:high-is-good or --scale {column!r}=1-5:low-is-good"
            )


class _Hours:
    """A column of hours slept."""

    def __init__(self, at: int, cell: Cell) -> None:
        self._at, self._cell = at, cell
        self._fits, self._highest = False, 0.0

    def note(self, chunk: Sequence[Checked]) -> None:
        if self._fits:
            return
        self._fits = any(row.values and row.values[self._at] is not None for row in chunk)
        for row in chunk:
            for fault in row.faults:
                if fault.field == _SLEEP:
                    self._highest = max(self._highest, _number(fault.value))

    def said(self) -> Iterator[str]:
        if not self._fits and self._highest > _MOST_HOURS:
            unit = "minutes" if self._highest <= _MINUTES_OF_A_DAY else "seconds"
            column = self._cell.column
            yield f"No value of {column!r} fits as hours. Are they {unit}? Then say --unit {column!r}={unit}"


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0
