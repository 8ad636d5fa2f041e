"""Sleep: hours of each night as bars, and what the athlete needs as a line where that is known."""

from api_hooks.pages.charts.frame import Frame, one_decimal
from api_hooks.pages.charts.scale import nice_range
from api_hooks.pages.charts.shapes import BOTTOM, Bar, Chart, Key, Reading
from picture.athlete import AthletePicture
from picture.day import Day
from picture.said import sleep_in_words
from picture.words import day_in_words

_BAR_SHARE = 0.7
#: So that a night without any sleep is seen.
_LEAST_HEIGHT = 2.0


def sleep_chart(picture: AthletePicture) -> Chart:
    """The chart of sleep in hours."""
    days = picture.days
    values = [value for day in days for value in (day.sleep.hours, day.sleep.need) if value is not None]
    ticks, step = nice_range([0.0, 8.0, *values])
    frame = Frame.between([day.date for day in days], ticks, step)
    return Chart(
        id="sleep",
        title="Sleep",
        unit="hours",
        is_empty=all(day.sleep.hours is None for day in days),
        summary=frame.summary("Hours", [day.sleep.hours for day in days], _said(picture.newest)),
        y_ticks=frame.y_ticks,
        x_ticks=frame.x_ticks,
        headers=("Day", "Hours", "Need", "In words"),
        readings=tuple(
            Reading(
                day.date.isoformat(),
                frame.x(place),
                _said(day),
                (
                    day_in_words(day.date),
                    one_decimal(day.sleep.hours),
                    one_decimal(day.sleep.need),
                    sleep_in_words(day.sleep),
                ),
            )
            for place, day in enumerate(days)
        ),
        bars=_bars(frame, days),
        lines=(frame.line("week", [day.sleep.need for day in days]),),
        keys=(
            Key("bar", "load", "hours of the night before"),
            Key("line", "week", "need: the mean of the 28 days before, 7 hours at least"),
        ),
    )


def _bars(frame: Frame, days: tuple[Day, ...]) -> tuple[Bar, ...]:
    width = round(frame.day_width * _BAR_SHARE, 1)
    bars = []
    for place, day in enumerate(days):
        if day.sleep.hours is None:
            continue
        top = min(frame.y(day.sleep.hours), BOTTOM - _LEAST_HEIGHT)
        x = round(frame.x(place) - width / 2, 1)
        bars.append(Bar("load", x, top, width, round(BOTTOM - top, 1), _said(day)))
    return tuple(bars)


def _said(day: Day) -> str:
    value = "" if day.sleep.hours is None else f"{day.sleep.hours:.1f} hours, "
    need = "" if day.sleep.need is None else f"; need {day.sleep.need:.1f} hours"
    return f"{day_in_words(day.date)}: {value}{sleep_in_words(day.sleep)}{need}"
