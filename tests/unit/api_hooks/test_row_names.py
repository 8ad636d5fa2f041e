"""JSON names of the columns."""

import pytest

from api_hooks.row_names import DERIVED, HISTORY, STORED, json_name
from domain.check_in import FIELDS
from storage.models import DailyMetrics


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("mood", "mood"),
        ("hrv_rmssd", "hrvRMSSD"),
        ("resting_hr", "restingHR"),
        ("resting_hr_dev", "restingHRDev"),
        ("hrv_artifact_percent", "hrvArtifactPercent"),
        ("is_illness", "isIllness"),
        ("client_id", "clientId"),
        ("red_flags", "redFlags"),
    ],
)
def test_names(column: str, name: str) -> None:
    assert json_name(column) == name


def test_an_input_has_the_same_name_in_both_directions() -> None:
    assert {
        f.name: f.column for f in FIELDS if f.parent is None and f.name != "notes"
    }.items() <= STORED.items()


def test_every_column_is_shown_except_what_the_platform_keeps_for_itself() -> None:
    shown = [*STORED.values(), *DERIVED.values(), *HISTORY.values()]
    assert len(shown) == len(set(shown))
    assert set(shown) == {column.name for column in DailyMetrics.__table__.columns} - {
        "assessed_signature",
        "packed",
    }
