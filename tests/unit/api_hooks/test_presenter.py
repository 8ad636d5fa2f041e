"""What of a row is shown: derived values only with the inputs that they belong to."""

from typing import Any

import pytest

from api_hooks.presenter import WELLNESS_ANSWERS, present
from api_hooks.row_names import DERIVED
from domain.check_in import FIELD_BY_COLUMN, Kind
from storage.models import DailyMetrics

STORED_COLUMNS = [column.name for column in DailyMetrics.__table__.columns]


def row(**columns: Any) -> dict[str, Any]:
    """A row of the first revision, not assessed, in which everything else is NULL (a bool is false)."""
    empty = {
        column: False if (field := FIELD_BY_COLUMN.get(column)) and field.kind is Kind.BOOL else None
        for column in STORED_COLUMNS
    }
    return {**empty, "revision": 1, **columns}


ASSESSED = {
    "assessed_revision": 1,
    "hrv_status": "GOOD",
    "hrv_percent": 93.1,
    "readiness_score": 7.4,
    "readiness_level": "GOOD",
    "recommended_action": "PROCEED",
    "red_flags": [],
    "yellow_flags": [],
    "engine": "percent-2",
}


def shown_derived(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in (*DERIVED, "recommendation") if shown[name] is not None}


def test_what_was_assessed_is_shown() -> None:
    shown = present(row(hrv_rmssd=60.0, **ASSESSED))
    assert shown["hrvStatus"] == "GOOD"
    assert shown["hrvPercent"] == 93.1
    assert shown["readinessLevel"] == "GOOD"
    assert shown["recommendation"].startswith("Consider training as planned")
    assert shown["restingHRStatus"] is None


@pytest.mark.parametrize("assessed", [{}, ASSESSED])
def test_of_older_inputs_nothing_derived_is_shown(assessed: dict[str, Any]) -> None:
    newer = row(hrv_rmssd=60.0, resting_hr=50.0, mood=5, **assessed) | {"revision": 2}
    pending = {"hrvStatus": "PENDING", "restingHRStatus": "PENDING", "readinessLevel": "PENDING"}
    assert shown_derived(present(newer)) == pending


def test_what_is_not_there_is_not_pending() -> None:
    assert shown_derived(present(row())) == {"hrvStatus": "NOT_MEASURED"}
    assert shown_derived(present(row(athlete_notes="hi", is_illness=True))) == {"hrvStatus": "NOT_MEASURED"}


@pytest.mark.parametrize("column", [*WELLNESS_ANSWERS, "resting_hr"])
def test_anything_that_readiness_can_use_makes_it_pending(column: str) -> None:
    shown = present(row(**{column: 0}))
    assert shown["readinessLevel"] == "PENDING"
    assert shown["hrvStatus"] == "NOT_MEASURED"
    assert shown["restingHRStatus"] == ("PENDING" if column == "resting_hr" else None)


def test_the_facts_of_the_last_assessment_stay() -> None:
    shown = present(row(mood=5, **ASSESSED) | {"revision": 3})
    assert (shown["revision"], shown["assessedRevision"]) == (3, 1)


def test_codes_that_this_process_does_not_know_cost_only_the_sentence() -> None:
    shown = present(row(**ASSESSED | {"recommended_action": "LEVITATE"}))
    assert shown["recommendedAction"] == "LEVITATE"
    assert shown["recommendation"] is None


def test_the_signature_stays_inside() -> None:
    assert "assessedSignature" not in present(row(assessed_signature=b"secret"))
