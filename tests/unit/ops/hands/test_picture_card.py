"""The card: it says what the page says, in letters where the page has colours."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from domain.readiness import ReadinessLevel
from domain.wording import SAFETY_NOTE, URGENT_NOTE
from ops.hands.level_styles import LEVEL_STYLES
from ops.hands.picture_card import picture_card
from picture.athlete import picture_of
from picture.day import LoadDay
from picture.said import LETTERS
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
    assert "load  not measured in these days" in said([scored(0)])
    assert "load  not measured" not in said([scored(0)], load=(LoadDay(TODAY, 300.0),))


def test_every_level_has_a_letter_and_a_colour() -> None:
    assert set(LETTERS) == set(LEVEL_STYLES) == set(ReadinessLevel)


def test_what_a_name_could_smuggle_in_is_written_out() -> None:
    assert r"\x1b[31m" in said([scored(0, athlete_name="\x1b[31mKim")])


def test_what_was_not_measured_is_one_sentence_and_no_plot() -> None:
    text = said([NOTHING])
    assert text.count("not measured in these days") == 6  # HRV, heart rate, sleep; wellness, load, readiness
    assert "usual range" not in text
    assert "│" not in text


def test_sleep_is_plotted_with_its_need() -> None:
    plot = said([scored(back, sleep_hours=7.0 + back % 2) for back in range(40, -1, -1)]).partition(
        "Sleep, hours"
    )[2]
    plot = plot.partition("need")[0]
    assert plot.count("●") == 30 + 1  # and one in the legend
    assert "─" in plot


def test_how_it_is_judged_is_told_in_words_and_edges() -> None:
    text = flat(said([scored(0, engine="percent-2")]))
    assert "7.4 of 10 GOOD Good is 7.0 to below 8.5 here." in text
    assert "The athlete is told: Consider training as planned" in text
    assert "judged by the product's tables (percent-2)" in text


@pytest.mark.parametrize("width", [40, 80])
def test_all_of_it_fits_the_terminal(width: int) -> None:
    flag = {"code": "RHR_PERSISTING", "severity": "WARNING", "source": "rhr", "values": {"deviation": 4.0}}
    other = {"engine": "individual-1", "score": 3.3, "level": "FAIR", "reading": "ACUTE_DROP"}
    apart = {"stricter": "individual", "percent": "PROCEED", "individual": "EASY_DAY"}
    values = {"red_flags": [flag], "individual_result": other, "disagreement": apart, "hrv_rmssd": 61.0}
    text = said([scored(0, **values)], width=width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_no_line_of_the_plots_breaks() -> None:
    rows = [scored(back, hrv_rmssd=60, resting_hr=50, sleep_hours=7.5) for back in range(100, -1, -1)]
    lines = said(rows, 90, 80).partition("HRV, RMSSD")[2].partition("Chest pain")[0].splitlines()
    assert sum(line.rstrip().endswith("today") for line in lines) == 1
    assert "today" not in [line.strip() for line in lines]
    for legend in ("week's mean", "median", "need", "V very poor", "no check-in"):
        assert [line for line in lines if line.startswith(" ") and line.rstrip().endswith(legend)], legend
