"""Mean, sample standard deviation and count of what there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.individual.moments import moments

GONE = np.nan


@pytest.mark.parametrize(
    ("week", "mean", "sd", "variation"),
    [
        # Jovanovic's three athletes: the same spread on another level, and twice the spread on the same one.
        ([15, 14, 16, 15, 14, 15, 16], 15.0, 0.82, 5),
        ([10, 9, 11, 10, 9, 10, 11], 10.0, 0.82, 8),
        ([15, 13, 17, 15, 13, 15, 17], 15.0, 1.63, 11),
    ],
)
def test_published_weeks_of_wellness(week: list[float], mean: float, sd: float, variation: int) -> None:
    means, sds, counts = moments(np.array([week], dtype=np.float64))
    assert (means[0], round(sds[0], 2), counts[0]) == (mean, sd, 7)
    assert round(100 * sds[0] / means[0]) == variation


def test_of_too_few_values_there_is_none() -> None:
    means, sds, counts = moments(np.array([[GONE, GONE], [GONE, 3.0], [2.0, 4.0]]))
    assert counts.tolist() == [0, 1, 2]
    assert np.isnan([means[0], sds[0], sds[1]]).all()
    assert (means[1], means[2], sds[2]) == (3.0, 3.0, pytest.approx(2**0.5))


@given(st.lists(st.just(GONE) | st.floats(-100, 100), min_size=1, max_size=30))
def test_equals_numpy_on_what_there_is(values: list[float]) -> None:
    means, sds, counts = moments(np.array([values]))
    there = [value for value in values if not np.isnan(value)]
    assert counts[0] == len(there)
    if len(there) > 1:
        assert means[0] == pytest.approx(np.mean(there), abs=1e-9)
        assert sds[0] == pytest.approx(np.std(there, ddof=1), abs=1e-9)


@given(st.permutations([3.0, GONE, 5.5, 7.25, GONE, 1.0]))
def test_gaps_may_lie_anywhere(values: list[float]) -> None:
    means, sds, _ = moments(np.array([values]))
    assert (means[0], sds[0]) == (pytest.approx(4.1875), pytest.approx(2.7490524))
