"""A plot of characters: values against a band that changes from day to day."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

#: Columns before the first day.
MARGIN = 6
#: What binary floats may miss a row by.
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class Point:
    """One day: a value with its mark and style, the band, and a line such as a mean. None is not drawn."""

    value: float | None
    mark: str
    style: str
    band: tuple[float, float] | None
    line: float | None


def band_plot(points: Sequence[Point], *, rows: int, cell: int, least_step: float = 1.0) -> list[Text]:
    """The plot's lines, the highest values first.

    Args:
        points: one a day, oldest first; one of them at least has something to draw.
        rows: how many lines it has.
        cell: columns of a day.
        least_step: how much a row is at least, so that no two rows have the same label.
    """
    known = [
        value
        for point in points
        for value in (point.value, point.line, *(point.band or ()))
        if value is not None
    ]
    low = math.floor(min(known) / least_step) * least_step
    step = max((max(known) - low) / (rows - 1), least_step)
    decimals = 0 if least_step >= 1 else 1
    lines = []
    for row in range(rows - 1, -1, -1):
        line = Text(f"{low + step * row:>{MARGIN - 2}.{decimals}f} │", style="dim")
        for point in points:
            line.append_text(_cell(point, row, low, step, cell))
        lines.append(line)
    return lines


def _cell(point: Point, row: int, low: float, step: float, cell: int) -> Text:
    def row_of(value: float) -> int:
        return round((value - low) / step)

    within = point.band is not None and row in _rows_of(point.band, low, step)
    ground = "░" if within else " "
    if point.value is not None and row_of(point.value) == row:
        return Text.assemble((point.mark, f"not dim {point.style}"), (ground * (cell - 1), "dim"))
    if point.line is not None and row_of(point.line) == row:
        return Text("─" * cell, style="blue")
    return Text(ground * cell, style="dim")


def _rows_of(band: tuple[float, float], low: float, step: float) -> range:
    """The rows whose values lie in the band, and not those that are only near it; one row at least."""
    first = math.ceil((band[0] - low) / step - _HAIR)
    last = math.floor((band[1] - low) / step + _HAIR)
    if first > last:
        first = last = round(((band[0] + band[1]) / 2 - low) / step)
    return range(first, last + 1)
