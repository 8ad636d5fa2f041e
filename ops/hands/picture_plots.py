"""The days of a picture as plots of characters: one column or two a day, the newest at the right."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from ops.hands.band_plot import MARGIN, Point, band_plot
from ops.hands.level_styles import LEVEL_STYLES
from picture.athlete import AthletePicture
from picture.day import Day, HrvDay, LoadDay, Place, RateDay, RatePlace, SleepDay
from picture.said import NO_CHECK_IN, NOT_ENOUGH, NOTHING_TO_DRAW, PENDING, sign_of
from picture.words import short_day

_HRV_ROWS, _RATE_ROWS, _SLEEP_ROWS = 9, 6, 5
_EIGHTHS = "▁▂▃▄▅▆▇█"
_TEN = 10.0
_MARKS = {Place.LOW: ("▼", "bold red"), Place.NORMAL: ("●", "green"), Place.HIGH: ("▲", "magenta")}
_RATE_MARKS = {
    RatePlace.LOW: ("▼", "bold magenta"),
    RatePlace.A_LITTLE_LOW: ("▼", "magenta"),
    RatePlace.NORMAL: ("●", "green"),
    RatePlace.RAISED: ("▲", "red"),
    RatePlace.HIGH: ("▲", "bold red"),
}
_WEEKS = 7
_TODAY = "today"
_HRV_LEGEND = " ● usual  ▼ below  ▲ above  ○ not judged  x poor  ░ usual range  ─ week's mean"
_RATE_LEGEND = " ● inside  ▼ on or below  ▲ on or above  ░ usual range  ○ not judged  ─ median"
_SLEEP_LEGEND = " ● hours of the night before  ─ need"
_LETTERS_LEGEND = (
    " E excellent  G good  F fair  P poor  V very poor\n"
    f" {PENDING} being assessed  {NOT_ENOUGH} not enough data  {NO_CHECK_IN} no check-in"
)


def picture_plots(picture: AthletePicture, width: int) -> RenderableType:
    """All plots, one below the other, with the days below them.

    Args:
        picture: what to show.
        width: columns that there are.
    """
    fitting = max(1, width - MARGIN)
    days = picture.days[-fitting:]
    cell = 2 if 2 * len(days) <= fitting else 1
    cut = f" (as many of {len(picture.days)} days as fit)" if len(days) < len(picture.days) else ""
    by_date = {day.date: day for day in picture.load}
    loads = [by_date.get(day.date, LoadDay(day.date)) for day in days]
    return Group(
        Text.assemble(("HRV, RMSSD in ms", "bold"), (f"   {len(days)} days{cut}", "dim")),
        *_plot([_hrv_point(day.hrv) for day in days], _HRV_ROWS, cell, _HRV_LEGEND),
        Text(),
        Text("Resting heart rate, beats a minute", style="bold"),
        *_plot([_rate_point(day.rate) for day in days], _RATE_ROWS, cell, _RATE_LEGEND),
        Text(),
        Text("Sleep, hours", style="bold"),
        *_plot([_sleep_point(day.sleep) for day in days], _SLEEP_ROWS, cell, _SLEEP_LEGEND, 0.5),
        Text(),
        _strip("well", [day.wellness for day in days], _TEN, cell),
        _strip(
            "load", [day.load for day in loads], max((day.load or 0.0 for day in loads), default=0.0), cell
        ),
        _strip("ready", [day.readiness for day in days], _TEN, cell),
        _letters(days, cell),
        _dates(days, cell),
        Text(_LETTERS_LEGEND, style="dim"),
    )


def _plot(points: Sequence[Point], rows: int, cell: int, legend: str, step: float = 1.0) -> list[Text]:
    """A plot with its legend; one sentence where nothing was measured."""
    if all(point.value is None for point in points):
        return [Text(f"{'':{MARGIN}}{NOTHING_TO_DRAW}", style="dim")]
    return [*band_plot(points, rows=rows, cell=cell, least_step=step), Text(legend, style="dim")]


def _hrv_point(hrv: HrvDay) -> Point:
    mark, style = _MARKS[hrv.place] if hrv.place else ("○", "")
    if not hrv.is_counted:
        mark, style = "x", "dim"
    band = (hrv.band.low, hrv.band.high) if hrv.band else None
    return Point(hrv.rmssd, mark, style, band, hrv.week)


def _rate_point(rate: RateDay) -> Point:
    mark, style = _RATE_MARKS[rate.place] if rate.place else ("○", "")
    band = (rate.band.low, rate.band.high) if rate.band else None
    return Point(rate.bpm, mark, style, band, rate.band.middle if rate.band else None)


def _sleep_point(sleep: SleepDay) -> Point:
    return Point(sleep.hours, "●", "", None, sleep.need)


def _strip(name: str, values: Sequence[float | None], highest: float, cell: int) -> Text:
    line = Text(f"{name:<{MARGIN}}", style="dim")
    if all(value is None for value in values):
        return line.append(NOTHING_TO_DRAW)
    for value in values:
        step = round((value or 0.0) / (highest or 1.0) * (len(_EIGHTHS) - 1))
        block = " " if value is None else _EIGHTHS[max(0, min(step, len(_EIGHTHS) - 1))]
        line.append(block.ljust(cell), style="not dim")
    return line


def _letters(days: Sequence[Day], cell: int) -> Text:
    line = Text(" " * MARGIN)
    for day in days:
        line.append(
            sign_of(day).ljust(cell), style=f"bold {LEVEL_STYLES.get(day.readiness_level or '', 'dim')}"
        )
    return line


def _dates(days: Sequence[Day], cell: int) -> Text:
    line = " " * MARGIN
    last = len(days) - 1
    step = _WEEKS if cell == 2 else 2 * _WEEKS  # noqa: PLR2004  two columns a day
    for place, day in enumerate(days):
        if place == last:
            line = line.ljust(MARGIN + len(days) * cell - len(_TODAY)) + _TODAY
        elif place % step == 0 and (last - place) * cell > len(f"30 Sep {_TODAY}"):
            line = line.ljust(MARGIN + place * cell) + short_day(day.date)
    return Text(line, style="dim")
