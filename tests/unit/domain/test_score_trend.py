"""Trends of scores over seven calendar days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.score_trend import READINESS, WELLNESS, Edges, ScoreTrend, score_trend

DAY = date(2026, 3, 29)  # the clocks of Europe change on it


def trend(*scores: float | None, edges: Edges = READINESS) -> ScoreTrend:
    """The trend of scores that end on the day, oldest first."""
    by_day = {DAY - timedelta(days=ago): score for ago, score in enumerate(reversed(scores))}
    return score_trend({day: score for day, score in by_day.items() if score is not None}, DAY, edges)


@pytest.mark.parametrize(
    ("edges", "score", "expected"),
    [
        (READINESS, 7.6, "IMPROVING"),
        (READINESS, 7.5, "STABLE"),
        (READINESS, 6.0, "STABLE"),
        (READINESS, 5.9, "DECLINING"),
        (WELLNESS, 7.6, "IMPROVING"),
        (WELLNESS, 6.5, "STABLE"),
        (WELLNESS, 6.4, "DECLINING"),
    ],
)
def test_edges_of_the_weekly_mean(edges: Edges, score: float, expected: str) -> None:
    assert trend(*[score] * 7, edges=edges).trend == expected


def test_three_scores_are_needed() -> None:
    assert trend(2.0, 2.0).trend == "STABLE"
    assert trend(2.0, 2.0, 2.0).trend == "DECLINING"
    assert trend(*[2.0] * 5, *[None] * 5, 2.0, 2.0).trend == "STABLE"


@pytest.mark.parametrize(("edges", "falls"), [(READINESS, 5), (WELLNESS, 3)])
def test_falls_in_a_row_are_a_decline(edges: Edges, falls: int) -> None:
    for run, expected in ((falls, "DECLINING"), (falls - 1, "STABLE")):
        found = trend(7.0, *[7.2 - step / 20 for step in range(run + 1)], edges=edges)
        assert (found.trend, found.falling_days) == (expected, run)


def test_a_gap_ends_the_run_of_falls() -> None:
    assert trend(9.0, 8.0, None, 7.0, 6.9).falling_days == 1


def test_a_run_may_be_longer_than_the_week() -> None:
    assert trend(*[9.0 - step / 10 for step in range(10)]).falling_days == 9


@given(st.lists(st.none() | st.floats(0, 10), min_size=1, max_size=20))
def test_only_the_day_and_what_lies_before_it_count(scores: list[float | None]) -> None:
    days = {DAY + timedelta(days=ago): score for ago, score in enumerate(scores) if score is not None}
    known = {DAY: 5.0, DAY - timedelta(days=1): 6.0}
    assert score_trend(days | known, DAY, READINESS) == score_trend(known, DAY, READINESS)
