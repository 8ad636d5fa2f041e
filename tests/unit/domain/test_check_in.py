"""The list of input fields: what the HTTP body and the table are built from."""

import pytest

from domain.batch import CheckInInputs
from domain.check_in import FIELD_BY_COLUMN, FIELD_BY_NAME, FIELDS, HrvQuality, IllnessType, Kind

COLUMNS = [
    "hrv_rmssd",
    "hrv_quality",
    "hrv_artifact_percent",
    "hrv_duration",
    "hrv_position",
    "hrv_protocol",
    "resting_hr",
    "sleep_quality",
    "sleep_hours",
    "muscle_soreness",
    "energy_level",
    "mood",
    "stress",
    "injury_pain",
    "cycle_phase",
    "cycle_day",
    "athlete_notes",
    "injury_body_part",
    "injury_specific_type",
    "injury_side",
    "is_illness",
    "illness_type",
    "detected_keywords",
    "keyword_body_part",
    "keyword_severity",
    "keyword_summary",
    "rehab_exercises_done",
    "rehab_pain_during",
    "rehab_pain_after",
    "rehab_notes",
    "request_physio_contact",
    "physio_contact_reason",
]


def test_columns_are_all_there_once() -> None:
    assert [field.column for field in FIELDS] == COLUMNS
    assert len(FIELD_BY_NAME) == len(FIELDS)


@pytest.mark.parametrize(
    ("name", "column", "minimum", "maximum"),
    [
        ("hrvRMSSD", "hrv_rmssd", 1, 300),
        ("hrvArtifactPercent", "hrv_artifact_percent", 0, 100),
        ("restingHR", "resting_hr", 30, 120),
        ("sleepQuality", "sleep_quality", 1, 10),
        ("sleepHours", "sleep_hours", 0, 14),
        ("muscleSoreness", "muscle_soreness", 1, 10),
        ("energyLevel", "energy_level", 1, 10),
        ("mood", "mood", 1, 10),
        ("stress", "stress", 1, 10),
        ("injuryPain", "injury_pain", 1, 10),
        ("rehabPainDuring", "rehab_pain_during", 0, 10),
        ("rehabPainAfter", "rehab_pain_after", 0, 10),
    ],
)
def test_ranges(name: str, column: str, minimum: float, maximum: float) -> None:
    field = FIELD_BY_NAME[name]
    assert (field.column, field.minimum, field.maximum) == (column, minimum, maximum)


def test_nested_names_lead_to_flat_columns() -> None:
    assert FIELD_BY_COLUMN["injury_specific_type"].name == "injuryDetails.injuryType"
    assert FIELD_BY_COLUMN["injury_specific_type"].parent == "injuryDetails"
    assert FIELD_BY_COLUMN["detected_keywords"].parent == "keywordAnalysis"
    assert FIELD_BY_COLUMN["athlete_notes"].name == "notes"
    assert FIELD_BY_COLUMN["athlete_notes"].parent is None


def test_every_kind_says_what_it_accepts() -> None:
    for field in FIELDS:
        numeric = field.kind in {Kind.INT, Kind.FLOAT}
        assert (field.minimum is not None and field.maximum is not None) == numeric, field.name
        assert (field.enum is not None) == (field.kind is Kind.ENUM), field.name
        assert (field.max_length == 500) == (field.kind is Kind.TEXT), field.name


def test_what_an_assessment_reads_are_columns_in_their_order() -> None:
    assert [column for column in COLUMNS if column in CheckInInputs._fields] == list(CheckInInputs._fields)


def test_enums_know_what_the_form_sends() -> None:
    assert list(HrvQuality) == ["EXCELLENT", "GOOD", "FAIR", "POOR"]
    assert IllnessType("CHRONIC") is IllnessType.CHRONIC
