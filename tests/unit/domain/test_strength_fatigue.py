"""Strength work of the seven days before a check-in, worked out by hand."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity_types import ActivitySource, ActivityType, activity_type_of
from domain.sessions import Session
from domain.strength_fatigue import StrengthFatigue, strength_days, strength_fatigue
from tests.unit.domain.sessions_at import DAY, session

#: The check-in is of day 10.
MORNING = DAY + timedelta(days=10)


def lift(ago: int, minutes: float = 60, **fields: Any) -> Session:
    return session(10 - ago, 1080, minutes, **{"type": ActivityType.STRENGTH} | fields)


def of(*sessions: Session, soreness: int | None = None) -> StrengthFatigue:
    days = {(MORNING - day).days: work for day, work in strength_days(sessions).items()}
    return strength_fatigue(days, soreness)


@pytest.mark.parametrize(
    ("lifts", "score"),
    [
        ([], 10),
        ([lift(2, 90)], 9),  # 10 - 1
        ([lift(1, 90)], 8),  # 10 - 1 - 1 for yesterday
        ([lift(3, 90)], 9.5),  # 10 - 1 + .5 for two days without
        ([lift(7, 90)], 10),  # 10 - 1 + 2, and not above 10
        ([lift(1), lift(3), lift(5), lift(6)], 5.8),  # 10 - 2.67 - .5 - 1
        ([lift(ago, 120) for ago in (1, 2, 3, 4, 5, 6, 7)], 3),  # 10 - 4 - 2 - 1
    ],
)
def test_the_score_by_hand(lifts: list[Session], score: float) -> None:
    assert of(*lifts).score == score


def test_all_that_is_told() -> None:
    found = of(lift(1, 80, source=ActivitySource.GARMIN), lift(4, 40.5), soreness=8)
    assert found.as_dict() == {
        "objectiveScore": 7.7,  # 10 - 121/180*2 - 1
        "blendedScore": 4.9,  # .4 x 7.7 + .6 x 3
        "volume7d": 121,  # 120.5, half up
        "sessions7d": 2,
        "daysSinceLastStrength": 0,
        "warning": None,
        "sources": {"garmin": 1, "manual": 1},
    }


def test_without_strength_work_there_is_no_last_one() -> None:
    found = of(session(9))
    assert (found.days_since, found.sessions) == (-1, 0)


def test_b16_the_date_counts_and_not_the_time_of_looking() -> None:
    """Sessions of the day itself, of later days and of more than seven days ago are not the morning's."""
    outside = [lift(ago) for ago in (-3, -1, 0, 8, 9)]
    assert of(*outside) == of()
    assert of(*outside, lift(7)) == of(lift(7))


def test_b16_a_session_from_two_services_counts_once() -> None:
    watch = lift(1, source=ActivitySource.GARMIN)
    assert of(watch, lift(1, source=ActivitySource.STRAVA)) == of(watch)
    workout = lift(1, source=ActivitySource.STRAVA, type=activity_type_of("Workout"), rpe=6.0)
    assert of(workout, watch) == of(watch)


def test_b16_yoga_is_no_strength_work() -> None:
    for name in ("Yoga", "Pilates", "Workout"):
        assert of(lift(1, type=activity_type_of(name))) == of()


@pytest.mark.parametrize(("soreness", "blended"), [(1, 10), (10, 4.6), (5, 7.6), (None, 10)])
def test_b16_more_soreness_is_less_fresh(soreness: int | None, blended: float) -> None:
    assert of(soreness=soreness).blended_score == blended


@pytest.mark.parametrize(
    ("lifts", "warning"),
    [
        ([lift(ago, 120) for ago in (1, 2, 3, 4, 5, 6, 7)], "STRENGTH_LOAD_HIGH"),
        ([lift(1), lift(3), lift(5), lift(6)], "STRENGTH_LOAD_MODERATE"),
        ([lift(1)], None),
    ],
)
def test_edges_of_the_warning(lifts: list[Session], warning: str | None) -> None:
    assert of(*lifts).warning == warning


@given(
    lifts=st.lists(st.builds(lift, st.integers(1, 7), st.integers(1, 300)), max_size=10),
    soreness=st.integers(1, 10),
)
def test_it_stays_between_0_and_10_and_more_work_is_never_fresher(
    lifts: list[Session], soreness: int
) -> None:
    before, after = of(*lifts, soreness=soreness), of(*lifts, lift(1, 30), soreness=soreness)
    assert 0 <= after.score <= before.score <= 10
    assert 0 <= after.blended_score <= before.blended_score <= 10
