"""Ragged histories become dense arrays, one column per day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.history import HISTORY_DAYS, DayGrid


def test_yesterday_is_the_last_column_and_thirty_days_ago_the_first() -> None:
    grid = DayGrid.from_counts([2], [1, 30]).measurements([61.0, 55.0])
    assert grid.shape == (1, 30)
    assert (grid[0, 29], grid[0, 0]) == (61.0, 55.0)
    assert np.count_nonzero(~np.isnan(grid)) == 2


def test_days_outside_of_the_window_are_left_out() -> None:
    grid = DayGrid.from_counts([5], [31, 30, 1, 0, -1]).measurements([1.0, 2.0, 3.0, 4.0, 5.0])
    assert sorted(grid[~np.isnan(grid)].tolist()) == [2.0, 3.0]


def test_rows_keep_apart_and_may_be_empty() -> None:
    grid = DayGrid.from_counts([1, 0, 2], [5, 5, 6])
    values = grid.measurements([50.0, None, 70.0])
    assert np.argwhere(~np.isnan(values)).tolist() == [[0, 25], [2, 24]]
    assert np.argwhere(grid.marks([False, True, False])).tolist() == [[2, 25]]


def test_no_check_ins_give_an_empty_grid() -> None:
    assert DayGrid.from_counts([], []).measurements([]).shape == (0, 30)


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="counts add up to 3, but there are 2 days"):
        DayGrid.from_counts([1, 2], [1, 2])


@given(st.lists(st.dictionaries(st.integers(-3, 40), st.floats(1, 300)), max_size=6))
def test_equals_writing_value_by_value(histories: list[dict[int, float]]) -> None:
    expected = np.full((len(histories), HISTORY_DAYS), np.nan)
    for row, history in enumerate(histories):
        for day, value in history.items():
            if 1 <= day <= HISTORY_DAYS:
                expected[row, HISTORY_DAYS - day] = value
    grid = DayGrid.from_counts(
        [len(history) for history in histories], [day for history in histories for day in history]
    )
    values = [value for history in histories for value in history.values()]
    np.testing.assert_array_equal(grid.measurements(values), expected)
