"""lnRMSSD against the athlete's own bands."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.individual.lnrmssd import (
    BASELINE_DAYS,
    HISTORY_DAYS,
    SD_FLOOR,
    LnRmssd,
    State,
    assess_lnrmssd,
)

GONE = float("nan")

#: 66 days of RMSSD, some missing.
pasts = arrays(np.float64, (3, HISTORY_DAYS), elements=st.floats(20, 120) | st.just(GONE))
todays = arrays(np.float64, 3, elements=st.floats(20, 120))


def judge(today: float, past: Any) -> LnRmssd:
    """One athlete; `past` is what was measured on the last days, yesterday last."""
    history = np.full((1, HISTORY_DAYS), GONE)
    if len(past):
        history[0, -len(past) :] = past
    return assess_lnrmssd(np.array([today]), history, np.ones_like(history, dtype=np.bool_))


def batch(today: Any, history: Any) -> LnRmssd:
    return assess_lnrmssd(today, history, np.ones_like(history, dtype=np.bool_))


@pytest.mark.parametrize(
    ("factor", "z", "state"),
    [
        (1.0, 0.0, State.NORMAL),
        (0.95, -1.0513, State.LOW),
        (0.96, -0.8367, State.NORMAL),
        (1.05, 1.0, State.NORMAL),
        (1.051, 1.0195, State.HIGH),
        (1 / 1.05, -1.0, State.NORMAL),
    ],
)
def test_thirty_equal_values_are_judged_by_the_floor(factor: float, z: float, state: State) -> None:
    found = judge(60 * factor, [60.0] * 30)
    assert found.acute.sd[0] == pytest.approx(0.04879, abs=1e-5)
    assert found.z[0] == pytest.approx(z, abs=5e-4)
    assert found.acute_state[0] == state


def test_the_band_is_geometric_and_its_spread_that_of_a_sample() -> None:
    past = [50.0, 60.0, 72.0] * 5
    found = judge(60, past)
    logs = np.log(past)
    assert found.acute.baseline_ms[0] == pytest.approx(60)
    assert found.acute.sd[0] == pytest.approx(logs.std(ddof=1))
    low, high = found.acute.edges_ms
    assert (low[0] * high[0]) ** 0.5 == pytest.approx(60)
    assert np.log(high[0] / 60) == pytest.approx(logs.std(ddof=1))


@pytest.mark.parametrize(
    ("days", "maturity", "judged"),
    [
        (0, "BUILDING", False),
        (6, "BUILDING", False),
        (7, "PROVISIONAL", True),
        (13, "PROVISIONAL", True),
        (14, "USABLE", True),
        (29, "USABLE", True),
        (30, "ESTABLISHED", True),
        (60, "ESTABLISHED", True),
    ],
)
def test_days_that_each_step_of_maturity_needs(days: int, maturity: str, judged: bool) -> None:
    found = judge(30, [60.0] * days)
    assert (found.maturity, found.acute_judged.tolist(), found.days.tolist()) == (
        [maturity],
        [judged],
        [days],
    )


@pytest.mark.parametrize(("gap", "maturity"), [(13, "USABLE"), (14, "STALE")])
def test_a_baseline_that_ended_long_ago_is_stale(gap: int, maturity: str) -> None:
    found = judge(30, [*[60.0] * 20, *[GONE] * gap])
    assert (found.maturity, found.acute_judged.tolist()) == ([maturity], [maturity != "STALE"])


@pytest.mark.parametrize(("earlier", "judged"), [(1, False), (2, True), (6, True)])
def test_a_week_needs_three_days(earlier: int, judged: bool) -> None:
    past = [*[60.0] * 40, *[GONE] * (6 - earlier), *[60.0] * earlier]
    found = judge(60, past)
    assert found.chronic_judged.tolist() == [judged]
    assert np.isnan(found.week[0]) == np.isnan(found.cv7[0]) == (not judged)


def test_the_weeks_baseline_ends_before_the_week() -> None:
    past = [*[60.0] * 60, *[30.0] * 6]
    found = judge(30, past)
    assert found.chronic.baseline_ms[0] == pytest.approx(60)
    assert found.week[0] == pytest.approx(np.log(30))
    assert found.chronic_state[0] == State.LOW
    assert found.acute.baseline_ms[0] < 60  # the day's has six of the seven days in it


@pytest.mark.parametrize(
    ("floors", "state"),
    [(0.45, State.NORMAL), (0.55, State.HIGH), (-0.45, State.NORMAL), (-0.55, State.LOW)],
)
def test_the_weeks_band_is_half_a_standard_deviation(floors: float, state: State) -> None:
    value = 60 * 1.05**floors
    found = judge(value, [*[60.0] * 60, *[value] * 6])
    assert found.chronic_state[0] == state
    assert found.week_z[0] == pytest.approx(floors)


def test_the_weeks_variation_is_in_percent_of_its_mean() -> None:
    week = [50.0, 60.0, 70.0, 50.0, 60.0, 70.0]
    logs = np.log([*week, 60.0])
    found = judge(60, [*[60.0] * 60, *week])
    assert found.cv7[0] == pytest.approx(100 * logs.std(ddof=1) / logs.mean())


@pytest.mark.parametrize(("before", "judged"), [(6, False), (7, True)])
def test_a_week_needs_a_baseline_of_its_own(before: int, judged: bool) -> None:
    found = judge(60, [60.0] * (before + 6))
    assert found.chronic_judged.tolist() == [judged]
    assert bool(np.isnan(found.week_z[0])) is not judged


def test_without_a_verdict_there_is_no_number_to_be_scored() -> None:
    found = judge(40, [60.0] * 6)
    assert np.isnan([found.z[0], found.week_z[0]]).all()


def test_what_is_older_than_the_window_does_not_count() -> None:
    history = np.full((1, HISTORY_DAYS), GONE)
    history[0, : HISTORY_DAYS - BASELINE_DAYS] = 60.0
    found = batch(np.array([60.0]), history)
    assert found.days.tolist() == [0]
    assert np.isnan(found.z[0])


@pytest.mark.parametrize("impossible", [0.0, 4.9, 250.1, -3.0, np.inf])
def test_what_no_resting_adult_has_is_missing(impossible: float) -> None:
    assert np.isnan(judge(impossible, [60.0] * 30).today[0])
    assert judge(60, [*[60.0] * 20, impossible]).days.tolist() == [20]


def test_poor_recordings_do_not_count() -> None:
    history = np.full((1, HISTORY_DAYS), 60.0)
    usable = np.zeros_like(history, dtype=np.bool_)
    usable[0, -9:] = True
    found = assess_lnrmssd(np.array([60.0]), history, usable)
    assert (found.days.tolist(), found.maturity) == ([9], ["PROVISIONAL"])


def test_a_shape_that_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match=r"\(1, 30\).*must have \(1, 66\)"):
        batch(np.array([60.0]), np.full((1, 30), 60.0))


@given(today=todays, history=pasts, factor=st.floats(0.5, 2))
def test_units_do_not_matter(today: Any, history: Any, factor: float) -> None:
    one, other = batch(today, history), batch(today * factor, history * factor)
    np.testing.assert_allclose(one.z, other.z, atol=1e-6)
    np.testing.assert_allclose(one.acute.baseline_ms * factor, other.acute.baseline_ms)


@given(today=todays, history=pasts, less=st.floats(0.3, 1))
def test_a_lower_value_is_never_judged_higher(today: Any, history: Any, less: float) -> None:
    one, other = batch(today, history), batch(np.maximum(today * less, 5), history)
    assert (other.acute_state <= one.acute_state).all()
    assert (other.chronic_state <= one.chronic_state).all()


@given(today=todays, history=pasts)
def test_each_row_stands_for_itself(today: Any, history: Any) -> None:
    whole, back = batch(today, history), batch(today[::-1], history[::-1])
    np.testing.assert_array_equal(whole.z, back.z[::-1])
    assert whole.maturity == back.maturity[::-1]


@given(history=pasts)
def test_today_is_no_part_of_its_own_baseline(history: Any) -> None:
    low, high = batch(np.full(3, 20.0), history), batch(np.full(3, 120.0), history)
    np.testing.assert_array_equal(low.acute.mean, high.acute.mean)
    np.testing.assert_array_equal(low.chronic.mean, high.chronic.mean)
    assert (low.acute.sd[~np.isnan(low.acute.sd)] >= SD_FLOOR).all()
