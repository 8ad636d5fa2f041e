"""The plot of characters: values where they belong, gaps left open, nothing made up."""

import pytest

from ops.hands.band_plot import MARGIN, Point, band_plot


def point(value: float | None, line: float | None = None, band: tuple[float, float] | None = None) -> Point:
    return Point(value, "*", "", band, line)


def drawn(points: list[Point], rows: int = 3, cell: int = 1) -> list[str]:
    return [line.plain[MARGIN:] for line in band_plot(points, rows=rows, cell=cell)]


def test_values_rise_upwards() -> None:
    assert drawn([point(10), point(20), point(30)]) == ["  *", " * ", "*  "]


def test_the_axis_tells_the_values() -> None:
    lines = band_plot([point(10), point(30)], rows=3, cell=1)
    assert [line.plain[:MARGIN] for line in lines] == ["  30 │", "  20 │", "  10 │"]


def test_a_gap_is_left_open() -> None:
    assert drawn([point(10), point(None), point(30)]) == ["  *", "   ", "*  "]


def test_the_band_lies_behind_values_and_line() -> None:
    assert drawn([point(30, line=10, band=(10, 20)), point(None, band=(10, 20))]) == ["* ", "░░", "─░"]


def test_a_day_can_be_two_columns_wide() -> None:
    assert drawn([point(10), point(30)], cell=2) == ["  * ", "    ", "*   "]


@pytest.mark.parametrize("values", [(50.0, 51.0), (50.0, 50.0), (47.5, 48.5), (40.2, 90.9)])
def test_no_two_rows_have_the_same_label(values: tuple[float, float]) -> None:
    points = [Point(value, "*", "", None, None) for value in values]
    labels = [line.plain[:MARGIN] for line in band_plot(points, rows=9, cell=1)]
    assert len(set(labels)) == len(labels) == 9
    assert sum(line.plain.count("*") for line in band_plot(points, rows=9, cell=1)) == 2


def test_a_single_value() -> None:
    assert drawn([point(10)], rows=2) == [" ", "*"]


def test_what_is_only_near_the_band_is_not_shaded() -> None:
    assert drawn([point(None, band=(48.5, 51.5)), point(48), point(52)], rows=5) == [
        "  *",
        "░  ",
        "░  ",
        "░  ",
        " * ",
    ]
    assert [line.count("░") for line in drawn([point(40, band=(44.4, 44.6)), point(50)], rows=3)] == [0, 1, 0]


def test_rows_can_be_halves() -> None:
    points = [Point(value, "*", "", None, None) for value in (7.0, 8.5)]
    lines = band_plot(points, rows=4, cell=1, least_step=0.5)
    assert [line.plain[:MARGIN] for line in lines] == [" 8.5 │", " 8.0 │", " 7.5 │", " 7.0 │"]
