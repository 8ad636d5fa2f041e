"""Training load: published numbers, and what must hold for any loads."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.training_load import LoadSeries, Sex, load_series, session_rpe, spike_of, trimp, zone_of

loads = arrays(np.float64, (2, 60), elements=st.integers(0, 1000).map(float))


def series(*daily: float) -> LoadSeries:
    return load_series(np.array([daily], dtype=np.float64))


def test_a_step_in_load_has_the_published_averages() -> None:
    """Twenty-one days of 30, then 50 a day."""
    found = series(*[30.0] * 21, *[50.0] * 5)
    for day, acute, chronic in (
        (22, 35, 31.37931),
        (23, 38.75, 32.663496),
        (25, 43.671875, 34.972281),
    ):
        assert found.acute[0, day - 1] == pytest.approx(acute)
        assert found.chronic[0, day - 1] == pytest.approx(chronic, abs=1e-6)
    ratio = found.acute / found.chronic
    assert ratio[0, [21, 22, 24]] == pytest.approx([1.115385, 1.186340, 1.248757], abs=1e-6)


def test_monotony_and_strain_of_a_published_week() -> None:
    found = series(50, 0, 100, 50, 0, 150, 0)
    assert found.monotony[0, -1] == pytest.approx(0.9354, abs=1e-4)
    assert found.strain[0, -1] == pytest.approx(327.40, abs=0.01)
    assert np.isnan(found.monotony[0, :-1]).all()


def test_equal_days_have_no_monotony() -> None:
    for load in (0.0, 30.1):
        found = series(*[load] * 7)
        assert np.isnan([found.monotony[0, -1], found.strain[0, -1]]).all()


@pytest.mark.parametrize(("sex", "load"), [(Sex.MALE, 113.32), (Sex.FEMALE, 126.92)])
def test_an_hour_at_150_of_48_to_188(sex: Sex, load: float) -> None:
    assert trimp(60, 150, resting=48, maximum=188, sex=sex) == pytest.approx(load, abs=0.005)


def test_below_the_resting_heart_rate_is_no_load() -> None:
    assert trimp(60, 40, resting=48, maximum=188, sex=Sex.MALE) == 0


def test_an_unknown_heart_rate_or_session_is_not_zero() -> None:
    unknown = float("nan")
    assert np.isnan(trimp(60, unknown, resting=48, maximum=188, sex=Sex.MALE))
    assert spike_of(unknown, 100) is None
    assert spike_of(100, unknown) is None


def test_a_maximum_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="maximum is 48, and must be above resting, 60"):
        trimp(60, 50, resting=60, maximum=48, sex=Sex.MALE)


def test_exertion_times_minutes_and_no_exertion_is_no_load() -> None:
    assert (session_rpe(60, 7), session_rpe(60, 0)) == (420, 0)


def test_there_is_no_ratio_before_28_days_nor_without_chronic_load() -> None:
    found = series(*[40.0] * 28)
    assert np.isnan(found.acwr[0, 26])
    assert found.acwr[0, 27] == 1
    assert np.isnan(series(*[0.0] * 40).acwr).all()


@pytest.mark.parametrize(
    ("acwr", "zone"),
    [(0.79, "DETRAINING"), (0.8, "OPTIMAL"), (1.3, "OPTIMAL"), (1.31, "CAUTION"), (1.5, "CAUTION"),
     (1.51, "DANGER"), (2.0, "DANGER"), (2.01, "CRITICAL"), (float("nan"), None)],
)  # fmt: skip
def test_edges_of_the_zones(acwr: float, zone: str | None) -> None:
    assert zone_of(acwr) == zone


@pytest.mark.parametrize(
    ("session", "spike"),
    [
        (110, "NONE"),
        (110.1, "SMALL"),
        (130, "SMALL"),
        (130.1, "MODERATE"),
        (200, "MODERATE"),
        (200.1, "LARGE"),
    ],
)
def test_edges_of_a_spike_over_a_largest_session_of_100(session: float, spike: str) -> None:
    assert spike_of(session, 100) == spike
    assert spike_of(session, 0) is None


@given(daily=loads, days=st.integers(1, 60))
def test_a_day_knows_nothing_of_the_days_after_it(daily: Any, days: int) -> None:
    whole, part = load_series(daily), load_series(daily[:, :days])
    for name in LoadSeries.__slots__:
        np.testing.assert_array_equal(getattr(whole, name)[:, :days], getattr(part, name))


@given(daily=loads, factor=st.sampled_from([0.5, 2.0, 8.0]))
def test_a_ratio_has_no_unit(daily: Any, factor: float) -> None:
    one, other = load_series(daily), load_series(daily * factor)
    np.testing.assert_array_equal(one.acwr, other.acwr)
    np.testing.assert_allclose(one.strain * factor, other.strain)


@given(daily=loads)
def test_averages_stay_within_what_there_was(daily: Any) -> None:
    found = load_series(daily)
    most = np.maximum.accumulate(daily, axis=1)
    assert (found.acute <= most + 1e-9).all()
    assert (found.chronic <= most + 1e-9).all()
    assert (found.acute >= 0).all()


def test_a_day_of_unknown_load_is_no_rest() -> None:
    found = series(*[50.0] * 20, float("nan"), *[50.0] * 9)
    assert found.acute[0, 20] == found.acute[0, 19] == 50
    assert found.acwr[0, 29] == 1
    assert np.isnan(found.monotony[0, 20:27]).all()


def test_days_of_rest_lower_both_averages() -> None:
    found = series(*[50.0] * 30, *[0.0] * 7)
    assert (np.diff(found.acute[0, 29:]) < 0).all()
    assert (np.diff(found.chronic[0, 29:]) < 0).all()
    assert found.acwr[0, -1] < 0.8
