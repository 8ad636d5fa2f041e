"""Reasons: what pulls the score, the largest pull first."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.flags import Source
from domain.readiness import combine
from domain.reasons import Reason, reasons_of

NAN = np.nan


def _reasons(*components: float) -> list[Reason]:
    return reasons_of(combine(np.array(components)[:, np.newaxis]), {})[0]


def test_the_largest_pull_comes_first_in_either_direction() -> None:
    assert _reasons(10, 6.5, 2, NAN) == [
        {"component": "hrv", "score": 10.0, "weight": 0.4118, "contribution": 1.24},
        {"component": "rhr", "score": 2.0, "weight": 0.2353, "contribution": -1.18},
        {"component": "wellness", "score": 6.5, "weight": 0.3529, "contribution": -0.18},
    ]


def test_missing_components_give_no_reason() -> None:
    assert [reason["component"] for reason in _reasons(NAN, 7, NAN, 3)] == ["acwr", "wellness"]
    assert _reasons(NAN, NAN, NAN, 3) == []


def test_equal_pulls_keep_the_order_of_the_components() -> None:
    assert [reason["component"] for reason in _reasons(7, 7, 7, 7)] == ["hrv", "wellness", "rhr", "acwr"]


def test_details_stand_beside_their_component() -> None:
    readiness = combine(np.array([[4.0, NAN], [8.0, 6.0], [NAN, NAN], [NAN, NAN]]))
    first, second = reasons_of(readiness, {Source.HRV: {"status": ["POOR", None]}})
    assert [reason.get("status") for reason in first] == ["POOR", None]
    assert "status" not in second[0]


@given(st.lists(st.one_of(st.just(NAN), st.floats(0, 10)), min_size=4, max_size=4))
def test_contributions_add_up_to_the_score(components: Sequence[float]) -> None:
    score = combine(np.array(components)[:, np.newaxis]).score[0]
    reasons = _reasons(*components)
    pulls = [float(reason["contribution"] or 0) for reason in reasons]
    if reasons:
        assert sum(pulls) == pytest.approx(score - 7.0, abs=0.08)  # the roundings of score and pulls
        assert [abs(pull) for pull in pulls] == sorted((abs(pull) for pull in pulls), reverse=True)
