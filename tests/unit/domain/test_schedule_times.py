"""Points of time of the schedule: fixed, in order, and none left out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.schedule_times import At, Every, When

RULES = st.one_of(
    st.builds(Every, st.sampled_from([0.5, 7.5, 15.0, 60.0, 86_400.0])),
    st.builds(
        At,
        st.lists(st.integers(0, 59), min_size=1, max_size=4).map(tuple),
        st.lists(st.integers(0, 23), max_size=3).map(tuple),
    ),
)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(RULES, TIMES)
def test_the_latest_point_is_not_after_now_and_the_following_one_is_the_next(
    when: When, now: datetime
) -> None:
    latest, following = when.latest(now), when.following(now)
    assert latest <= now < following
    assert when.latest(latest) == latest
    assert when.following(latest) == following
    assert when.latest(following) == following


def test_whoever_asks_and_when_the_points_are_the_same() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    seen = {Every(15).latest(noon + timedelta(seconds=second / 7)) for second in range(7 * 60)}
    assert sorted(seen) == [noon + timedelta(seconds=15 * n) for n in range(4)]


def test_minutes_of_every_hour_and_of_some() -> None:
    point = datetime(2026, 12, 31, 22, 50, tzinfo=UTC)
    points = [point]
    for _ in range(5):
        points.append(At((2, 17, 32, 47)).following(points[-1]))
    assert [f"{each:%d.%m. %H:%M}" for each in points[1:4]] == [
        "31.12. 23:02",
        "31.12. 23:17",
        "31.12. 23:32",
    ]
    assert {b - a for a, b in pairwise(points[1:])} == {timedelta(minutes=15)}
    assert At((23,), (3,)).following(point) == datetime(2027, 1, 1, 3, 23, tzinfo=UTC)


def test_they_say_in_words_what_they_are() -> None:
    assert [str(Every(15.0)), str(At((37, 7))), str(At((23,), (3,)))] == [
        "every 15 s",
        "at minute 7, 37",
        "at 03:23",
    ]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Every(0), "seconds"),
        (lambda: At((60,)), "minutes"),
        (lambda: At(()), "minutes"),
        (lambda: At((1,), (24,)), "hours"),
    ],
    ids=["no interval", "no such minute", "no minute", "no such hour"],
)
def test_a_rule_that_makes_no_sense_is_refused_by_name(make: Callable[[], When], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()
