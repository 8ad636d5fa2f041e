"""The summary of an athlete's recent check-ins."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api_hooks.presenter import is_assessed
from domain.rounding import half_up

RECENT_ROWS = 7


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts, and averages over the newest seven rows of what is known; None where nothing is.

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
    }


def _average(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return half_up(sum(known) / len(known), 1) if known else None
