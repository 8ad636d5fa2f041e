"""A plot of characters: values against a band that changes from day to day."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

#: Columns before the first day.
MARGIN = 6


@dataclass(frozen=True, slots=True)
class Point:
    """One day: a value with its mark and style, the band, and a line such as a mean. None is not drawn."""

    value: float | None
    mark: str
    style: str
    band: tuple[float, float] | None
    line: float | None


def band_plot(points: Sequence[Point], *, rows: int, cell: int) -> list[Text]:
    """The plot's lines, the highest values first.

    Args:
        points: one a day, oldest first.
        rows: how many lines it has.
        cell: columns of a day.
    """
    known = [
        value
        for point in points
        for value in (point.value, point.line, *(point.band or ()))
        if value is not None
    ]
    if not known:
        return [Text(f"{'':{MARGIN}}not measured", style="dim")]
    low, high = min(known), max(known)
    step = (high - low) / (rows - 1) or 1.0
    lines = []
    for row in range(rows - 1, -1, -1):
        line = Text(f"{low + step * row:>{MARGIN - 2}.0f} │", style="dim")
        for point in points:
            line.append_text(_cell(point, row, low, step, cell))
        lines.append(line)
    return lines


def _cell(point: Point, row: int, low: float, step: float, cell: int) -> Text:
    def row_of(value: float) -> int:
        return round((value - low) / step)

    within = point.band is not None and row_of(point.band[0]) <= row <= row_of(point.band[1])
    ground = "░" if within else " "
    if point.value is not None and row_of(point.value) == row:
        return Text.assemble((point.mark, f"not dim {point.style}"), (ground * (cell - 1), "dim"))
    if point.line is not None and row_of(point.line) == row:
        return Text("─" * cell, style="blue")
    return Text(ground * cell, style="dim")
