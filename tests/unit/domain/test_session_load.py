"""The load of a session is known, or it is not; never is it assumed."""

import math

import pytest

from domain.session_load import HeartRateProfile, LoadUnit, session_load
from domain.training_load import Sex
from tests.unit.domain.sessions_at import session

PROFILE = HeartRateProfile(48, 188, Sex.MALE)


def test_a_rating_times_minutes() -> None:
    assert session_load(session(0, minutes=60, rpe=7), LoadUnit.RPE, PROFILE) == 420
    assert session_load(session(0, minutes=60, rpe=0), LoadUnit.RPE, PROFILE) == 0


def test_g7_a_heart_rate_is_held_against_the_athletes_own() -> None:
    run = session(0, minutes=60, average_hr=150)
    assert session_load(run, LoadUnit.TRIMP, PROFILE) == pytest.approx(113.32, abs=0.005)
    women = HeartRateProfile(48, 188, Sex.FEMALE)
    assert session_load(run, LoadUnit.TRIMP, women) == pytest.approx(126.92, abs=0.005)


@pytest.mark.parametrize(
    "profile",
    [
        HeartRateProfile(),
        HeartRateProfile(None, 188, Sex.MALE),
        HeartRateProfile(48, None, Sex.MALE),
        HeartRateProfile(48, 188, None),
        HeartRateProfile(188, 188, Sex.MALE),
    ],
)
def test_an_incomplete_profile_makes_no_load(profile: HeartRateProfile) -> None:
    assert math.isnan(session_load(session(0, average_hr=150), LoadUnit.TRIMP, profile))


def test_what_was_not_measured_is_unknown_and_not_zero() -> None:
    assert math.isnan(session_load(session(0, average_hr=150), LoadUnit.RPE, PROFILE))
    assert math.isnan(session_load(session(0, rpe=5), LoadUnit.TRIMP, PROFILE))
