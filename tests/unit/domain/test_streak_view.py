"""What an athlete sees of a streak, and in which words."""

from datetime import date, timedelta

import pytest

from domain.streak_view import StreakView, shown_days
from domain.streak_wording import Motivation, days_in_words, motivation_message
from domain.streaks import Streak

TODAY = date(2026, 3, 14)


def streak(length: int, *, ended: int = 0) -> Streak:
    last = TODAY - timedelta(days=ended)
    return Streak(last - timedelta(days=length - 1), last)


def view(current: int, best: int | None = None, *, is_the_same: bool = False) -> StreakView:
    """The best one ended before the current one began, unless it is the same."""
    going = streak(current) if current else None
    ended = 0 if is_the_same else current + 5
    return StreakView(today=TODAY, going=going, best=streak(best, ended=ended) if best else None)


@pytest.mark.parametrize(
    ("shown", "motivation"),
    [
        (view(0), "keep_going"),
        (view(0, 10), "keep_going"),
        (view(1), "at_record"),
        (view(10, 10), "at_record"),
        (view(11, 10), "at_record"),
        (view(9, 10), "approaching_record"),
        (view(7, 10), "approaching_record"),
        (view(6, 10), "new_milestone"),
        (view(4, 10), "new_milestone"),
        (view(3, 10), "keep_going"),
        (view(365, 400), "keep_going"),
    ],
)
def test_what_there_is_to_say(shown: StreakView, motivation: str) -> None:
    assert shown.motivation.value == motivation


def test_what_the_lane_has_not_counted_yet_counts() -> None:
    shown = StreakView(today=TODAY, going=streak(8), best=Streak(streak(8).start, TODAY - timedelta(days=1)))
    assert (shown.current, shown.record_days, shown.is_new_record) == (8, 8, True)
    assert shown.record == streak(8)


def test_as_long_as_the_longest_is_no_new_record() -> None:
    assert not view(10, 10).is_new_record
    assert view(11, 10).is_new_record
    assert view(10, 10, is_the_same=True).is_new_record


@pytest.mark.parametrize(("current", "coming"), [(0, 7), (6, 7), (7, 14), (364, 365), (365, None)])
def test_the_next_milestone(current: int, coming: int | None) -> None:
    assert view(current).next_milestone == coming


def test_the_last_days_are_shown_oldest_first_with_those_filled_in_afterwards() -> None:
    days = shown_days(TODAY, {TODAY: False, TODAY - timedelta(days=2): True}, 4)
    assert [(day.date.day, day.checked_in, day.backfilled) for day in days] == [
        (11, False, False),
        (12, True, True),
        (13, False, False),
        (14, True, False),
    ]


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [("en", 1, "1 day"), ("en", 2, "2 days"), ("sv", 1, "1 dag"), ("sv", 7, "7 dagar"), (None, 7, "7 days")],
)
def test_days_in_words(language: str | None, days: int, words: str) -> None:
    assert days_in_words(days, language) == words
    assert days_in_words(days, "fi" if language is None else language) == words


@pytest.mark.parametrize("language", ["en", "sv", "fi", None])
@pytest.mark.parametrize("motivation", Motivation)
def test_nobody_is_pressed(motivation: Motivation, language: str | None) -> None:
    said = motivation_message(motivation, language, days=6, best=9, next_milestone=7)
    assert said.endswith(".")
    assert "{" not in said
    for word in ("lose", "break", "don't", "must", "only", "förlora", "bryt", "måste", "bara", "!"):
        assert word not in said.lower()
