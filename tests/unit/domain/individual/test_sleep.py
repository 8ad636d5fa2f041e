"""Sleep against the athlete's own nights."""

import numpy as np
import pytest

from domain.individual.sleep import Sleep, assess_sleep

GONE = np.nan


def night(
    hours: float, quality: float, past_hours: list[float], past_quality: list[float] | None = None
) -> Sleep:
    """One check-in, and the nights before it."""
    hours_before, quality_before = np.full((1, 66), GONE), np.full((1, 66), GONE)
    if past_hours:
        hours_before[0, -len(past_hours) :] = past_hours
    if past_quality:
        quality_before[0, -len(past_quality) :] = past_quality
    return assess_sleep(np.array([hours]), np.array([quality]), hours_before, quality_before)


def test_a_usual_night_is_nought() -> None:
    sleep = night(8.0, 7.0, [7.5, 8.5] * 14, [6, 8] * 14)
    assert sleep.z[0] == pytest.approx(0.0)
    assert (sleep.need[0], sleep.days[0]) == (8.0, 28)


def test_each_half_is_in_units_of_its_own_spread() -> None:
    sleep = night(7.0, 5.0, [7.5, 8.5] * 14, [5, 9] * 14)
    sd = 0.5 * np.sqrt(28 / 27)
    assert sleep.hours_z[0] == pytest.approx(-1.0 / sd)
    assert sleep.quality_z[0] == pytest.approx(-2.0 / (4 * sd))
    assert sleep.z[0] == pytest.approx((sleep.hours_z[0] + sleep.quality_z[0]) / 2)


def test_whoever_sleeps_too_little_needs_more_than_that() -> None:
    sleep = night(5.5, GONE, [5.5] * 28)
    assert sleep.need[0] == 7.0
    assert sleep.z[0] == pytest.approx(-1.5 / 0.5)


def test_either_half_is_enough() -> None:
    assert night(7.25, GONE, [7.0] * 10).z[0] == pytest.approx(0.5)
    assert night(GONE, 8.0, [], [7.0] * 10).z[0] == pytest.approx(1.0)
    assert np.isnan(night(GONE, GONE, [7.0] * 28, [7.0] * 28).z[0])


def test_ten_nights_of_the_28_before_are_needed() -> None:
    assert np.isnan(night(8.0, 8.0, [7.0] * 9, [7.0] * 9).z[0])
    assert np.isnan(night(8.0, 8.0, [*[7.0] * 20, *[GONE] * 28], [*[7.0] * 20, *[GONE] * 28]).z[0])


@pytest.mark.parametrize("more", [0.0, 0.5, 2.0])
def test_less_sleep_never_has_a_higher_z(more: float) -> None:
    past = [6.0, 7.0, 8.0, 9.0] * 7
    assert night(7.0, 5.0, past, past).z[0] <= night(7.0 + more, 5.0 + more, past, past).z[0]


def test_a_long_night_does_not_make_up_for_a_bad_one() -> None:
    past_hours, past_quality = [7.0, 8.0] * 14, [6.0, 8.0] * 14
    usual, long, longest = (night(hours, 1.0, past_hours, past_quality).z[0] for hours in (7.5, 8.5, 14.0))
    assert usual < 0
    assert long == longest < 0


def test_nights_of_long_ago_say_nothing() -> None:
    assert np.isnan(night(8.0, 7.0, [*[7.5] * 14, *[GONE] * 14], [*[7.0] * 14, *[GONE] * 14]).z[0])
    assert not np.isnan(night(8.0, 7.0, [*[7.5] * 15, *[GONE] * 13], [*[7.0] * 15, *[GONE] * 13]).z[0])
