"""One score from the terms that exist."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.individual.composite import WEIGHTS, Composite, compose

GONE = float("nan")

terms = arrays(np.float64, (5, 4), elements=st.floats(-6, 6) | st.just(GONE))
marks = arrays(np.bool_, 4)


def one(*z: float, both_high: bool = False, ill: bool = False) -> Composite:
    return compose(
        np.array(z)[:, np.newaxis], both_high=np.array([both_high]), ill_or_in_pain=np.array([ill])
    )


def test_a_usual_day_is_5_8() -> None:
    assert one(0, 0, 0, 0, 0).score.tolist() == [5.8]


def test_the_weights_of_the_terms_are_a_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@given(z=terms, both_high=marks, ill=marks)
def test_bounded_and_made_of_its_contributions(z: Any, both_high: Any, ill: Any) -> None:
    found = compose(z, both_high=both_high, ill_or_in_pain=ill)
    known = ~np.isnan(found.score)
    assert ((found.score[known] >= 0) & (found.score[known] <= 10)).all()
    np.testing.assert_allclose(np.nansum(found.contributions, axis=0)[known], found.z[known])
    assert (found.coverage[known] >= 0.5 - 1e-9).all()
    assert (found.score[known & ill] <= 4).all()
    assert np.isnan(found.contributions[np.isnan(z)]).all()


@given(z=terms, row=st.integers(0, 4), more=st.floats(0, 5), both_high=marks, ill=marks)
def test_a_better_term_never_lowers_the_score(
    z: Any, row: int, more: float, both_high: Any, ill: Any
) -> None:
    better = z.copy()
    better[row] += more
    before = compose(z, both_high=both_high, ill_or_in_pain=ill)
    after = compose(better, both_high=both_high, ill_or_in_pain=ill)
    known = ~np.isnan(before.score)
    assert (after.score[known] >= before.score[known]).all()


def test_a_missing_term_is_not_a_usual_one() -> None:
    assert one(-2, -2, GONE, -2, -2).z[0] == pytest.approx(-2)
    assert one(-2, -2, 0, -2, -2).z[0] == pytest.approx(-1.7)


@pytest.mark.parametrize(
    ("z", "known"),
    [((0, GONE, GONE, GONE, 0), True), ((0, 0, GONE, GONE, GONE), False), ((GONE,) * 5, False)],
)
def test_half_of_the_weight_makes_a_score(z: tuple[float, ...], known: bool) -> None:
    assert bool(np.isnan(one(*z).score[0])) is not known


def test_high_hrv_counts_for_one_and_both_high_for_nothing() -> None:
    assert one(3, 3, 0, 0, 0).z[0] == one(1, 1, 0, 0, 0).z[0] == pytest.approx(0.45)
    assert one(3, 3, 0, 0, 0, both_high=True).z[0] == pytest.approx(0)
    assert one(-3, -3, 0, 0, 0, both_high=True).z[0] == pytest.approx(-1.35)


def test_an_outlier_is_clipped() -> None:
    assert one(0, 0, 0, -50, 0).z[0] == one(0, 0, 0, -3, 0).z[0]


def test_the_cap_is_told_and_only_lowers() -> None:
    good, bad = one(1, 1, 1, 1, 1, ill=True), one(-3, -3, -3, -3, -3, ill=True)
    assert (good.score.tolist(), good.capped.tolist()) == ([4.0], [True])
    assert bad.capped.tolist() == [False]
    assert bad.score[0] < 4
