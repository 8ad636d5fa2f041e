"""The plot of characters: values where they belong, gaps left open, nothing made up."""

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


def test_without_values_it_says_so() -> None:
    assert drawn([point(None), point(None)]) == ["not measured"]


def test_a_single_value() -> None:
    assert drawn([point(10)], rows=2) == [" ", "*"]
