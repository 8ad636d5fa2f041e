"""Readiness of the last four weeks: a bar a day, and its level as a letter, so that no colour is needed."""

from collections.abc import Sequence

from api_hooks.pages.charts.frame import NONE, Frame, one_decimal
from api_hooks.pages.charts.shapes import BOTTOM, Bar, Chart, Key, Reading
from picture.athlete import AthletePicture
from picture.day import Day
from picture.said import LETTERS, NO_CHECK_IN, NOT_ENOUGH, PENDING, sign_of
from picture.words import day_in_words, in_words

SHOWN_DAYS = 28
_TICKS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
#: Of a day's width.
_BAR_SHARE = 0.7
#: So that a score of 0 is seen.
_LEAST_HEIGHT = 2.0


def readiness_chart(picture: AthletePicture) -> Chart:
    """The strip of readiness."""
    days = picture.days[-SHOWN_DAYS:]
    frame = Frame.between([day.date for day in days], _TICKS)
    return Chart(
        id="readiness",
        title="Readiness, last four weeks",
        unit="0 to 10",
        is_empty=not any(day.has_check_in for day in days),
        summary=frame.summary("0 to 10", [day.readiness for day in days], _said(picture.newest)),
        y_ticks=frame.y_ticks,
        x_ticks=(),
        headers=("Day", "Readiness, 0 to 10", "Level", "Confidence"),
        readings=tuple(
            Reading(day.date.isoformat(), frame.x(place), _said(day), _cells(day))
            for place, day in enumerate(days)
        ),
        bars=_bars(frame, days),
        keys=(
            *(
                Key("bar", f"level-{level}", f"{letter}  {in_words(level)}")
                for level, letter in LETTERS.items()
            ),
            Key("none", "", f"{PENDING}  being assessed"),
            Key("none", "", f"{NOT_ENOUGH}  not enough data"),
            Key("none", "", f"{NO_CHECK_IN}  no check-in"),
        ),
    )


def _bars(frame: Frame, days: Sequence[Day]) -> tuple[Bar, ...]:
    width = round(frame.day_width * _BAR_SHARE, 1)
    bars = []
    for place, day in enumerate(days):
        top = BOTTOM if day.readiness is None else min(frame.y(day.readiness), BOTTOM - _LEAST_HEIGHT)
        bars.append(
            Bar(
                css=f"level-{day.readiness_level or 'none'}",
                x=round(frame.x(place) - width / 2, 1),
                y=top,
                width=width,
                height=round(BOTTOM - top, 1),
                title=_said(day),
                letter=sign_of(day),
            )
        )
    return tuple(bars)


def _in_words(day: Day) -> str:
    if day.readiness is not None:
        return in_words(day.readiness_level or "no level")
    if day.is_pending:
        return "being assessed"
    return "not enough data" if day.has_check_in else "no check-in"


def _said(day: Day) -> str:
    value = "" if day.readiness is None else f"{day.readiness:.1f} of 10, "
    sure = f", confidence {in_words(day.readiness_confidence)}" if day.readiness_confidence else ""
    return f"{day_in_words(day.date)}: {value}{_in_words(day)}{sure}"


def _cells(day: Day) -> tuple[str, ...]:
    confidence = in_words(day.readiness_confidence) if day.readiness_confidence else NONE
    return day_in_words(day.date), one_decimal(day.readiness), _in_words(day), confidence
