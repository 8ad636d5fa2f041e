"""Wellness: how the athlete says that it goes, 0 to 10, day by day."""

from api_hooks.pages.charts import paths
from api_hooks.pages.charts.frame import Frame, one_decimal
from api_hooks.pages.charts.shapes import Chart, Key, Mark, Reading
from picture.athlete import AthletePicture
from picture.day import Day
from picture.said import wellness_in_words
from picture.words import day_in_words

_TICKS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)


def wellness_chart(picture: AthletePicture) -> Chart:
    """The chart of the wellness score."""
    days = picture.days
    frame = Frame.between([day.date for day in days], _TICKS)
    points = [frame.point(place, day.wellness) for place, day in enumerate(days)]
    return Chart(
        id="wellness",
        title="Wellness",
        unit="0 to 10, 10 is best",
        is_empty=all(day.wellness is None for day in days),
        summary=frame.summary("0 to 10, 10 is best", [day.wellness for day in days], _said(picture.newest)),
        y_ticks=frame.y_ticks,
        x_ticks=frame.x_ticks,
        headers=("Day", "Wellness, 0 to 10", "In words"),
        readings=tuple(
            Reading(
                day.date.isoformat(),
                frame.x(place),
                _said(day),
                (day_in_words(day.date), one_decimal(day.wellness), wellness_in_words(day)),
            )
            for place, day in enumerate(days)
        ),
        lines=(frame.line("plain", [day.wellness for day in days]),),
        marks=tuple(
            Mark("usual", paths.circle(*point), _said(day))
            for point, day in zip(points, days, strict=True)
            if point is not None
        ),
        keys=(Key("mark", "usual", "score of the athlete's own answers", paths.circle(10, 8)),),
    )


def _said(day: Day) -> str:
    value = "" if day.wellness is None else f"{day.wellness:.1f} of 10, "
    return f"{day_in_words(day.date)}: {value}{wellness_in_words(day)}"
