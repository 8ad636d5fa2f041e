"""Every day's load from the sessions alone: by hand, and what holds for any sessions."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.activity_types import ActivitySource
from domain.load_day import LoadDay
from domain.load_days import REST_DAYS_TOLD, load_days
from domain.session_load import HeartRateProfile, LoadUnit
from domain.sessions import Session
from domain.training_load import Sex
from tests.unit.domain.sessions_at import DAY, session

PROFILE = HeartRateProfile(48, 188, Sex.FEMALE)

sessions = st.lists(
    st.builds(
        session,
        st.integers(0, 50),
        st.integers(0, 1439),
        st.integers(1, 180),
        source=st.sampled_from(ActivitySource),
        external_id=st.uuids().map(str),
        rpe=st.none() | st.integers(0, 10).map(float),
        average_hr=st.none() | st.integers(90, 180).map(float),
    ),
    max_size=60,
)


def days(*given: Session, today: int = 60, profile: HeartRateProfile = PROFILE) -> list[LoadDay]:
    return load_days(given, profile, DAY + timedelta(days=today))


def every_day(count: int, **fields: Any) -> list[Session]:
    return [session(day, minutes=10, **{"rpe": 4.0} | fields) for day in range(count)]


def test_a_step_in_load_day_by_day() -> None:
    """The published averages: twenty-one days of 30, then 50 a day."""
    found = days(*every_day(21, rpe=3.0), *(session(day, minutes=10, rpe=5) for day in (21, 22)), today=22)
    assert [day.daily_load for day in found] == [30] * 21 + [50] * 2
    assert (found[-1].acute, found[-1].chronic) == (38.75, 32.66)
    assert found[-1].date == DAY + timedelta(days=22)


def test_h2_all_sessions_of_a_day_are_summed_and_copies_are_not() -> None:
    found = days(
        session(0, 420, 60, rpe=5, source=ActivitySource.MANUAL),
        session(0, 422, 58, source=ActivitySource.GARMIN, average_hr=150),
        session(0, 1080, 30, rpe=2, source=ActivitySource.STUDIO),
        today=0,
    )
    (day,) = found
    assert (day.daily_load, day.sessions, day.unknown_sessions, day.duplicates) == (360, 2, 0, 1)
    assert day.largest_session == 300


def test_h3_days_without_a_session_lower_both_averages() -> None:
    found = days(*every_day(30), today=40)
    assert len(found) == 41
    acute = [day.acute for day in found[29:]]
    assert acute == sorted(acute, reverse=True)
    assert [day.daily_load for day in found[30:]] == [0.0] * 11
    assert found[-1].acute == pytest.approx(40 * 0.75**11, abs=0.005)
    assert found[-1].zone == "DETRAINING"


def test_h4_no_ratio_before_28_days_and_the_reason_is_told() -> None:
    found = days(*every_day(40), today=40)
    assert {(day.acwr, day.zone, day.withheld) for day in found[:27]} == {(None, None, "HISTORY_TOO_SHORT")}
    assert (found[27].acwr, found[27].zone, found[27].withheld) == (1.0, "OPTIMAL", None)
    nothing = days(*every_day(40, rpe=0.0), today=40)
    assert (nothing[-1].acwr, nothing[-1].zone, nothing[-1].withheld) == (None, None, "NO_CHRONIC_LOAD")


def test_an_unknown_session_is_counted_apart_and_is_no_rest() -> None:
    found = days(*every_day(30), session(30), *(session(day, minutes=10, rpe=4) for day in range(31, 35)))
    day = found[30]
    assert (day.daily_load, day.sessions, day.unknown_sessions) == (None, 1, 1)
    assert (day.acute, day.chronic, day.acwr) == (40.0, 40.0, 1.0)
    assert day.monotony is None


def test_beside_a_known_session_the_known_part_counts() -> None:
    (day,) = days(session(0, 420, 60, rpe=5), session(0, 1000), today=0)
    assert (day.daily_load, day.sessions, day.unknown_sessions) == (300, 2, 1)


@pytest.mark.parametrize(("unknown", "withheld"), [(7, None), (8, "TOO_MANY_UNKNOWN")])
def test_of_too_many_unknown_sessions_there_is_no_ratio(unknown: int, withheld: str | None) -> None:
    given = every_day(40)
    for day in range(26 - unknown, 26):
        given[day] = replace(given[day], rpe=None)
    found = days(*given)
    assert found[32].withheld == withheld
    assert (found[32].acwr is None) == (withheld is not None)


@pytest.mark.parametrize(("unknown", "withheld"), [(2, None), (3, "TOO_MANY_UNKNOWN")])
def test_of_the_last_seven_days_five_are_known(unknown: int, withheld: str | None) -> None:
    given = every_day(40)
    for day in range(33 - unknown, 33):
        given[day] = replace(given[day], rpe=None)
    assert days(*given)[32].withheld == withheld


def test_a_part_of_a_day_is_not_a_day() -> None:
    """Three hours that nobody has rated are not nought beside half an hour that somebody has."""
    rides = [session(day, 1000, 180) for day in range(33, 35)]
    beside, instead = days(*every_day(35), *rides)[34], days(*every_day(33), *rides)[34]
    assert (beside.daily_load, beside.unknown_sessions) == (40.0, 1)
    assert (beside.acute, beside.chronic) == (instead.acute, instead.chronic)


def test_ratings_and_heart_rates_are_never_added_up() -> None:
    """A forgotten rating is a session of unknown load, not one of a quarter of it."""
    given = every_day(40, average_hr=150.0)
    given[35] = replace(given[35], rpe=None)
    found = days(*given, today=39)
    assert {day.unit for day in found} == {LoadUnit.RPE}
    assert (found[35].daily_load, found[35].unknown_sessions) == (None, 1)
    assert found[39].acwr == 1.0


def test_who_rates_few_sessions_is_told_in_heart_rates() -> None:
    """Up to a quarter of forgotten ratings changes no unit; more does, where heart rates know more."""
    given = every_day(40, average_hr=150.0)
    for day in range(5, 40, 3):
        given[day] = replace(given[day], rpe=None)
    assert days(*given, today=39)[39].unit is LoadUnit.TRIMP
    assert days(*given, today=39, profile=HeartRateProfile())[39].unit is LoadUnit.RPE


def test_who_rates_nothing_is_told_in_heart_rates() -> None:
    found = days(*every_day(30, rpe=None, average_hr=150.0), today=35)
    assert {day.unit for day in found} == {LoadUnit.TRIMP}
    assert found[29].acwr == 1.0
    assert found[29].daily_load == pytest.approx(126.92 / 6, abs=0.005)


def test_without_a_profile_heart_rates_say_nothing() -> None:
    found = days(*every_day(40, rpe=None, average_hr=150.0), profile=HeartRateProfile())
    assert {(day.acwr, day.acute, day.withheld) for day in found} == {(None, None, "NO_KNOWN_LOAD")}
    assert found[0].unknown_sessions == 1


@pytest.mark.parametrize(
    ("minutes", "ratio", "spike"),
    [(11, 1.1, "NONE"), (13, 1.3, "SMALL"), (20, 2.0, "MODERATE"), (20.1, 2.01, "LARGE"), (5, 0.5, "NONE")],
)
def test_a_session_by_the_largest_of_thirty_days(minutes: float, ratio: float, spike: str) -> None:
    before = [session(0, minutes=60, rpe=9), *every_day(31)[1:]]
    found = days(*before, session(31, minutes=minutes, rpe=4))
    assert (found[31].spike_ratio, found[31].spike) == (ratio, spike)


def test_the_first_sessions_of_an_athlete_are_no_spikes() -> None:
    found = days(session(0, minutes=10, rpe=2), session(5, minutes=90, rpe=9))
    assert [day.spike for day in found] == [None] * len(found)


def test_monotony_and_strain_of_a_published_week() -> None:
    loads = (50, 0, 100, 50, 0, 150, 0)
    found = days(*(session(day, minutes=load, rpe=1) for day, load in enumerate(loads) if load), today=6)
    assert (found[-1].monotony, found[-1].strain) == (0.94, 327.4)


def test_it_ends_when_nothing_is_left_of_the_last_session() -> None:
    assert days() == []
    assert days(session(0, rpe=5), today=1000)[-1].date == DAY + timedelta(days=REST_DAYS_TOLD)


@settings(max_examples=60)
@given(given=sessions, seed=st.integers(), today=st.integers(50, 60))
def test_the_order_does_not_matter(given: list[Session], seed: int, today: int) -> None:
    shuffled = given.copy()
    random.Random(seed).shuffle(shuffled)
    assert days(*shuffled, today=today) == days(*given, today=today)


@settings(max_examples=60)
@given(given=sessions, today=st.integers(51, 60), last=st.integers(0, 48))
def test_a_day_knows_nothing_of_the_days_after_the_next(given: list[Session], today: int, last: int) -> None:
    """Recordings of a copy may begin on two days, on both sides of midnight; so sessions may, and no more."""
    part = [each for each in given if each.started_at < session(last + 2, 0).started_at]
    until = DAY + timedelta(days=last)
    whole = [day for day in days(*given, today=today) if day.date <= until]
    assert [day for day in days(*part, today=today) if day.date <= until] == whole


@settings(max_examples=60)
@given(given=sessions)
def test_what_holds_for_every_day(given: list[Session]) -> None:
    found = days(*given)
    assert [day.date for day in found] == [found[0].date + timedelta(days=n) for n in range(len(found))] or (
        not given
    )
    assert sum(day.sessions + day.duplicates for day in found) == len(given)
    for day in found:
        assert 0 <= day.unknown_sessions <= day.sessions
        assert (day.acwr is None) == (day.zone is None) == (day.withheld is not None)
        assert (day.daily_load is None) == (day.sessions > 0 and day.unknown_sessions == day.sessions)
        assert (day.acute is None) == (day.chronic is None)
        assert day.acwr is None or (day.acute is not None and 0 <= day.acwr < 4)
