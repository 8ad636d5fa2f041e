"""HRV against the athlete's band: a point a day, the band of the day, and the mean of the week as a line."""

from collections.abc import Callable
from types import MappingProxyType

from api_hooks.pages.charts import paths
from api_hooks.pages.charts.frame import Frame, one_decimal, range_of
from api_hooks.pages.charts.shapes import Chart, Key, Mark, Reading
from picture.athlete import AthletePicture
from picture.day import Day, HrvDay, Place
from picture.words import day_in_words

_WORDS = MappingProxyType(
    {
        Place.LOW: "below the usual range",
        Place.NORMAL: "within the usual range",
        Place.HIGH: "above the usual range",
    }
)
_SHAPES: MappingProxyType[str, Callable[[float, float], str]] = MappingProxyType(
    {
        "usual": paths.circle,
        "low": paths.triangle_down,
        "high": paths.triangle_up,
        "unjudged": paths.circle,
        "uncounted": paths.cross,
    }
)
_CSS = MappingProxyType({Place.LOW: "low", Place.NORMAL: "usual", Place.HIGH: "high"})


def hrv_chart(picture: AthletePicture) -> Chart:
    """The chart of RMSSD in ms."""
    days = picture.days
    frame = Frame.of([day.date for day in days], _values(days), least_span=20.0)
    return Chart(
        id="hrv",
        title="Heart rate variability",
        unit="RMSSD in ms",
        is_empty=all(day.hrv.rmssd is None for day in days),
        summary=frame.summary("RMSSD in ms", [day.hrv.rmssd for day in days], _said(picture.newest)),
        y_ticks=frame.y_ticks,
        x_ticks=frame.x_ticks,
        headers=("Day", "RMSSD, ms", "Usual range, ms", "Mean of the week, ms", "In words"),
        readings=tuple(
            Reading(day.date.isoformat(), frame.x(place), _said(day), _cells(day))
            for place, day in enumerate(days)
        ),
        areas=(frame.band("band", [day.hrv.band for day in days]),),
        lines=(frame.line("week", [day.hrv.week for day in days]),),
        marks=tuple(_mark(frame, i, day) for i, day in enumerate(days) if day.hrv.rmssd is not None),
        keys=(
            Key("mark", "usual", "within the usual range", paths.circle(10, 8)),
            Key("mark", "low", "below", paths.triangle_down(10, 7)),
            Key("mark", "high", "above", paths.triangle_up(10, 9)),
            Key("mark", "unjudged", "no baseline yet", paths.circle(10, 8)),
            Key("mark", "uncounted", "poor recording, not counted", paths.cross(10, 8)),
            Key("area", "band", "usual range: mean ± 1 SD of 60 days"),
            Key("line", "week", "mean of the week"),
        ),
    )


def css_of(hrv: HrvDay) -> str:
    """What kind of point it is."""
    if not hrv.is_counted:
        return "uncounted"
    return "unjudged" if hrv.place is None else _CSS[hrv.place]


def _values(days: tuple[Day, ...]) -> list[float]:
    bands = [edge for day in days if (band := day.hrv.band) for edge in (band.low, band.high)]
    return [*bands, *(value for day in days for value in (day.hrv.rmssd, day.hrv.week) if value is not None)]


def _mark(frame: Frame, place: int, day: Day) -> Mark:
    css = css_of(day.hrv)
    return Mark(css, _SHAPES[css](frame.x(place), frame.y(day.hrv.rmssd or 0.0)), _said(day))


def _in_words(hrv: HrvDay) -> str:
    if hrv.rmssd is None:
        return "not measured"
    if not hrv.is_counted:
        return "poor recording, not counted"
    if hrv.place is None:
        return f"not judged: {hrv.baseline_days} days of baseline, {hrv.maturity.lower()}"
    return _WORDS[hrv.place]


def _said(day: Day) -> str:
    hrv = day.hrv
    parts = [
        f"{day_in_words(day.date)}: "
        + ("" if hrv.rmssd is None else f"{hrv.rmssd:.1f} ms, ")
        + _in_words(hrv)
    ]
    if hrv.band is not None:
        parts.append(f"usual {range_of(hrv.band)} ms")
    if hrv.week is not None:
        parts.append(f"mean of the week {hrv.week:.1f} ms")
    return "; ".join(parts)


def _cells(day: Day) -> tuple[str, ...]:
    hrv = day.hrv
    return (
        day_in_words(day.date),
        one_decimal(hrv.rmssd),
        range_of(hrv.band),
        one_decimal(hrv.week),
        _in_words(hrv),
    )
