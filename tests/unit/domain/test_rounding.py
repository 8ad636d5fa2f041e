"""Half up, also where binary floats put a tie a hair too low."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rounding import half_up, half_up_all


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (2.5, 0, 3),
        (0.5, 0, 1),
        (-2.5, 0, -2),
        (8.45, 1, 8.5),
        (8.44, 1, 8.4),
        (0.285, 2, 0.29),
        (1.005, 2, 1.01),
        (-0.04, 1, 0.0),
        (94.95, 1, 95.0),
    ],
)
def test_ties_go_up(value: float, decimals: int, rounded: float) -> None:
    assert half_up(value, decimals) == rounded


def test_to_whole_numbers_unless_told_otherwise() -> None:
    assert half_up(2.5) == 3
    assert half_up_all(np.array([2.5])).tolist() == [3]


def test_nan_stays_nan() -> None:
    assert math.isnan(half_up(math.nan, 1))
    assert np.isnan(half_up_all(np.array([np.nan]), 1)).all()


@given(st.integers(0, 200_000).map(lambda n: n / 1000))
def test_equals_decimal_arithmetic(value: float) -> None:
    exact = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert half_up(value, 1) == float(exact)


@given(st.lists(st.floats(-1000, 1000), max_size=20), st.integers(0, 3))
def test_arrays_round_as_scalars_do(values: list[float], decimals: int) -> None:
    rounded = half_up_all(np.array(values, dtype=np.float64), decimals)
    assert rounded.tolist() == [half_up(value, decimals) for value in values]


@given(st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_never_turns_an_order_around(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert half_up(low, 1) <= half_up(high, 1)
