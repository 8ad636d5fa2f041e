"""Charts show what the picture holds: a mark a value, a row a day, and shapes that tell it all."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api_hooks.pages.charts.hrv import hrv_chart
from api_hooks.pages.charts.load import load_chart
from api_hooks.pages.charts.rate import rate_chart
from api_hooks.pages.charts.readiness import SHOWN_DAYS, readiness_chart
from api_hooks.pages.charts.shapes import BOTTOM, LEFT, RIGHT, TOP, Chart
from api_hooks.pages.charts.sleep import sleep_chart
from api_hooks.pages.charts.wellness import wellness_chart
from domain.readiness import ReadinessLevel
from picture.athlete import AthletePicture, picture_of
from picture.day import LoadDay
from picture.said import LETTERS
from tests.check_in_rows import NOTHING, TODAY, row, scored

Draw = Callable[[AthletePicture], Chart]
DRAWINGS: list[Draw] = [hrv_chart, rate_chart, sleep_chart, wellness_chart, readiness_chart]


def measured(days: int, **today: Any) -> list[dict[str, Any]]:
    past = [
        scored(
            back, hrv_rmssd=60.0 + back % 3, resting_hr=50.0 + back % 2, wellness_score=7.0, sleep_hours=7.5
        )
        for back in range(days, 0, -1)
        if back % 5
    ]
    return [
        *past,
        scored(
            0, **({"hrv_rmssd": 61.0, "resting_hr": 50.0, "wellness_score": 7.5, "sleep_hours": 6.5} | today)
        ),
    ]


def points(d: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", d)]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_each_day_has_a_row_and_each_value_a_mark(draw: Draw) -> None:
    picture = picture_of(measured(80), 60)
    chart = draw(picture)
    shown = picture.days[-len(chart.readings) :]
    assert [reading.day for reading in chart.readings] == [day.date.isoformat() for day in shown]
    assert all(len(reading.cells) == len(chart.headers) for reading in chart.readings)
    with_check_in = sum(day.has_check_in for day in shown)
    drawn = chart.marks or [bar for bar in chart.bars if bar.height]
    assert len(drawn) == with_check_in < len(shown)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_all_is_drawn_within_the_plot(draw: Draw) -> None:
    chart = draw(picture_of(measured(80), 60))
    for path in (*chart.areas, *chart.lines):
        for x, y in points(path.d):
            assert LEFT - 0.1 <= x <= RIGHT + 0.1
            assert TOP - 0.1 <= y <= BOTTOM + 0.1


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("days", [14, 90, 366])
def test_an_athlete_without_check_ins_has_an_empty_chart(draw: Draw, days: int) -> None:
    chart = draw(picture_of([NOTHING], days))
    assert not chart.marks
    assert not any(path.d for path in (*chart.areas, *chart.lines))
    assert not any(bar.height for bar in chart.bars)
    assert "0 of" in chart.summary
    assert chart.is_empty
    assert not draw(picture_of(measured(80), 60)).is_empty


@pytest.mark.parametrize("draw", DRAWINGS)
def test_every_shape_is_in_the_legend(draw: Draw) -> None:
    chart = draw(picture_of(measured(80), 60))
    keys = {(key.kind, key.css) for key in chart.keys}
    assert {("mark", mark.css) for mark in chart.marks} <= keys
    assert {("area", area.css) for area in chart.areas} <= keys
    assert {("bar", bar.css) for bar in chart.bars if bar.height} <= keys


@pytest.mark.parametrize(
    ("today", "css", "said"),
    [
        ({"hrv_rmssd": 61.0}, "usual", "61.0 ms, within the usual range"),
        ({"hrv_rmssd": 50.0}, "low", "50.0 ms, below the usual range"),
        ({"hrv_rmssd": 75.0}, "high", "75.0 ms, above the usual range"),
        ({"hrv_rmssd": 50.0, "hrv_quality": "POOR"}, "uncounted", "50.0 ms, poor recording, not counted"),
    ],
)
def test_a_point_of_hrv_tells_where_it_lies(today: dict[str, Any], css: str, said: str) -> None:
    chart = hrv_chart(picture_of(measured(80, **today), 30))
    assert chart.marks[-1].css == css
    assert chart.marks[-1].title == chart.readings[-1].said
    assert said in chart.readings[-1].said


def test_each_kind_of_point_has_a_shape_of_its_own() -> None:
    chart = hrv_chart(picture_of(measured(80), 30))
    shapes = [key.d for key in chart.keys if key.kind == "mark" and key.css != "unjudged"]
    assert len(set(shapes)) == len(shapes) == 4


def test_a_young_baseline_is_told_and_not_judged() -> None:
    chart = hrv_chart(picture_of(measured(3), 30))
    assert {mark.css for mark in chart.marks} == {"unjudged"}
    assert "not judged: 3 days of baseline, building" in chart.readings[-1].said
    assert not chart.areas[0].d


def test_readiness_shows_four_weeks_with_a_letter_a_day() -> None:
    rows = [scored(back, score=5.0, readiness_level="POOR") for back in range(40, 3, -1)]
    rows += [row(2), scored(1, revision=2), scored(0, score=0.0, readiness_level="VERY_POOR")]
    bars = readiness_chart(picture_of(rows, 90)).bars
    assert len(bars) == SHOWN_DAYS
    assert "".join(bar.letter for bar in bars[-5:]) == "P·?…V"
    assert bars[-1].height > 0
    assert set(LETTERS) == set(ReadinessLevel)


def test_load_has_its_chart_where_there_is_load() -> None:
    rows = [scored(0)]
    assert load_chart(picture_of(rows, 30)).is_empty
    load = [
        LoadDay(TODAY - timedelta(days=back), 300.0, 280.0, 250.0, 1.12, "Load about as usual")
        for back in (9, 8, 1, 0)
    ]
    chart = load_chart(picture_of(rows, 30, load))
    assert not chart.is_empty
    assert len(chart.bars) == 4
    assert [path.d.count("M") for path in chart.lines] == [2, 2]
    assert "ratio 1.12. Load about as usual" in chart.readings[-1].said


def test_sleep_is_shown_beside_what_is_needed() -> None:
    chart = sleep_chart(picture_of(measured(80), 30))
    assert chart.readings[-1].said.endswith("6.5 hours, 1.0 hours short; need 7.5 hours")
    assert chart.readings[-1].cells[1:] == ("6.5", "7.5", "1.0 hours short")
    assert chart.lines[0].d
    young = sleep_chart(picture_of(measured(5), 30))
    assert "6.5 hours, need not known yet" in young.readings[-1].said
    assert not young.lines[0].d
