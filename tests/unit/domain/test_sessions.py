"""A session counts once, whoever has recorded it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity_types import ActivitySource, ActivityType
from domain.sessions import Session, distinct_sessions
from tests.unit.domain.sessions_at import session

GARMIN, STRAVA, MANUAL = ActivitySource.GARMIN, ActivitySource.STRAVA, ActivitySource.MANUAL

recordings = st.lists(
    st.builds(
        session,
        st.integers(0, 2),
        st.integers(0, 1439),
        st.integers(1, 240),
        source=st.sampled_from(ActivitySource),
        external_id=st.uuids().map(str),
        rpe=st.none() | st.integers(0, 10).map(float),
        average_hr=st.none() | st.just(140.0),
    ),
    max_size=12,
)


def test_h2_the_same_run_from_two_services_is_one_session() -> None:
    watch, copy = session(0, 600, 60, source=GARMIN), session(0, 602, 58, source=STRAVA)
    assert distinct_sessions([copy, watch]) == [watch]


def test_two_sessions_of_a_day_are_two() -> None:
    morning, evening = session(0, 420, source=GARMIN), session(0, 1080, source=STRAVA)
    assert distinct_sessions([evening, morning]) == [morning, evening]


def test_what_one_service_says_of_itself_stands() -> None:
    both = [session(0, 600, source=STRAVA), session(0, 630, source=STRAVA)]
    assert distinct_sessions(both) == both


@pytest.mark.parametrize(("begin", "count"), [(630, 1), (631, 2), (660, 2)])
def test_half_of_the_shorter_one_in_common_is_the_same_session(begin: int, count: int) -> None:
    pair = [session(0, 600, 90, source=GARMIN), session(0, begin + 30, 60, source=MANUAL)]
    assert len(distinct_sessions(pair)) == count


def test_a_long_recording_and_its_parts_are_not_counted_twice() -> None:
    whole = session(0, 600, 120, source=GARMIN)
    parts = [session(0, 600, 60, source=STRAVA), session(0, 662, 58, source=STRAVA)]
    assert distinct_sessions([whole, *parts]) == [whole]
    rated = [session(0, 600, 60, source=STRAVA, rpe=5), session(0, 662, 58, source=STRAVA, rpe=7)]
    assert distinct_sessions([whole, *rated]) == rated


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (session(0, source=MANUAL, rpe=0), session(0, source=GARMIN, average_hr=150)),
        (session(0, source=STRAVA, average_hr=150), session(0, source=GARMIN)),
        (session(0, source=GARMIN), session(0, source=STRAVA)),
        (session(0, source=STRAVA), session(0, source=MANUAL)),
        (session(0, source=STRAVA), session(0, source=MANUAL, minutes=90)),
    ],
)
def test_the_copy_stays_that_knows_the_load_best(better: Session, worse: Session) -> None:
    assert distinct_sessions([worse, better]) == distinct_sessions([better, worse]) == [better]


def test_what_it_is_called_does_not_matter() -> None:
    watch = session(0, source=GARMIN, type=ActivityType.STRENGTH)
    assert distinct_sessions([session(0, source=STRAVA, type=ActivityType.OTHER), watch]) == [watch]


def test_copies_on_both_sides_of_midnight_are_one() -> None:
    late, next_day = session(0, 1430, 60, source=GARMIN), session(1, 5, 45, source=STRAVA)
    assert distinct_sessions([next_day, late]) == [late]


@given(given=recordings, seed=st.integers())
def test_the_order_does_not_matter(given: list[Session], seed: int) -> None:
    shuffled = given.copy()
    random.Random(seed).shuffle(shuffled)
    assert distinct_sessions(shuffled) == distinct_sessions(given)


@given(given=recordings)
def test_nothing_is_made_up_and_a_second_look_changes_nothing(given: list[Session]) -> None:
    kept = distinct_sessions(given)
    assert all(each in given for each in kept)
    assert bool(kept) == bool(given)
    assert distinct_sessions(kept) == kept


@given(given=recordings)
def test_what_is_left_out_is_a_copy_of_something_that_is_not(given: list[Session]) -> None:
    kept = distinct_sessions(given)
    for out in (each for each in given if each not in kept):
        assert any(
            out.source != other.source and out.started_at < other.ended_at and other.started_at < out.ended_at
            for other in kept
        )
