"""A check-in's row as the API shows it. The same for whoever asks, and for the answer to a write.

Derived columns belong to the inputs that they were computed from. Until those are the row's inputs they
are not shown: what was given and is being assessed is PENDING, what was not given is not.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from api_hooks.row_names import DERIVED, HISTORY, STORED
from domain.hrv import HrvStatus
from domain.wording import recommendation

PENDING = "PENDING"

#: Any one of these is enough for an assessment of wellness.
WELLNESS_ANSWERS = (
    "sleep_quality",
    "sleep_hours",
    "muscle_soreness",
    "energy_level",
    "mood",
    "stress",
    "injury_pain",
)

_NOTHING_DERIVED = MappingProxyType(dict.fromkeys((*DERIVED, "recommendation")))

Row = Mapping[str, Any]


def is_assessed(row: Row) -> bool:
    """Whether the derived columns were computed from the row's current inputs."""
    return bool(row["assessed_revision"] == row["revision"])


def present(row: Row) -> dict[str, Any]:
    """The whole row, ready to be written as JSON."""
    shown = {name: row[column] for name, column in STORED.items()}
    shown |= derived(row)
    for name, column in HISTORY.items():
        shown[name] = row[column]
    return shown


def derived(row: Row) -> dict[str, Any]:
    """The derived fields, with a sentence for people; or what is pending."""
    if not is_assessed(row):
        return {**_NOTHING_DERIVED, **_pending(row)}
    shown = {name: row[column] for name, column in DERIVED.items()}
    shown["recommendation"] = _recommendation(row)
    return shown


def _pending(row: Row) -> dict[str, Any]:
    has_hrv, has_rhr = row["hrv_rmssd"] is not None, row["resting_hr"] is not None
    has_any = has_hrv or has_rhr or any(row[column] is not None for column in WELLNESS_ANSWERS)
    return {
        "hrvStatus": PENDING if has_hrv else HrvStatus.NOT_MEASURED.value,
        "restingHRStatus": PENDING if has_rhr else None,
        "readinessLevel": PENDING if has_any else None,
    }


def _recommendation(row: Row) -> str | None:
    flags = [*(row["red_flags"] or ()), *(row["yellow_flags"] or ())]
    try:
        return recommendation(row["recommended_action"], row["readiness_level"], flags)
    except (KeyError, TypeError, ValueError):  # codes of an engine that this process does not know
        return None
