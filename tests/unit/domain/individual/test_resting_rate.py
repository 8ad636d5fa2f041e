"""Resting heart rate against the athlete's own median."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.individual.resting_rate import BASELINE_DAYS, SIGMA_FLOOR, RestingRate, assess_resting_rate

GONE = float("nan")

pasts = arrays(np.float64, (4, BASELINE_DAYS), elements=st.integers(35, 80).map(float) | st.just(GONE))
todays = arrays(np.float64, 4, elements=st.integers(35, 80).map(float))


def judge(today: float, past: list[float]) -> RestingRate:
    history = np.full((1, 66), GONE)
    if past:
        history[0, -len(past) :] = past
    return assess_resting_rate(np.array([today]), history)


@given(today=todays, history=pasts)
def test_median_and_spread_are_those_of_numpy(today: Any, history: Any) -> None:
    found = assess_resting_rate(today, history)
    for row, values in enumerate(history):
        known = values[~np.isnan(values)]
        if not known.size:
            assert np.isnan(found.median[row])
            continue
        median = np.median(known)
        assert found.median[row] == median
        assert found.sigma[row] == pytest.approx(max(1.4826 * np.median(np.abs(known - median)), SIGMA_FLOOR))


@pytest.mark.parametrize(
    ("today", "level"),
    [(46.9, "LOW"), (47.0, "LOW"), (47.1, "NORMAL"), (51.4, "NORMAL"), (51.5, "RAISED"), (52.9, "RAISED"),
     (53.0, "HIGH")],
)  # fmt: skip
def test_edges_of_the_levels_with_a_steady_heart(today: float, level: str) -> None:
    assert judge(today, [50.0] * 30).level == [level]


@pytest.mark.parametrize(("days", "judged"), [(6, False), (7, True), (30, True)])
def test_days_that_a_verdict_needs(days: int, judged: bool) -> None:
    found = judge(60, [50.0] * days)
    assert found.judged.tolist() == [judged]
    assert (found.level == [None]) == (not judged)


def test_only_the_thirty_days_before_count() -> None:
    assert judge(50, [90.0] * 20 + [50.0] * 30).median.tolist() == [50.0]


@pytest.mark.parametrize(
    ("yesterdays", "today", "persists"),
    [
        ([50.0, 53.0], 53.0, True),
        ([50.0, 50.0], 53.0, False),
        ([53.0, 53.0], 52.9, False),
        ([53.0, GONE], 53.0, True),
        ([53.0, 50.0], 53.0, False),
        ([GONE, GONE], 53.0, False),
    ],
)
def test_two_days_in_a_row_persist_and_one_gap_is_bridged(
    yesterdays: list[float], today: float, persists: bool
) -> None:
    assert judge(today, [50.0] * 28 + yesterdays).persisting.tolist() == [persists]


def test_a_variable_heart_needs_more_to_persist() -> None:
    past = [*[46.0, 54.0] * 14, 46.0]  # with a median of 50, and a spread of 5.93
    assert judge(57, [*past, 57.0]).z[0] == pytest.approx(7 / (1.4826 * 4))
    assert judge(57, [*past, 57.0]).persisting.tolist() == [False]
    assert judge(60, [*past, 60.0]).persisting.tolist() == [True]


@pytest.mark.parametrize("impossible", [24.9, 120.1, 0.0])
def test_what_no_resting_heart_does_is_missing(impossible: float) -> None:
    assert judge(impossible, [50.0] * 30).level == [None]
    assert judge(50, [*[50.0] * 20, impossible]).days.tolist() == [20]


@given(today=todays, history=pasts, more=st.floats(0, 20))
def test_a_higher_rate_never_has_a_lower_z(today: Any, history: Any, more: float) -> None:
    one, other = assess_resting_rate(today, history), assess_resting_rate(today + more, history)
    known = one.judged & other.judged
    assert (other.z[known] >= one.z[known]).all()


@pytest.mark.parametrize(
    ("nights", "alerts"),
    [
        ([50] * 10 + [53, 53, 54, 54, 50], [0] * 11 + [1, 1, 2, 0]),
        ([50] * 10 + [54, 50, 54, 54, 55, 50], [0] * 13 + [2, 2, 0]),
        ([50] * 6 + [53, 54, 53, 54, 54], [0] * 7 + [1, 1, 1, 2]),
    ],
)
def test_what_persists_is_what_nightsignal_alerts_on(nights: list[float], alerts: list[int]) -> None:
    """Published nights and alerts of Alavi and others 2021: yellow is 1, red is 2; here both persist."""
    found = []
    for night, bpm in enumerate(nights):
        before = np.full((1, 30), np.nan)
        if night:
            before[0, -night:] = nights[:night]
        found.append(bool(assess_resting_rate(np.array([float(bpm)]), before).persisting[0]))
    assert found == [alert > 0 for alert in alerts]
