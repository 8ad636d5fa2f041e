"""Completion in whole percent."""

import pytest

from domain.assignments import completion_rate


@pytest.mark.parametrize(
    ("completed", "assigned", "rate"),
    [(0, 0, 0), (0, 3, 0), (3, 3, 100), (2, 3, 67), (1, 3, 33), (1, 200, 1), (1, 201, 0), (199, 200, 100)],
)
def test_it_is_rounded_half_up(completed: int, assigned: int, rate: int) -> None:
    assert completion_rate(completed, assigned) == rate
