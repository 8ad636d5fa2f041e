"""One athlete's month as a chart of characters: HRV in its usual band, and readiness day by day."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from ops.demo.month import Month, MonthDay

_HRV_ROWS = 9
_BAR_ROWS = 3
_CELL = 2  # columns of a day
_MARGIN = 5  # columns before the first day
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_BEST_SCORE = 10.0

#: Level -> its letter in the chart, and its colour.
LEVELS = {
    "EXCELLENT": ("E", "green"),
    "GOOD": ("G", "cyan"),
    "FAIR": ("F", "yellow"),
    "POOR": ("P", "dark_orange"),
    "VERY_POOR": ("V", "red"),
}


def month_chart(month: Month) -> RenderableType:
    """The chart with its legend; 69 columns wide."""
    return Group(
        Text.assemble((month.name, "bold"), (f"   athlete {month.number}, {month.time_zone}", "dim")),
        Text(),
        Text.assemble(
            ("HRV, ms".ljust(_MARGIN + 4), "bold"),
            ("●", "green"),
            (" as usual  ", "dim"),
            ("○", "red"),
            (" unusual  ░ mean ± 1 SD of the 30 days before", "dim"),
        ),
        *_hrv_plot(month.days),
        Text(),
        Text("Readiness, 0 to 10", style="bold"),
        *_readiness_bars(month.days),
        _dates(month.days),
        _level_legend(),
    )


def _hrv_plot(days: Sequence[MonthDay]) -> list[Text]:
    known = [value for day in days for value in (day.hrv, *(day.usual or ())) if value is not None]
    if not known:
        return [Text(f"{'':{_MARGIN}}not measured", style="dim")]
    low, high = min(known), max(known)
    step = (high - low) / (_HRV_ROWS - 1) or 1.0
    rows = []
    for row in range(_HRV_ROWS - 1, -1, -1):
        line = _axis(f"{low + step * row:.0f}")
        for day in days:
            line.append_text(_hrv_cell(day, row, low, step))
        rows.append(line)
    return rows


def _axis(label: str) -> Text:
    return Text(f"{label:>{_MARGIN - 2}} │", style="dim")


def _hrv_cell(day: MonthDay, row: int, low: float, step: float) -> Text:
    def row_of(value: float) -> int:
        return round((value - low) / step)

    within = day.usual is not None and row_of(day.usual[0]) <= row <= row_of(day.usual[2])
    background = "░" if within else " "
    if day.hrv is None or row_of(day.hrv) != row:
        return Text(background * _CELL, style="dim")
    if day.usual is None:
        return Text("● ", style="bold")
    is_usual = day.usual[0] <= day.hrv <= day.usual[2]
    style = "green" if is_usual else "red" if day.hrv < day.usual[0] else "cyan"
    return Text.assemble(("●" if is_usual else "○", f"bold {style}"), (background, "dim"))


def _readiness_bars(days: Sequence[MonthDay]) -> list[Text]:
    lines = []
    for row in range(_BAR_ROWS - 1, -1, -1):
        line = _axis("10" if row == _BAR_ROWS - 1 else "")
        for day in days:
            filled = (day.readiness or 0.0) / _BEST_SCORE * _BAR_ROWS * 8 - row * 8
            block = _EIGHTHS[int(min(max(round(filled), 0), 8))]
            line.append(block.ljust(_CELL), style=LEVELS.get(day.level or "", ("", "dim"))[1])
        lines.append(line)
    letters = _axis("")
    for day in days:
        letter, style = LEVELS.get(day.level or "", ("·", "dim"))
        letters.append(letter.ljust(_CELL), style=f"bold {style}")
    return [*lines, letters]


def _dates(days: Sequence[MonthDay]) -> Text:
    line = " " * _MARGIN
    for place, day in enumerate(days):
        is_today = place == len(days) - 1
        if is_today or (place % 7 == 0 and place < len(days) - 5):
            line = line.ljust(_MARGIN + place * _CELL) + ("today" if is_today else f"{day.day:%-d %b}")
    return Text(line, style="dim")


def _level_legend() -> Text:
    legend = Text(" " * _MARGIN)
    for name, (letter, style) in LEVELS.items():
        legend.append(f"{letter} ", style=f"bold {style}")
        legend.append(f"{name.lower().replace('_', ' ')}  ", style="dim")
    return legend.append("· no check-in", style="dim")
