"""The days of a picture as plots of characters: one column or two a day, the newest at the right."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from ops.hands.band_plot import MARGIN, Point, band_plot
from picture.athlete import AthletePicture
from picture.day import Day, HrvDay, LoadDay, Place, RateDay, RatePlace
from picture.words import short_day

#: Level of readiness -> its letter; a score is never told by colour alone.
LETTERS = {
    "EXCELLENT": ("E", "green"),
    "GOOD": ("G", "cyan"),
    "FAIR": ("F", "yellow"),
    "POOR": ("P", "dark_orange"),
    "VERY_POOR": ("V", "red"),
}
_HRV_ROWS, _RATE_ROWS = 9, 6
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
        *band_plot([_hrv_point(day.hrv) for day in days], rows=_HRV_ROWS, cell=cell),
        Text(
            " ● usual  ▼ below  ▲ above  ○ not judged  x poor recording  ░ usual range  ─ mean of week",
            style="dim",
        ),
        Text(),
        Text("Resting heart rate, beats a minute", style="bold"),
        *band_plot([_rate_point(day.rate) for day in days], rows=_RATE_ROWS, cell=cell),
        Text(
            " ● inside the usual range  ▼ on or below it  ▲ on or above it  ○ not judged  ─ median",
            style="dim",
        ),
        Text(),
        _strip("well", [day.wellness for day in days], _TEN, cell),
        _strip(
            "load", [day.load for day in loads], max((day.load or 0.0 for day in loads), default=0.0), cell
        )
        if picture.load
        else Text("load  no training load recorded", style="dim"),
        _strip("ready", [day.readiness for day in days], _TEN, cell),
        _letters(days, cell),
        _dates(days, cell),
        Text(
            " E excellent  G good  F fair  P poor  V very poor  … pending  ? not enough data  · no check-in",
            style="dim",
        ),
    )


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


def _strip(name: str, values: Sequence[float | None], highest: float, cell: int) -> Text:
    line = Text(f"{name:<{MARGIN}}", style="dim")
    for value in values:
        step = round((value or 0.0) / (highest or 1.0) * (len(_EIGHTHS) - 1))
        block = " " if value is None else _EIGHTHS[max(0, min(step, len(_EIGHTHS) - 1))]
        line.append(block.ljust(cell), style="not dim")
    return line


def _letters(days: Sequence[Day], cell: int) -> Text:
    line = Text(" " * MARGIN)
    for day in days:
        letter, style = LETTERS.get(day.readiness_level or "", ("?" if day.has_check_in else "·", "dim"))
        line.append(("…" if day.is_pending else letter).ljust(cell), style=f"bold {style}")
    return line


def _dates(days: Sequence[Day], cell: int) -> Text:
    line = " " * MARGIN
    last = len(days) - 1
    step = _WEEKS if cell == 2 else 2 * _WEEKS  # noqa: PLR2004  two columns a day
    for place, day in enumerate(days):
        if place == last:
            line = line.ljust(MARGIN + place * cell) + "today"
        elif place % step == 0 and (last - place) * cell > len("30 Sep "):
            line = line.ljust(MARGIN + place * cell) + short_day(day.date)
    return Text(line, style="dim")
