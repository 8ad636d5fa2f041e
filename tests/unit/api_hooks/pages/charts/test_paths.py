"""Path data: a gap breaks lines and areas, and is never bridged."""

from api_hooks.pages.charts.paths import area, line


def test_a_line_through_its_points() -> None:
    assert line([(0, 1), (2, 3.5)]) == "M0 1L2 3.5"


def test_a_gap_breaks_a_line() -> None:
    assert line([(0, 1), (1, 1), None, None, (4, 1), (5, 1)]) == "M0 1L1 1M4 1L5 1"


def test_a_day_between_gaps_is_a_dot() -> None:
    assert line([None, (3, 4), None]) == "M3 4h0"


def test_nothing_is_no_path() -> None:
    assert line([]) == line([None, None]) == area([None], 1) == ""


def test_an_area_is_closed_and_as_wide_as_its_days() -> None:
    assert area([(10, 8, 2)], 5) == "M5 2L15 2L15 8L5 8Z"


def test_a_gap_breaks_an_area() -> None:
    assert area([(10, 8, 2), None, (30, 8, 2)], 5).count("Z") == 2
