"""Streaks and milestones, as a function of the days and of when they came in."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.streaks import MILESTONES, CheckInDay, Milestone, MilestoneLevel, Streak, longest, reached, tell

START = date(2026, 1, 5)


def day(number: int) -> date:
    """The day of that number, from 1."""
    return START + timedelta(days=number - 1)


def on_time(*numbers: int) -> list[CheckInDay]:
    """Check-ins of these days, each made on its day."""
    return [CheckInDay(day(number), day(number)) for number in numbers]


def afterwards(*numbers: int, on: int) -> list[CheckInDay]:
    """Check-ins of these days, filled in on a later day."""
    return [CheckInDay(day(number), day(on)) for number in numbers]


def imported(*numbers: int, on: int) -> list[CheckInDay]:
    return [CheckInDay(day(number), day(on), is_imported=True) for number in numbers]


def fired(days: Sequence[CheckInDay]) -> list[tuple[int, date, date]]:
    """Milestones: length, first day of the streak, and the check-in that reached it."""
    return [(one.days, one.start, one.day) for one in tell(days).milestones]


def test_a_year_of_mornings_fires_each_milestone_on_its_day() -> None:
    told = tell(on_time(*range(1, 401)))
    assert fired(on_time(*range(1, 401))) == [(days, day(1), day(days)) for days in MILESTONES]
    assert told.streaks == [Streak(day(1), day(400), passed=365)]
    assert [one.level for one in told.milestones] == [
        *[MilestoneLevel.BRONZE] * 2,
        *[MilestoneLevel.SILVER] * 2,
        *[MilestoneLevel.GOLD] * 2,
        *[MilestoneLevel.PLATINUM] * 2,
    ]


def test_e4_a_milestone_that_is_jumped_over_is_fired_by_the_next_check_in_of_its_day() -> None:
    days = [*on_time(1, 2, 3, 4, 5), *afterwards(6, 7, 8, on=9), *on_time(9)]
    assert fired(days) == [(7, day(1), day(9))]


def test_e4_several_at_once_and_each_once_per_streak() -> None:
    days = [*afterwards(*range(1, 15), on=15), *on_time(*range(15, 20))]
    assert [one[0] for one in fired(days)] == [7, 14]


def test_e4_a_new_streak_earns_them_anew() -> None:
    days = on_time(*range(1, 9), *range(10, 18))
    assert fired(days) == [(7, day(1), day(7)), (7, day(10), day(16))]
    assert [one.previous_best for one in tell(days).milestones] == [None, 8]


def test_e5_there_is_one_list() -> None:
    assert list(MILESTONES) == [7, 14, 21, 30, 60, 90, 180, 365] == sorted(MILESTONES)


def test_days_filled_in_afterwards_count_and_fire_nothing() -> None:
    days = [*on_time(1, 2, 3), *afterwards(4, 5, 6, 7, on=8)]
    told = tell(days)
    assert told.streaks == [Streak(day(1), day(7))]
    assert told.milestones == []


def test_a_check_in_of_the_day_before_it_began_is_of_the_day() -> None:
    assert CheckInDay(day(7), day(6)).is_of_the_day
    assert not CheckInDay(day(7), day(8)).is_of_the_day
    assert not CheckInDay(day(7), day(7), is_imported=True).is_of_the_day


def test_streaks_that_grow_together_keep_what_they_have_passed() -> None:
    days = [*on_time(*range(1, 9), *range(10, 12)), *afterwards(9, on=11), *on_time(12, 13, 14)]
    assert fired(days) == [(7, day(1), day(7)), (14, day(1), day(14))]


def test_a_streak_that_grows_backwards_fires_nothing_again() -> None:
    days = [*on_time(*range(4, 11)), *afterwards(3, 2, 1, on=10), *on_time(*range(11, 15))]
    assert fired(days) == [(7, day(4), day(10)), (14, day(1), day(14))]


def test_imported_history_fires_none_then_or_later() -> None:
    days = [*imported(*range(1, 41), on=40), *on_time(*range(41, 61))]
    assert fired(days) == [(60, day(1), day(60))]


def test_a_day_counts_with_those_before_it_and_not_with_those_to_come() -> None:
    assert fired([*on_time(1, 2, 3, 4, 5), CheckInDay(day(7), day(6)), *on_time(6)]) == []
    assert fired([*on_time(*range(1, 7)), CheckInDay(day(7), day(6))]) == [(7, day(1), day(7))]


@pytest.mark.parametrize(
    ("length", "milestone"), [(0, 0), (6, 0), (7, 7), (13, 7), (364, 180), (365, 365), (4000, 365)]
)
def test_what_a_length_has_reached(length: int, milestone: int) -> None:
    assert reached(length) == milestone


def test_of_several_longest_streaks_the_first_is_the_best() -> None:
    streaks = tell(on_time(1, 2, 4, 6, 7)).streaks
    assert longest(streaks) == Streak(day(1), day(2))
    assert longest([]) is None


def naive(days: Sequence[CheckInDay]) -> tuple[list[tuple[date, date]], list[Milestone]]:
    """The same, by looking at all days anew for each one that comes in."""
    there: set[date] = set()
    passed: dict[date, set[int]] = {}
    milestones = []
    for one in days:
        there.add(one.day)
        streaks = streaks_within(there)
        start, last = next(streak for streak in streaks if streak[0] <= one.day <= streak[1])
        within = set().union(*(its for at, its in passed.items() if start <= at <= last))
        end = last if one.is_imported else one.day
        due = {n for n in MILESTONES if n <= (end - start).days + 1} - within
        if one.is_of_the_day:
            before = [(b - a).days + 1 for a, b in streaks if b < start]
            milestones += [
                Milestone(n, start, one.day, one.revision, max(before, default=None)) for n in sorted(due)
            ]
        if one.is_of_the_day or one.is_imported:
            passed.setdefault(one.day, set()).update(due)
    return streaks_within(there), milestones


def streaks_within(there: set[date]) -> list[tuple[date, date]]:
    found = []
    for start in sorted(one for one in there if one - timedelta(days=1) not in there):
        last = start
        while last + timedelta(days=1) in there:
            last += timedelta(days=1)
        found.append((start, last))
    return found


@given(st.data())
def test_it_is_what_a_naive_model_says(data: st.DataObject) -> None:
    gaps = data.draw(st.sets(st.integers(1, 45), max_size=5), "days without a check-in")
    in_order = [n for n in range(1, 46) if n not in gaps]
    numbers = data.draw(st.one_of(st.just(in_order), st.permutations(in_order)), "days as they come in")
    kinds = data.draw(
        st.lists(st.sampled_from(["on time"] * 4 + ["late", "imported"]), min_size=45, max_size=45), "kinds"
    )
    late = timedelta(days=1)
    days = [
        CheckInDay(day(n), day(n) + (late if kind == "late" else timedelta()), 1, kind == "imported")
        for n, kind in zip(numbers, kinds, strict=False)
    ]
    told = tell(days)
    streaks, milestones = naive(days)
    assert [(streak.start, streak.last) for streak in told.streaks] == streaks
    assert told.milestones == milestones


@given(st.permutations(range(1, 31)))
def test_the_order_does_not_matter_for_the_streaks(numbers: Sequence[int]) -> None:
    assert [(one.start, one.last) for one in tell(on_time(*numbers)).streaks] == [(day(1), day(30))]
