"""Resting heart rate against the athlete's own baseline: every edge, the minimum, trend and flags."""

from typing import Any

import numpy as np
import pytest

from domain.flags import flags_of
from domain.resting_heart_rate import RestingHrAssessment, assess_resting_heart_rate

FLAT = [50.0] * 24


def _flags(rhr: RestingHrAssessment) -> list[tuple[str, str]]:
    return [(flag["code"], flag["severity"]) for flag in flags_of(rhr.red_flags(), 1)[0]]


@pytest.mark.parametrize(
    ("bpm", "deviation", "status", "score"),
    [
        (40, -10.0, "IMPROVED", 10),
        (50, 0.0, "IMPROVED", 10),
        (50.04, 0.0, "IMPROVED", 10),  # stored as 0.0, and judged as stored
        (50.05, 0.1, "NORMAL", 10),
        (52, 2.0, "NORMAL", 10),
        (52.1, 2.1, "SLIGHTLY_ELEVATED", 7.5),
        (55, 5.0, "SLIGHTLY_ELEVATED", 7.5),
        (55.1, 5.1, "ELEVATED", 5),
        (58, 8.0, "ELEVATED", 5),
        (58.04, 8.0, "ELEVATED", 5),
        (58.1, 8.1, "HIGHLY_ELEVATED", 2),
    ],
)
def test_edges_of_the_table(
    history: Any, one: Any, bpm: float, deviation: float, status: str, score: float
) -> None:
    rhr = assess_resting_heart_rate(one(history(resting_hr=FLAT), resting_hr=bpm))
    assert rhr.deviation.tolist() == [deviation]
    assert (rhr.status, rhr.score.tolist()) == ([status], [score])


@pytest.mark.parametrize(
    ("bpm", "flags"),
    [
        (58.0, []),
        (58.1, [("RHR_FAR_ABOVE_BASELINE", "WARNING")]),
        (60.0, [("RHR_FAR_ABOVE_BASELINE", "WARNING")]),
        (60.1, [("RHR_FAR_ABOVE_BASELINE", "CRITICAL")]),
    ],
)
def test_beats_above_the_baseline_that_are_flagged(
    history: Any, one: Any, bpm: float, flags: list[tuple[str, str]]
) -> None:
    assert _flags(assess_resting_heart_rate(one(history(resting_hr=FLAT), resting_hr=bpm))) == flags


@pytest.mark.parametrize(("count", "status"), [(0, None), (6, None), (7, "IMPROVED")])
def test_seven_days_are_a_baseline(history: Any, one: Any, count: int, status: str | None) -> None:
    rhr = assess_resting_heart_rate(one(history(resting_hr=FLAT[:count]), resting_hr=50))
    assert rhr.status == [status or "INSUFFICIENT_BASELINE"]
    assert rhr.scored.tolist() == [status is not None]
    assert np.isnan(rhr.score).tolist() == [status is None]


def test_not_measured_has_no_status(history: Any, one: Any) -> None:
    rhr = assess_resting_heart_rate(one(history(resting_hr=FLAT)))
    assert (rhr.status, rhr.trend) == ([None], [None])
    assert np.isnan([*rhr.deviation, *rhr.score]).all()


def test_the_mean_is_taken_over_all_thirty_days(history: Any, one: Any) -> None:
    rhr = assess_resting_heart_rate(one(history(resting_hr=[48.0, 50.0, 52.0] * 10), resting_hr=53.3))
    assert rhr.deviation.tolist() == [3.3]


@pytest.mark.parametrize(
    ("days", "flags"),
    [
        (2, []),
        (3, [("RHR_RAISED_FOR_DAYS", "WARNING")]),
        (4, [("RHR_RAISED_FOR_DAYS", "WARNING")]),
        (5, [("RHR_RAISED_FOR_DAYS", "CRITICAL")]),
        (7, [("RHR_RAISED_FOR_DAYS", "CRITICAL")]),
    ],
)
def test_raised_days_in_a_row_that_are_flagged(
    history: Any, one: Any, days: int, flags: list[tuple[str, str]]
) -> None:
    values = [*[50.0] * (31 - days), *[55.0] * days]
    rhr = assess_resting_heart_rate(one(history(resting_hr=values[:-1]), resting_hr=values[-1]))
    assert rhr.raised.tolist() == [days]
    assert _flags(rhr) == flags
    assert rhr.trend == ["DECLINING" if days >= 3 else "STABLE"]


def test_three_beats_above_are_not_raised(history: Any, one: Any) -> None:
    mirrored = [50.0] * 18 + [47.0] * 6 + [53.0] * 6  # mean 50
    assert assess_resting_heart_rate(one(history(resting_hr=mirrored), resting_hr=53)).raised.tolist() == [0]
    above = assess_resting_heart_rate(one(history(resting_hr=mirrored), resting_hr=53.1))
    assert above.raised.tolist() == [1]


@pytest.mark.parametrize(
    ("level", "trend"),
    [(47.9, "IMPROVING"), (47.96, "STABLE"), (53.04, "STABLE"), (53.1, "DECLINING")],
)
def test_trend_goes_by_the_mean_of_the_week(history: Any, one: Any, level: float, trend: str) -> None:
    older = [(1500.0 - 6 * level) / 24] * 24  # brings the mean of all thirty days to 50
    rhr = assess_resting_heart_rate(one(history(resting_hr=[*older, *[level] * 6]), resting_hr=level))
    assert rhr.trend == [trend]


@pytest.mark.parametrize(("earlier", "raised"), [(2, 0), (3, 4)])
def test_a_run_needs_three_earlier_days_of_the_week(
    history: Any, one: Any, earlier: int, raised: int
) -> None:
    week = [None] * (6 - earlier) + [55.0] * earlier
    rhr = assess_resting_heart_rate(one(history(resting_hr=[*[50.0] * 24, *week]), resting_hr=55))
    assert rhr.raised.tolist() == [raised]
