"""The summary of an athlete's recent check-ins."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from api_hooks.presenter import is_assessed
from domain.rounding import half_up
from domain.score_trend import READINESS, WELLNESS, Edges, score_trend

RECENT_ROWS = 7


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts, averages over the newest seven rows of what is known, and trends; None where nothing is.

    Args:
        rows: newest first.
    """
    recent = rows[:RECENT_ROWS]
    assessed = [row for row in recent if is_assessed(row)]
    return {
        "totalDays": len(rows),
        "recentDays": len(recent),
        "averageReadiness": _average(row["readiness_score"] for row in assessed),
        "averageWellness": _average(row["wellness_score"] for row in assessed),
        "averageHRV": _average(row["hrv_rmssd"] for row in recent),
        "averageRHR": _average(row["resting_hr"] for row in recent),
        "percentReadinessTrend": _trend(rows, _percent_score, READINESS),
        "wellnessTrend": _trend(rows, lambda row: row["wellness_score"], WELLNESS),
    }


def _percent_score(row: Mapping[str, Any]) -> float | None:
    """By one engine whichever is chosen, since the edges of a trend are on its scale."""
    score: float | None = (row["percent_result"] or {}).get("score")
    return score


def _trend(
    rows: Sequence[Mapping[str, Any]], score_of: Callable[[Mapping[str, Any]], float | None], edges: Edges
) -> dict[str, Any] | None:
    scores = {row["date"]: score for row in rows if is_assessed(row) and (score := score_of(row)) is not None}
    if not scores:
        return None
    found = score_trend(scores, max(row["date"] for row in rows), edges)
    return {
        "trend": found.trend.value,
        "average": found.mean,
        "scores": found.scores,
        "fallingDays": found.falling_days,
    }


def _average(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return half_up(sum(known) / len(known), 1) if known else None
