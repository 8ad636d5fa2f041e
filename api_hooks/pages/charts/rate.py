"""Resting heart rate against the athlete's median, with one standard deviation either way."""

from collections.abc import Callable
from types import MappingProxyType

from api_hooks.pages.charts import paths
from api_hooks.pages.charts.frame import NONE, Frame
from api_hooks.pages.charts.shapes import Chart, Key, Mark, Reading
from picture.athlete import AthletePicture
from picture.day import Day, RatePlace
from picture.said import rate_in_words, rate_range
from picture.words import day_in_words

_SHAPES: MappingProxyType[str, Callable[[float, float], str]] = MappingProxyType(
    {
        "usual": paths.circle,
        "unjudged": paths.circle,
        "low": paths.triangle_down,
        "raised": paths.triangle_up,
    }
)
_CSS = MappingProxyType(
    {
        RatePlace.LOW: "low",
        RatePlace.A_LITTLE_LOW: "low",
        RatePlace.NORMAL: "usual",
        RatePlace.RAISED: "raised",
        RatePlace.HIGH: "raised",
    }
)


def rate_chart(picture: AthletePicture) -> Chart:
    """The chart of resting heart rate in beats a minute."""
    days = picture.days
    frame = Frame.of([day.date for day in days], _values(days), least_span=12.0)
    bands = [day.rate.band for day in days]
    return Chart(
        id="rate",
        title="Resting heart rate",
        unit="beats a minute",
        is_empty=all(day.rate.bpm is None for day in days),
        summary=frame.summary("Beats a minute", [day.rate.bpm for day in days], _said(picture.newest)),
        y_ticks=frame.y_ticks,
        x_ticks=frame.x_ticks,
        headers=("Day", "Beats a minute", "Usual range", "In words"),
        readings=tuple(
            Reading(day.date.isoformat(), frame.x(place), _said(day), _cells(day))
            for place, day in enumerate(days)
        ),
        areas=(frame.band("band", bands),),
        lines=(frame.line("middle", [None if band is None else band.middle for band in bands]),),
        marks=tuple(_mark(frame, i, day) for i, day in enumerate(days) if day.rate.bpm is not None),
        keys=(
            Key("mark", "usual", "as usual: inside the range", paths.circle(10, 8)),
            Key("mark", "raised", "raised: on or above the range", paths.triangle_up(10, 9)),
            Key("mark", "low", "low: on or below the range", paths.triangle_down(10, 7)),
            Key("mark", "unjudged", "no baseline yet", paths.circle(10, 8)),
            Key(
                "area",
                "band",
                "usual range: inside it lie about two of three of the 30 mornings before (median ± 1 robust"
                " SD); on its edge is outside",
            ),
            Key("line", "middle", "median"),
        ),
    )


def _values(days: tuple[Day, ...]) -> list[float]:
    bands = [edge for day in days if (band := day.rate.band) for edge in (band.low, band.high)]
    return [*bands, *(day.rate.bpm for day in days if day.rate.bpm is not None)]


def _mark(frame: Frame, place: int, day: Day) -> Mark:
    css = "unjudged" if day.rate.place is None else _CSS[day.rate.place]
    return Mark(css, _SHAPES[css](frame.x(place), frame.y(day.rate.bpm or 0.0)), _said(day))


def _said(day: Day) -> str:
    rate = day.rate
    value = "" if rate.bpm is None else f"{rate.bpm:.0f} beats a minute, "
    usual = "" if rate.band is None else f"; usual is between {rate_range(rate.band, 'and')}"
    return f"{day_in_words(day.date)}: {value}{rate_in_words(rate)}{usual}"


def _cells(day: Day) -> tuple[str, ...]:
    bpm = NONE if day.rate.bpm is None else f"{day.rate.bpm:.0f}"
    return (
        day_in_words(day.date),
        bpm,
        NONE if day.rate.band is None else rate_range(day.rate.band),
        rate_in_words(day.rate),
    )
