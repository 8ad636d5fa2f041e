"""Rows of check-ins as a picture's statement answers them, made up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from storage.athlete_picture import NOT_SHOWN
from storage.models import DailyMetrics

TODAY = date(2026, 3, 14)
CLIENT = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")

ATHLETE: dict[str, Any] = {
    "athlete_id": CLIENT,
    "athlete_name": "Kim",
    "time_zone": "Europe/Stockholm",
    "today": TODAY,
    "allowed": True,
}
_COLUMNS = [column.name for column in DailyMetrics.__table__.columns if column.name not in NOT_SHOWN]

#: What the statement answers of an athlete without check-ins.
NOTHING: dict[str, Any] = {**ATHLETE, **dict.fromkeys(_COLUMNS)}


def row(days_ago: int, **values: Any) -> dict[str, Any]:
    """The check-in of so many days ago, assessed unless `assessed_revision` says otherwise."""
    day = TODAY - timedelta(days=days_ago)
    assessed = {"revision": 1, "assessed_revision": 1, "assessed_at": datetime(2026, 3, 14, 6, tzinfo=UTC)}
    return {**NOTHING, "id": UUID(int=days_ago + 1), "client_id": CLIENT, "date": day, **assessed, **values}


def scored(days_ago: int, score: float = 7.4, **values: Any) -> dict[str, Any]:
    """A check-in with a readiness by the percent engine."""
    result = {
        "readiness_score": score,
        "readiness_level": "GOOD",
        "readiness_confidence": "MEDIUM",
        "recommended_action": "PROCEED",
        "intensity_percent": 0,
        "volume_percent": 0,
        "engine": "percent-1",
        "red_flags": [],
        "yellow_flags": [],
        "measurement_remarks": [],
        "reasons": [
            {
                "component": "hrv",
                "score": 8.5,
                "weight": 0.5385,
                "contribution": 0.81,
                "status": "GOOD",
                "trend": "STABLE",
                "baseline_days": 28,
            },
            {
                "component": "wellness",
                "score": 6.1,
                "weight": 0.4615,
                "contribution": -0.42,
                "lowest": "stress",
            },
        ],
    }
    return row(days_ago, **result | values)
