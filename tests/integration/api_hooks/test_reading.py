"""Reading an athlete's check-ins."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.integration

SHOWN = """
    id clientId date readinessScore readinessLevel recommendedAction wellnessScore hrvRMSSD restingHR
    sleepHours sleepQuality muscleSoreness energyLevel mood stress injuryPain hrvStatus hrvPercent hrvTrend
    restingHRStatus restingHRDev athleteNotes createdAt updatedAt
"""

Ask = Callable[..., list[dict[str, Any]]]
Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Read:
    def get(**parameters: Any) -> dict[str, Any]:
        query = {"clientId": people.client, **parameters}
        answer = api.get("/api/daily-metrics", params=query, headers=as_coach)
        assert answer.status_code == 200
        content: dict[str, Any] = answer.json()
        return content

    return get


@pytest.fixture
def store(ask: Ask, people: Any, today: str) -> Callable[..., None]:
    """Store an assessed row of so many days ago."""

    def insert(days_ago: int, *, assessed: bool = True, client: str = people.client, **columns: Any) -> None:
        values = {
            "client_id": client,
            "date": date.fromisoformat(today) - timedelta(days=days_ago),
            "revision": 1,
            "assessed_revision": 1 if assessed else None,
            **columns,
        }
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        ask(f"INSERT INTO daily_metrics ({names}) VALUES ({marks})", *values.values())

    return insert


def test_an_athlete_without_check_ins(read: Read) -> None:
    assert read() == {
        "success": True,
        "metrics": [],
        "summary": {
            "totalDays": 0,
            "recentDays": 0,
            "averageReadiness": None,
            "averageWellness": None,
            "averageHRV": None,
            "averageRHR": None,
            "percentReadinessTrend": None,
            "wellnessTrend": None,
        },
    }


def test_the_newest_comes_first_with_all_that_a_page_shows(read: Read, store: Callable[..., None]) -> None:
    for days_ago in (3, 1, 2):
        store(days_ago, mood=days_ago, readiness_score=7.4, hrv_rmssd=60.5)
    metrics = read()["metrics"]
    assert [row["mood"] for row in metrics] == [1, 2, 3]
    assert set(metrics[0]) >= set(SHOWN.split())


def test_a_row_reads_as_it_was_answered_when_it_was_written(
    read: Read, api: httpx.Client, people: Any, as_coach: dict[str, str], today: str
) -> None:
    body = {"clientId": people.client, "date": today, "mood": 5, "hrvRMSSD": 60, "notes": "knä"}
    written = api.post("/api/daily-metrics", json=body, headers=as_coach).json()["dailyMetrics"]
    assert read()["metrics"] == [written]


def test_other_athletes_are_not_in_it(read: Read, store: Callable[..., None], people: Any) -> None:
    store(1, client=people.foreign_client, mood=1)
    store(1, mood=2)
    assert [row["mood"] for row in read()["metrics"]] == [2]


@pytest.mark.parametrize(
    ("days", "oldest"),
    [
        (None, 30),
        (30, 30),
        (1, 1),
        (0, 1),
        (-5, 1),
        (366, 366),
        (10_000, 366),
        ("9" * 30, 366),
        ("-" + "9" * 30, 1),
    ],
)
def test_days_are_clamped(read: Read, store: Callable[..., None], days: Any, oldest: int) -> None:
    for days_ago in (0, 1, 2, 29, 30, 31, 366, 367):
        store(days_ago, mood=1)
    metrics = read(**({} if days is None else {"days": days}))["metrics"]
    assert len(metrics) == len([ago for ago in (0, 1, 2, 29, 30, 31, 366, 367) if ago <= oldest])


def test_the_summary_is_of_the_newest_seven_and_of_what_is_known(
    read: Read, store: Callable[..., None]
) -> None:
    for days_ago in range(9):
        old = days_ago >= 7
        store(days_ago, readiness_score=1.0 if old else 7.25, hrv_rmssd=None if days_ago % 2 else 60.0)
    store(20, readiness_score=1.0, assessed=False)
    assert read()["summary"] == {
        "totalDays": 10,
        "recentDays": 7,
        "averageReadiness": 7.3,
        "averageWellness": None,
        "averageHRV": 60.0,
        "averageRHR": None,
        "percentReadinessTrend": None,
        "wellnessTrend": None,
    }


def test_what_is_not_assessed_shows_no_result_and_counts_none(read: Read, store: Callable[..., None]) -> None:
    store(0, assessed=False, readiness_score=2.0, readiness_level="POOR", hrv_rmssd=40.0)
    store(1, readiness_score=8.0, readiness_level="GOOD", hrv_rmssd=60.0)
    content = read()
    assert [row["readinessLevel"] for row in content["metrics"]] == ["PENDING", "GOOD"]
    assert [row["readinessScore"] for row in content["metrics"]] == [None, 8.0]
    assert content["summary"]["averageReadiness"] == 8.0
    assert content["summary"]["averageHRV"] == 50.0
