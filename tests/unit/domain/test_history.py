"""Packed histories become dense arrays, one column per day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.history import ANSWERS, HISTORY_DAYS, MEASUREMENTS, PAST_DAY, DayGrid, DayHistory


def _grid(*histories: DayHistory) -> DayGrid:
    return DayGrid.unpack([history.pack() for history in histories])


def test_yesterday_is_the_last_column_and_66_days_ago_the_first() -> None:
    grid = _grid(DayHistory([1, 66], [61.0, 55.0])).measurements("hrv_rmssd")
    assert grid.shape == (1, 66)
    assert (grid[0, 65], grid[0, 0]) == (61.0, 55.0)
    assert np.count_nonzero(~np.isnan(grid)) == 2


def test_days_outside_of_the_window_are_left_out() -> None:
    grid = _grid(DayHistory([67, 66, 1, 0, -1], [1.0, 2.0, 3.0, 4.0, 5.0])).measurements("hrv_rmssd")
    assert sorted(grid[~np.isnan(grid)].tolist()) == [2.0, 3.0]


def test_rows_keep_apart_and_may_be_empty() -> None:
    grid = _grid(
        DayHistory([5], [50.0], ["GOOD"]), DayHistory(), DayHistory([5, 6], [None, 70.0], ["POOR", None])
    )
    assert np.argwhere(~np.isnan(grid.measurements("hrv_rmssd"))).tolist() == [[0, 61], [2, 60]]
    assert np.argwhere(grid.marks("hrv_quality")).tolist() == [[2, 61]]


def test_an_open_question_is_no_answer() -> None:
    mood = _grid(DayHistory([1, 2], mood=[None, 1])).answers("mood")
    assert np.isnan(mood[0, 65])
    assert mood[0, 64] == 1.0


def test_no_check_ins_give_an_empty_grid() -> None:
    assert DayGrid.unpack([]).measurements("hrv_rmssd").shape == (0, 66)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="mood has 1 values for 2 days"):
        DayHistory([1, 2], mood=[5]).pack()
    with pytest.raises(ValueError, match="size must be a multiple"):
        DayGrid.unpack([DayHistory([1], [50.0]).pack()[:-1]])


def test_a_day_is_as_large_as_a_database_packs_it() -> None:
    assert PAST_DAY.itemsize == 2 + 2 * 1 + 8 * len(MEASUREMENTS) + 2 * len(ANSWERS)


@given(st.lists(st.dictionaries(st.integers(-3, 80), st.floats(1, 300)), max_size=6))
def test_equals_writing_value_by_value(histories: list[dict[int, float]]) -> None:
    expected = np.full((len(histories), HISTORY_DAYS), np.nan)
    for row, history in enumerate(histories):
        for day, value in history.items():
            if 1 <= day <= HISTORY_DAYS:
                expected[row, HISTORY_DAYS - day] = value
    grid = _grid(*(DayHistory(list(history), list(history.values())) for history in histories))
    np.testing.assert_array_equal(grid.measurements("hrv_rmssd"), expected)
