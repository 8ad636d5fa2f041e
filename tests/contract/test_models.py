"""The tables, the domain and the statements between them speak of the same columns."""

from typing import Any

import orjson
import pytest
from sqlalchemy import Boolean, Float, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from coalescing.lanes import CHECKINS, LANES, REASSESSMENTS, STRAVA_BACKFILL, TRAINING_LOADS
from domain.activity import ACTIVITY_FIELDS, MEASURED_COLUMNS
from domain.assessment import assess
from domain.batch import CheckInBatch, CheckInInputs
from domain.check_in import FIELDS, Field, Kind
from domain.history import DayHistory
from domain.load_day import LoadDay
from storage import activity_debts, backfills, check_ins, reassessments
from storage.assessment_statements import ASSESSED_INPUTS
from storage.models import DERIVED_COLUMNS, INPUT_COLUMNS, Base
from storage.packed_day import HISTORY_INPUTS
from tasks.handlers import handler_of

pytestmark = pytest.mark.contract

COLUMN_TYPES = {
    Kind.INT: SmallInteger,
    Kind.FLOAT: Float,
    Kind.BOOL: Boolean,
    Kind.ENUM: Text,
    Kind.TEXT: Text,
    Kind.JSON: JSONB,
}

table = Base.metadata.tables["daily_metrics"]


def test_the_table_has_a_column_for_every_field_and_no_other_inputs() -> None:
    assert [field.column for field in FIELDS] == list(INPUT_COLUMNS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.column)
def test_a_column_can_hold_what_its_field_allows(field: Field) -> None:
    column = table.c[field.column]
    assert isinstance(column.type, COLUMN_TYPES[field.kind])
    # Only a yes-or-no question that was never asked has an answer: no.
    assert column.nullable is (field.kind is not Kind.BOOL)


def test_an_assessment_has_a_result_for_every_derived_column_that_json_can_say() -> None:
    results: Any = assess(CheckInBatch.from_rows([CheckInInputs(hrv_rmssd=50.0)] * 3, [DayHistory()] * 3))
    columns = {name: getattr(results, name) for name in DERIVED_COLUMNS}
    assert {name: len(values) for name, values in columns.items()} == dict.fromkeys(DERIVED_COLUMNS, 3)
    assert orjson.loads(orjson.dumps(columns)) == columns


def test_what_an_assessment_reads_are_inputs_of_the_table() -> None:
    assert set(ASSESSED_INPUTS) | set(HISTORY_INPUTS) <= set(INPUT_COLUMNS)


def test_the_unique_index_carries_a_history() -> None:
    (unique,) = (c for c in table.constraints if isinstance(c, UniqueConstraint))
    assert unique.dialect_options["postgresql"]["include"] == ["packed"]
    computed = table.c.packed.computed
    assert computed is not None
    assert set(DayHistory._fields[1:]) == set(HISTORY_INPUTS)
    assert all(name in str(computed.sqltext) for name in HISTORY_INPUTS)


@pytest.mark.parametrize("field", ACTIVITY_FIELDS, ids=lambda field: field.column)
def test_an_activity_has_a_column_for_every_field(field: Field) -> None:
    column = Base.metadata.tables["activities"].c[field.column]
    assert isinstance(column.type, COLUMN_TYPES[field.kind])
    assert column.nullable is (field.column in MEASURED_COLUMNS)


def test_a_day_of_training_load_is_stored_as_it_is_computed() -> None:
    columns = [column.name for column in Base.metadata.tables["training_loads"].columns]
    assert columns == ["client_id", *LoadDay.__slots__, "computed_at"]


def test_the_lane_that_intake_owes_is_declared_and_every_lane_has_a_handler() -> None:
    assert CHECKINS.name == check_ins.LANE
    assert REASSESSMENTS.name == reassessments.LANE
    assert TRAINING_LOADS.name == activity_debts.LANE
    assert STRAVA_BACKFILL.name == backfills.LANE
    assert all(callable(handler_of(lane)) for lane in LANES.values())
