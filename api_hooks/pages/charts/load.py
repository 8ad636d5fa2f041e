"""Training load: a bar a day, and what the last week and the last four come to. Context, and no forecast."""

from api_hooks.pages.charts.frame import NONE, Frame, one_decimal
from api_hooks.pages.charts.scale import nice_range
from api_hooks.pages.charts.shapes import BOTTOM, Bar, Chart, Key, Reading
from picture.athlete import AthletePicture
from picture.day import LoadDay
from picture.words import day_in_words

_BAR_SHARE = 0.7


def load_chart(picture: AthletePicture) -> Chart:
    """The chart of training load."""
    by_date = {day.date: day for day in picture.load}
    days = [by_date.get(day.date, LoadDay(day.date)) for day in picture.days]
    values = [value for day in days for value in (day.load, day.acute, day.chronic) if value is not None]
    ticks, step = nice_range([0.0, *values])
    frame = Frame.between([day.date for day in days], ticks, step)
    return Chart(
        id="load",
        title="Training load",
        unit="arbitrary units",
        is_empty=all(day.load is None for day in days),
        summary=frame.summary("Arbitrary units", [day.load for day in days], _said(days[-1])),
        y_ticks=frame.y_ticks,
        x_ticks=frame.x_ticks,
        headers=("Day", "Load", "Acute", "Chronic", "Acute : chronic", "In words"),
        readings=tuple(
            Reading(day.date.isoformat(), frame.x(place), _said(day), _cells(day))
            for place, day in enumerate(days)
        ),
        bars=_bars(frame, days),
        lines=(
            frame.line("acute", [day.acute for day in days]),
            frame.line("chronic", [day.chronic for day in days]),
        ),
        keys=(
            Key("bar", "load", "load of the day"),
            Key("line", "acute", "acute: about a week"),
            Key("line", "chronic", "chronic: about four weeks"),
        ),
    )


def _bars(frame: Frame, days: list[LoadDay]) -> tuple[Bar, ...]:
    width = round(frame.day_width * _BAR_SHARE, 1)
    return tuple(
        Bar(
            css="load",
            x=round(frame.x(place) - width / 2, 1),
            y=frame.y(day.load),
            width=width,
            height=round(BOTTOM - frame.y(day.load), 1),
            title=_said(day),
        )
        for place, day in enumerate(days)
        if day.load is not None
    )


def _said(day: LoadDay) -> str:
    if day.load is None and day.acute is None:
        return f"{day_in_words(day.date)}: no load recorded"
    parts = [
        f"load {one_decimal(day.load)}",
        f"acute {one_decimal(day.acute)}",
        f"chronic {one_decimal(day.chronic)}",
    ]
    if day.ratio is not None:
        parts.append(f"ratio {day.ratio:.2f}")
    if day.spike_ratio is not None:
        parts.append(f"largest session {day.spike_ratio:.2f} times the largest of the 30 days before")
    return f"{day_in_words(day.date)}: {', '.join(parts)}" + (f". {day.reading}" if day.reading else "")


def _cells(day: LoadDay) -> tuple[str, ...]:
    ratio = NONE if day.ratio is None else f"{day.ratio:.2f}"
    numbers = (one_decimal(day.load), one_decimal(day.acute), one_decimal(day.chronic), ratio)
    return day_in_words(day.date), *numbers, day.reading or NONE
