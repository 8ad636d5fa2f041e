"""The checkins lane's statements, built once."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    Double,
    LargeBinary,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from domain.batch import CheckInInputs, DayHistory
from domain.history import HISTORY_DAYS
from storage.models import DERIVED_COLUMNS, Base, DailyMetrics
from storage.statements import Statement, compiled

#: The inputs that an assessment looks at, in the order that rows carry them.
ASSESSED_INPUTS = CheckInInputs._fields

#: What of each earlier day counts, in the order that rows carry it, after the number of days before.
HISTORY_INPUTS = DayHistory._fields[1:]

_row = Base.metadata.tables[DailyMetrics.__tablename__]


def _array(name: str, element: type[TypeEngine[Any]]) -> Any:
    return cast(bindparam(name), ARRAY(element))


def _read() -> Statement:
    wanted = (
        func.unnest(_array("keys", Text), _array("clients", Uuid), _array("days", Date))
        .table_valued(column("key", Text), column("client_id", Uuid), column("day", Date))
        .render_derived("wanted")
    )
    earlier = _row.alias("earlier")
    history = (
        select(
            func.array_agg(_row.c.date - earlier.c.date).label("days_before"),
            *(func.array_agg(earlier.c[name]).label(name) for name in HISTORY_INPUTS),
        )
        .where(
            earlier.c.client_id == _row.c.client_id,
            earlier.c.date >= _row.c.date - literal_column(str(HISTORY_DAYS)),
            earlier.c.date < _row.c.date,
            or_(earlier.c.hrv_rmssd.is_not(None), earlier.c.resting_hr.is_not(None)),
        )
        .lateral("history")
    )
    age = func.make_interval(*[literal_column("0")] * 6, cast(bindparam("reuse_seconds"), Double))
    # No age is too old where none is given.
    young = func.coalesce(_row.c.assessed_at > func.now() - age, true())
    return compiled(
        select(
            wanted.c.key,
            _row.c.id,
            _row.c.revision,
            _row.c.assessed_revision,
            _row.c.assessed_at,
            case((young, _row.c.assessed_signature)).label("reusable_signature"),
            *(_row.c[name] for name in ASSESSED_INPUTS),
            *history.c,
        )
        .select_from(wanted)
        .join(_row, and_(_row.c.client_id == wanted.c.client_id, _row.c.date == wanted.c.day))
        .outerjoin(history, true())
    )


def _write() -> Statement:
    # One JSON document for the whole batch: arrays of JSON texts cost three times as much to escape.
    columns = {name: type(_row.c[name].type) for name in DERIVED_COLUMNS}
    result = (
        func.jsonb_to_recordset(cast(bindparam("results"), JSONB))
        .table_valued(
            column("id", Uuid),
            column("revision", BigInteger),
            column("replaces", DateTime(timezone=True)),
            column("signature", LargeBinary),
            *(column(name, element) for name, element in columns.items()),
        )
        .render_derived(name="result", with_types=True)
    )
    values: dict[str, Any] = {
        **{name: result.c[name] for name in columns},
        "assessed_signature": result.c.signature,
        "assessed_at": func.now(),
        "engine": cast(bindparam("engine"), Text),
    }
    # Of two runs on one revision, with histories of before and after a correction, only the one that saw the
    # result that it replaces may write.
    unchanged = _row.c.assessed_at.is_not_distinct_from(result.c.replaces)
    return compiled(_fenced_update(result, values, unchanged))


def _reuse() -> Statement:
    result = (
        func.unnest(_array("ids", Uuid), _array("revisions", BigInteger))
        .table_valued(column("id", Uuid), column("revision", BigInteger))
        .render_derived("result")
    )
    return compiled(_fenced_update(result, {}))


def _fenced_update(result: TableValuedAlias, values: dict[str, Any], *fences: ColumnElement[bool]) -> Any:
    """An older run never overwrites: only rows that still have the revision that was read are written."""
    statement: Update = (
        update(_row)
        .values(assessed_revision=result.c.revision, **values)
        .where(_row.c.id == result.c.id, _row.c.revision == result.c.revision, *fences)
    )
    return statement.returning(_row.c.id)


READ = _read()
WRITE = _write()
REUSE = _reuse()
