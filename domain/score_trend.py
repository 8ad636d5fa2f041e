"""Which way the scores of an athlete go: the mean of seven calendar days, and a run of falling ones.

Of the engine percent's scores and of wellness: the edges are the product's, and are on that scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from domain.rounding import half_up
from domain.trend import WEEK, Trend

#: Scores within the week that a trend needs.
MINIMUM_SCORES = 3


class Edges(NamedTuple):
    """What makes a trend: a weekly mean above, one below, or so many falls in a row."""

    improving_above: float
    declining_below: float
    falls: int


READINESS = Edges(7.5, 6.0, 5)
WELLNESS = Edges(7.5, 6.5, 3)


@dataclass(frozen=True, slots=True)
class ScoreTrend:
    """The trend on one day."""

    #: A `Trend`; STABLE too where the week has too few scores to say anything else.
    trend: Trend
    #: Mean of the scores of the seven days, one decimal, None without any; and how many there are.
    mean: float | None
    scores: int
    #: Calendar days in a row, ending on the day, whose score was below the day before's.
    falling_days: int


def score_trend(scores: Mapping[date, float], day: date, edges: Edges) -> ScoreTrend:
    """Tell the trend on a day.

    Args:
        scores: 0..10 by day; days without one are absent. Later days do not count.
        day: the last of the seven.
        edges: of which score.
    """
    week = [scores[of] for ago in range(WEEK) if (of := day - timedelta(days=ago)) in scores]
    mean = half_up(sum(week) / len(week), 1) if week else None
    falling = _falling(scores, day)
    trend = Trend.STABLE
    if mean is not None and len(week) >= MINIMUM_SCORES:
        if mean > edges.improving_above:
            trend = Trend.IMPROVING
        elif mean < edges.declining_below or falling >= edges.falls:
            trend = Trend.DECLINING
    return ScoreTrend(trend, mean, len(week), falling)


def _falling(scores: Mapping[date, float], day: date) -> int:
    for falls in count():
        today, before = (scores.get(day - timedelta(days=falls + more)) for more in (0, 1))
        if today is None or before is None or today >= before:
            return falls
    raise AssertionError  # the count does not end
