"""What comes back within a week, and when it begins and ends."""

from datetime import date, timedelta

import pytest

from domain.injuries.decision import Severity
from domain.injuries.patterns import (
    Pattern,
    Seen,
    episodes,
    increasing_pain,
    recurring_illness,
    recurring_part,
    slope,
)
from domain.injuries.said import UNKNOWN_PART, Said

LOW, MODERATE, HIGH = Severity.LOW, Severity.MODERATE, Severity.HIGH


def hurts(day: int, pain: int, part: str = "KNEE") -> Said:
    return Said(date=date(2026, 3, 2) + timedelta(days=day), revision=1, pain=pain, part=part)


def ill(day: int, kind: str = "COLD") -> Said:
    on = date(2026, 3, 2) + timedelta(days=day)
    return Said(date=on, revision=1, is_illness=True, illness_type=kind, pain=8, part="KNEE")


@pytest.mark.parametrize(
    ("pains", "severity"),
    [
        ([3, 3], None),
        ([3, 3, 3], LOW),
        ([4, 4, 3], LOW),
        ([4, 4, 4], MODERATE),
        ([3, 3, 3, 3], MODERATE),
        ([5, 5, 5], HIGH),
        ([3, 4, 4], HIGH),  # it rises, by half a point from one to the next
        ([3, 3, 3, 3, 3], HIGH),
    ],
)
def test_the_same_part_hurts(pains: list[int], severity: Severity | None) -> None:
    assert recurring_part(pains) == (severity and Seen(len(pains), severity))


@pytest.mark.parametrize(
    ("pains", "severity"),
    [
        ([3, 5], None),
        ([3, 4, 4], None),  # by less than two in all
        ([3, 4, 5], HIGH),
        ([3, 3, 5], HIGH),
        ([5, 4, 3], None),
        ([3, 5, 3, 5], HIGH),
        ([6, 3, 3, 8], HIGH),
        ([3, 3, 3, 3, 3, 3, 3, 5], None),  # by less than 0.3 from one to the next
    ],
)
def test_it_hurts_more_and_more(pains: list[int], severity: Severity | None) -> None:
    assert increasing_pain(pains) == (severity and Seen(len(pains), severity))


def test_rising_pain_that_is_not_much_yet_is_moderate() -> None:
    assert increasing_pain([2, 3, 4]) == Seen(3, MODERATE)


@pytest.mark.parametrize(("times", "severity"), [(1, None), (2, MODERATE), (3, HIGH), (7, HIGH)])
def test_illness_comes_back(times: int, severity: Severity | None) -> None:
    assert recurring_illness(times) == (severity and Seen(times, severity))


def test_the_slope_is_that_of_the_straight_line() -> None:
    assert slope([1, 2, 3]) == 1
    assert slope([3, 5, 3, 5]) == pytest.approx(0.4)
    assert slope([4]) == slope([]) == 0


def test_d10_the_day_and_the_seven_before_it_count_and_no_more() -> None:
    assert episodes([hurts(0, 3), hurts(1, 3), hurts(8, 3)]) == []
    (episode,) = episodes([hurts(0, 3), hurts(1, 3), hurts(7, 3)])
    assert (episode.pattern, episode.part) == (Pattern.RECURRING_BODY_PART, "KNEE")
    assert episode.began == episode.last == hurts(7, 3).date


def test_other_parts_illness_and_unknown_parts_do_not_count_together() -> None:
    assert episodes([hurts(0, 3), hurts(1, 3, "THIGH"), hurts(2, 3), ill(3)]) == []
    assert episodes([hurts(number, 3, UNKNOWN_PART) for number in range(5)]) == []


def test_an_episode_is_as_bad_as_its_worst_day() -> None:
    (first, *_) = episodes([hurts(number, 3) for number in range(6)])
    assert first.began == hurts(2, 3).date
    assert first.last == hurts(5, 3).date
    assert first.worst == Seen(5, HIGH)  # as it was when it became so


def test_a_report_that_does_not_match_ends_an_episode() -> None:
    story = [hurts(number, 3) for number in (0, 1, 2, 20, 21, 22)]
    assert [episode.began for episode in episodes(story)] == [story[2].date, story[5].date]


def test_a_chronic_illness_does_not_come_back() -> None:
    assert episodes([ill(number, "CHRONIC") for number in range(4)]) == []
    (episode,) = episodes([ill(0), ill(1)])
    assert (episode.pattern, episode.part) == (Pattern.RECURRING_ILLNESS, None)


def test_fourteen_days_before_are_enough_to_know_when_an_episode_began() -> None:
    """What `domain.injuries.situation.READ_BEFORE` relies on."""
    story = [hurts(number, 3) for number in range(0, 40, 2)]
    whole = {episode.began for episode in episodes(story)}
    for start in range(14, 40):
        cut = [said for said in story if said.date >= story[0].date + timedelta(days=start - 14)]
        since = story[0].date + timedelta(days=start)
        assert {one.began for one in episodes(cut) if one.began >= since} == {
            day for day in whole if day >= since
        }
