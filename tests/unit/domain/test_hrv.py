"""HRV against the athlete's own baseline: every edge of its table, its minimums, its trend and its flags."""

from typing import Any

import numpy as np
import pytest

from domain.flags import flags_of
from domain.hrv import HrvAssessment, assess_hrv

SERIES = [float(v) for v in range(60, 74)]  # mean 66.5
FLAT = [100.0] * 14


def _flags(hrv: HrvAssessment) -> list[tuple[str, str]]:
    return [(flag["code"], flag["severity"]) for flag in flags_of(hrv.red_flags(), 1)[0]]


def test_five_percent_above_the_mean_of_60_to_73_is_excellent(history: Any, one: Any) -> None:
    hrv = assess_hrv(one(history(SERIES), hrv_rmssd=66.5 * 1.05))
    assert (hrv.status, hrv.percent.tolist(), hrv.score.tolist()) == (["EXCELLENT"], [105.0], [10.0])
    assert hrv.trend == ["IMPROVING"]
    assert _flags(hrv) == []


def test_sixty_percent_of_the_mean_is_very_poor_and_critical(history: Any, one: Any) -> None:
    hrv = assess_hrv(one(history(SERIES), hrv_rmssd=66.5 * 0.6))
    assert (hrv.status, hrv.percent.tolist(), hrv.score.tolist()) == (["VERY_POOR"], [60.0], [2.0])
    assert _flags(hrv) == [("HRV_FAR_BELOW_BASELINE", "CRITICAL")]


@pytest.mark.parametrize(
    ("rmssd", "status", "score"),
    [
        (120, "EXCELLENT", 10),
        (95, "EXCELLENT", 10),
        (94.95, "EXCELLENT", 10),  # stored as 95.0, and judged as stored
        (94.94, "GOOD", 8.5),
        (90, "GOOD", 8.5),
        (89.9, "MODERATE", 7),
        (85, "MODERATE", 7),
        (84.9, "FAIR", 5.5),
        (80, "FAIR", 5.5),
        (79.9, "POOR", 4),
        (75, "POOR", 4),
        (74.95, "POOR", 4),
        (74.94, "VERY_POOR", 2),
    ],
)
def test_edges_of_the_table(history: Any, one: Any, rmssd: float, status: str, score: float) -> None:
    hrv = assess_hrv(one(history(FLAT), hrv_rmssd=rmssd))
    assert (hrv.status, hrv.score.tolist()) == ([status], [score])
    assert _flags(hrv) == ([("HRV_FAR_BELOW_BASELINE", "CRITICAL")] if status == "VERY_POOR" else [])


@pytest.mark.parametrize("count", [0, 1, 13])
def test_fewer_than_fourteen_days_are_no_baseline(history: Any, one: Any, count: int) -> None:
    hrv = assess_hrv(one(history(SERIES[:count]), hrv_rmssd=30))
    assert (hrv.status, hrv.trend) == (["INSUFFICIENT_BASELINE"], [None])
    assert np.isnan([*hrv.percent, *hrv.score]).all()
    assert _flags(hrv) == []


@pytest.mark.parametrize(("bad", "status"), [(4, "EXCELLENT"), (5, "INSUFFICIENT_BASELINE")])
@pytest.mark.parametrize("why", [{"quality": "POOR"}, {"artifact": 5.1}])
def test_ten_usable_days_are_needed(
    history: Any, one: Any, bad: int, status: str, why: dict[str, Any]
) -> None:
    poor, good = history(SERIES[:bad], **why), history(SERIES[bad:])
    days = good._replace(
        days_before=[14 - i for i in range(14)],
        **{name: [*getattr(poor, name), *getattr(good, name)] for name in poor._fields[1:]},
    )
    hrv = assess_hrv(one(days, hrv_rmssd=80))
    assert hrv.status == [status]
    assert hrv.baseline.usable_days.tolist() == [14 - bad]


def test_five_percent_of_artifacts_are_still_usable(history: Any, one: Any) -> None:
    assert assess_hrv(one(history(SERIES, artifact=5.0), hrv_rmssd=66.5)).percent.tolist() == [100.0]


@pytest.mark.parametrize("quality", ["EXCELLENT", "GOOD", "FAIR", None])
def test_only_poor_recordings_are_left_out(history: Any, one: Any, quality: str | None) -> None:
    assert assess_hrv(one(history(SERIES, quality=quality), hrv_rmssd=66.5)).percent.tolist() == [100.0]


def test_not_measured_is_a_status(history: Any, one: Any) -> None:
    hrv = assess_hrv(one(history(SERIES)))
    assert (hrv.status, hrv.trend) == (["NOT_MEASURED"], [None])
    assert np.isnan([*hrv.percent, *hrv.score]).all()


def test_equal_values_are_a_hundred_percent_and_stable(history: Any, one: Any) -> None:
    hrv = assess_hrv(one(history([62.3] * 30), hrv_rmssd=62.3))
    assert (hrv.percent.tolist(), hrv.trend, hrv.falling.tolist()) == ([100.0], ["STABLE"], [0])


def test_a_fall_over_five_days_and_today_is_declining(history: Any, one: Any) -> None:
    fall = [97.0, 95.0, 93.0, 91.0, 89.0]
    hrv = assess_hrv(one(history([*FLAT, *fall]), hrv_rmssd=88))
    assert (hrv.trend, hrv.falling.tolist()) == (["DECLINING"], [6])
    assert flags_of(hrv.red_flags(), 1)[0] == [
        {"code": "HRV_FALLING_FOR_DAYS", "severity": "CRITICAL", "source": "hrv", "values": {"days": 6}}
    ]


@pytest.mark.parametrize(
    ("days", "flags"),
    [
        (2, []),
        (3, [("HRV_FALLING_FOR_DAYS", "WARNING")]),
        (4, [("HRV_FALLING_FOR_DAYS", "WARNING")]),
        (5, [("HRV_FALLING_FOR_DAYS", "CRITICAL")]),
    ],
)
def test_days_of_falling_that_are_flagged(
    history: Any, one: Any, days: int, flags: list[tuple[str, str]]
) -> None:
    week = [99.0] * (7 - days) + [98.0 - i for i in range(days)]
    hrv = assess_hrv(one(history([*FLAT, *week[:-1]]), hrv_rmssd=week[-1]))
    assert hrv.falling.tolist() == [days]
    assert _flags(hrv) == flags
    assert hrv.trend == ["DECLINING" if days >= 3 else "STABLE"]


def test_a_poor_recording_breaks_the_run_like_a_gap(history: Any, one: Any) -> None:
    days = history([*FLAT, 99.0, 98.0, 97.0, 96.0, 95.0, 94.0])
    quality = ["GOOD"] * 20
    quality[-2] = "POOR"
    hrv = assess_hrv(one(days._replace(hrv_quality=quality), hrv_rmssd=93))
    assert hrv.falling.tolist() == [1]


@pytest.mark.parametrize(
    ("level", "trend"), [(100.1, "IMPROVING"), (100.04, "STABLE"), (89.96, "STABLE"), (89.9, "DECLINING")]
)
def test_trend_goes_by_the_mean_of_the_week(history: Any, one: Any, level: float, trend: str) -> None:
    # The days before last week bring the mean of the whole baseline to exactly 100.
    older = [(2000.0 - 6 * level) / 14] * 14
    hrv = assess_hrv(one(history([*older, *[level] * 6]), hrv_rmssd=level))
    assert hrv.trend == [trend]


@pytest.mark.parametrize(("earlier", "trend"), [(2, "STABLE"), (3, "DECLINING")])
def test_a_trend_needs_three_earlier_days_of_the_week(
    history: Any, one: Any, earlier: int, trend: str
) -> None:
    week = [None] * (6 - earlier) + [70.0] * earlier
    assert assess_hrv(one(history([*[100.0] * 20, *week]), hrv_rmssd=70)).trend == [trend]


def test_out_of_range_values_are_no_measurements(history: Any, one: Any) -> None:
    hrv = assess_hrv(one(history([0.0, 301.0, float("inf"), *SERIES]), hrv_rmssd=66.5))
    assert hrv.percent.tolist() == [100.0]
    assert hrv.baseline.measured_days.tolist() == [14]
