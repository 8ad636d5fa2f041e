"""The card: it says what the page says, in letters where the page has colours."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from domain.readiness import ReadinessLevel
from domain.wording import SAFETY_NOTE, URGENT_NOTE
from ops.hands.picture_card import LEVEL_STYLES, picture_card
from ops.hands.picture_plots import LETTERS
from picture.athlete import picture_of
from picture.day import LoadDay
from tests.check_in_rows import NOTHING, TODAY, row, scored


def said(rows: list[dict[str, Any]], days: int = 30, width: int = 100, load: tuple[LoadDay, ...] = ()) -> str:
    console = Console(width=width, file=StringIO())
    with console.capture() as captured:
        console.print(picture_card(picture_of(rows, days, load), width))
    return captured.get()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_todays_readiness_with_reasons_and_confidence() -> None:
    text = flat(said([scored(0, hrv_rmssd=60)]))
    assert "Readiness today 7.4 of 10 GOOD" in text
    assert "Consider training as planned" in text
    assert "confidence medium; data of Sat 14 Mar 2026, today; HRV baseline building, 0 of 60 days" in text
    assert "Heart rate variability 8.5 54% +0.81 good, trend stable, 28 days of baseline" in text
    assert SAFETY_NOTE in text
    assert URGENT_NOTE in text


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([NOTHING], "No check-ins"),
        ([scored(0, revision=2)], "BEING ASSESSED"),
        ([row(0)], "NOT ENOUGH DATA"),
        (
            [scored(3)],
            "NOT KNOWN no check-in today, the newest is of Wed 11 Mar 2026, 3 days ago; 7.4 of 10, good",
        ),
    ],
)
def test_without_a_readiness_of_today_it_says_why(rows: list[dict[str, Any]], what: str) -> None:
    text = flat(said(rows))
    assert what in text
    assert "7.4 of 10 GOOD" not in text


def test_each_day_has_its_letter() -> None:
    rows = [scored(4, 5.0, readiness_level="POOR"), row(2), scored(1, revision=2), scored(0)]
    letters = next(line for line in said(rows, 14).splitlines() if "P" in line and "G" in line)
    assert "".join(letters.split()) == "·········P·?…G"


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_of_a_plot_is_longer_than_the_terminal(width: int) -> None:
    text = said([scored(back, hrv_rmssd=60, resting_hr=50) for back in range(200, -1, -1)], 180, width)
    assert f"{width - 6} days (as many of 180 days as fit)" in flat(text)
    assert max(len(line) for line in text.splitlines()) <= width


def test_load_is_there_where_it_is_recorded() -> None:
    assert "no training load recorded" in said([scored(0)])
    assert "no training load recorded" not in said([scored(0)], load=(LoadDay(TODAY, 300.0),))


def test_every_level_has_a_letter_and_a_colour() -> None:
    assert set(LETTERS) == set(LEVEL_STYLES) == set(ReadinessLevel)


def test_what_a_name_could_smuggle_in_is_written_out() -> None:
    assert r"\x1b[31m" in said([scored(0, athlete_name="\x1b[31mKim")])
