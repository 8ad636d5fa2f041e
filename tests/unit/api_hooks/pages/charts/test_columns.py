"""Columns: what is not known is a gap, zero is zero, and nothing at all is a sentence."""

from api_hooks.pages.charts.columns import About, Column, columns_chart
from api_hooks.pages.charts.shapes import BOTTOM

ABOUT = About("x", "Tests", "tests a month", "month", "no test")


def test_what_is_not_known_is_no_zero() -> None:
    chart = columns_chart(
        ABOUT, [Column("a", "A", "An A", 3), Column("b", "B", "A B", None), Column("c", "C", "A C", 0)]
    )
    assert [reading.cells for reading in chart.readings] == [
        ("An A", "3"),
        ("A B", "\N{EN DASH}"),
        ("A C", "0"),
    ]
    (bar,) = chart.bars
    assert round(bar.y + bar.height, 1) == BOTTOM
    assert not chart.is_empty


def test_little_is_told_from_nothing() -> None:
    chart = columns_chart(ABOUT, [Column("a", "A", "A", 1), Column("b", "B", "B", 100_000)])
    assert chart.bars[0].height >= 2


def test_nothing_to_draw_is_said() -> None:
    chart = columns_chart(ABOUT, [Column("a", "A", "A", 0), Column("b", "B", "B", None)])
    assert (chart.is_empty, chart.nothing) == (True, "no test")
