"""Averages over the newest seven rows, of what is known."""

from datetime import date, timedelta
from typing import Any

from api_hooks.summary import summary

TODAY = date(2026, 3, 2)


def rows(*values: tuple[float | None, float | None], revision: int = 1) -> list[dict[str, Any]]:
    """Rows with (readiness and wellness, HRV and resting heart rate), assessed at revision 1."""
    return [
        {
            "date": TODAY - timedelta(days=ago),
            "revision": revision,
            "assessed_revision": 1,
            "percent_result": {"score": derived},
            "readiness_score": derived,
            "wellness_score": derived,
            "hrv_rmssd": measured,
            "resting_hr": measured,
        }
        for ago, (derived, measured) in enumerate(values)
    ]


def trend(name: str, average: float, scores: int, falling: int) -> dict[str, Any]:
    return {"trend": name, "average": average, "scores": scores, "fallingDays": falling}


def test_nothing_is_known_of_nothing() -> None:
    assert summary([]) == {
        "totalDays": 0,
        "recentDays": 0,
        "averageReadiness": None,
        "averageWellness": None,
        "averageHRV": None,
        "averageRHR": None,
        "percentReadinessTrend": None,
        "wellnessTrend": None,
    }


def test_the_newest_seven_count() -> None:
    found = summary(rows(*[(7.0, 50.0)] * 7, (1.0, 10.0), (1.0, 10.0)))
    assert (found["totalDays"], found["recentDays"]) == (9, 7)
    assert (found["averageReadiness"], found["averageHRV"]) == (7.0, 50.0)


def test_what_is_unknown_is_left_out_and_not_zero() -> None:
    found = summary(rows((8.0, None), (None, 60.0), (6.0, None)))
    assert found["averageReadiness"] == 7.0
    assert found["averageRHR"] == 60.0


def test_one_decimal_half_up() -> None:
    assert summary(rows((7.2, 50.0), (7.3, 50.1)))["averageWellness"] == 7.3
    assert summary(rows((7.2, 50.0), (7.3, 50.1)))["averageHRV"] == 50.1


def test_scores_of_older_inputs_do_not_count_but_measurements_do() -> None:
    found = summary([*rows((2.0, 40.0), revision=2), *rows((8.0, 60.0))])
    assert found["averageReadiness"] == 8.0
    assert found["averageHRV"] == 50.0


def test_trends_are_of_the_days_that_end_with_the_newest() -> None:
    found = summary(rows(*[(8.0 - ago / 10, 50.0) for ago in range(8)]))
    assert found["percentReadinessTrend"] == {
        "trend": "IMPROVING",
        "average": 7.7,
        "scores": 7,
        "fallingDays": 0,
    }
    falling = summary(rows(*[(7.0 + ago / 10, 50.0) for ago in range(6)]))
    assert falling["percentReadinessTrend"] == {
        "trend": "DECLINING",
        "average": 7.3,
        "scores": 6,
        "fallingDays": 5,
    }
    assert falling["wellnessTrend"]["trend"] == "DECLINING"


def test_scores_of_older_inputs_are_no_trend() -> None:
    assert summary(rows(*[(8.0, 50.0)] * 7, revision=2))["percentReadinessTrend"] is None
