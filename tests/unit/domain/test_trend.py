"""The week: calendar neighbours, runs, and gaps that break them."""

import numpy as np
import pytest

from domain.trend import falling_days, has_trend, run_ending_today, trend_of, week_of

NAN = np.nan


def test_the_week_is_six_days_of_history_and_today() -> None:
    history = np.arange(30, dtype=np.float64)[np.newaxis]
    assert week_of(history, np.array([99.0])).tolist() == [[24, 25, 26, 27, 28, 29, 99]]


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ([7, 6, 5, 4, 3, 2, 1], 6),
        ([1, 9, 8, 7, 6, 5, 4], 5),
        ([9, 8, 7, NAN, 6, 5, 4], 2),
        ([9, 8, 7, 6, 5, NAN, 4], 0),
        ([9, 8, 7, 6, 5, 5, 4], 1),
        ([9, 8, 7, 6, 5, 4, 4], 0),
        ([NAN] * 7, 0),
    ],
)
def test_falling_days_are_strict_and_a_gap_ends_them(week: list[float], days: int) -> None:
    assert falling_days(np.array([week])).tolist() == [days]


@pytest.mark.parametrize(
    ("days", "run"), [("1111111", 7), ("1110111", 3), ("1111110", 0), ("0000001", 1), ("0000000", 0)]
)
def test_a_run_is_counted_back_from_today(days: str, run: int) -> None:
    assert run_ending_today(np.array([[day == "1" for day in days]])).tolist() == [run]


@pytest.mark.parametrize(("earlier", "known"), [(3, True), (2, False)])
def test_a_trend_needs_three_earlier_measurements(earlier: int, known: bool) -> None:
    week = [NAN] * (6 - earlier) + [60.0] * earlier + [61.0]
    assert has_trend(np.array([week])).tolist() == [known]


def test_improving_wins_over_declining() -> None:
    yes, no = np.array([True]), np.array([False])
    assert trend_of(yes, yes, yes) == ["IMPROVING"]
    assert trend_of(no, yes, yes) == ["DECLINING"]
    assert trend_of(no, no, yes) == ["STABLE"]
    assert trend_of(yes, yes, no) == [None]
