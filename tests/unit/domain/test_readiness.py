"""The composite: weights, what is missing, the level of the stored score, confidence."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.readiness import Readiness, combine, confidence_of

NAN = np.nan
COMPONENT = st.one_of(st.just(NAN), st.integers(0, 100).map(lambda n: n / 10))


def _combine(hrv: float = NAN, wellness: float = NAN, rhr: float = NAN, acwr: float = NAN) -> Readiness:
    return combine(np.array([[hrv], [wellness], [rhr], [acwr]]))


def test_all_four_components_have_their_own_weights() -> None:
    readiness = _combine(10, 6, 5, 3)
    np.testing.assert_allclose(readiness.weights[:, 0], [0.35, 0.30, 0.20, 0.15])
    assert readiness.score.tolist() == [6.8]  # 3.5 + 1.8 + 1.0 + 0.45 = 6.75


def test_without_load_the_weight_is_spread_in_proportion() -> None:
    readiness = _combine(10, 7, 5)
    np.testing.assert_allclose(readiness.weights[:3, 0], [0.4118, 0.3529, 0.2353], atol=5e-5)
    assert readiness.score.tolist() == [7.8]  # (35 x 10 + 30 x 7 + 20 x 5) / 85 = 7.76


def test_one_component_is_a_score() -> None:
    assert _combine(wellness=6.4).score.tolist() == [6.4]
    assert _combine(hrv=8.5).score.tolist() == [8.5]


def test_load_alone_is_no_score() -> None:
    readiness = _combine(acwr=10)
    assert np.isnan(readiness.score).all()
    assert np.isnan(readiness.components).all()
    assert readiness.level == [None]


@pytest.mark.parametrize("other", ["hrv", "wellness", "rhr"])
def test_load_joins_any_other_component(other: str) -> None:
    readiness = _combine(acwr=10, **{other: 10})
    assert np.count_nonzero(readiness.weights) == 2


def test_nothing_is_nothing() -> None:
    readiness = _combine()
    assert np.isnan(readiness.score).all()
    assert readiness.weights.tolist() == [[0], [0], [0], [0]]


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (10, "EXCELLENT"),
        (8.5, "EXCELLENT"),
        (8.45, "EXCELLENT"),
        (8.44, "GOOD"),
        (7, "GOOD"),
        (6.95, "GOOD"),
        (6.94, "FAIR"),
        (5.5, "FAIR"),
        (5.44, "POOR"),
        (4, "POOR"),
        (3.95, "POOR"),
        (3.94, "VERY_POOR"),
        (0, "VERY_POOR"),
    ],
)
def test_edges_of_the_level(score: float, level: str) -> None:
    assert _combine(wellness=score).level == [level]


@pytest.mark.parametrize(
    ("components", "coverage", "confidence"),
    [
        ((10, 10, 10, 10), 1, "HIGH"),
        ((10, 10, 10, 10), 0.95, "MEDIUM"),
        ((10, 10, 10, NAN), 1, "MEDIUM"),
        ((10, 10, NAN, NAN), 1, "MEDIUM"),
        ((10, 10, NAN, NAN), 0.95, "LOW"),
        ((10, NAN, 10, NAN), 0, "LOW"),
        ((NAN, 10, NAN, NAN), 1, "LOW"),
        ((NAN, 10, NAN, NAN), 0.5, "LOW"),
        ((NAN, NAN, NAN, NAN), 0.2, None),
        ((NAN, NAN, NAN, 10), 0, None),
    ],
)
def test_confidence_counts_components_and_open_questions(
    components: Sequence[float], coverage: float, confidence: str | None
) -> None:
    readiness = _combine(*components)
    assert confidence_of(readiness, np.array([coverage])) == [confidence]


@given(st.tuples(*[COMPONENT] * 4))
def test_the_score_lies_between_its_components(components: tuple[float, ...]) -> None:
    readiness = _combine(*components)
    known = readiness.components[~np.isnan(readiness.components)]
    if known.size:
        assert known.min() <= readiness.score[0] <= known.max()
        assert readiness.weights.sum() == pytest.approx(1)
    else:
        assert np.isnan(readiness.score).all()


@given(st.tuples(*[COMPONENT] * 4), st.integers(0, 3), st.floats(0, 10))
def test_a_lower_component_never_raises_the_score(
    components: tuple[float, ...], which: int, less: float
) -> None:
    lowered = list(components)
    lowered[which] = max(0.0, components[which] - less) if components[which] == components[which] else NAN
    before, after = _combine(*components).score[0], _combine(*lowered).score[0]
    assert (np.isnan(before) and np.isnan(after)) or after <= before
