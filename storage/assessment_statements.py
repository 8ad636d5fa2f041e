"""The checkins lane's statements, built once."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    SmallInteger,
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
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select, TableValuedAlias
from sqlalchemy.types import TypeEngine

from domain.batch import CheckInInputs
from domain.circumstances import Circumstances
from domain.history import HISTORY_DAYS
from domain.load_day import FRESH_DAYS
from domain.strength_fatigue import STRENGTH_DAYS
from storage.models import DERIVED_COLUMNS, Base, Business, Client, DailyMetrics, TrainingLoad
from storage.statements import Statement, compiled

#: The inputs that an assessment looks at, in the order that rows carry them.
ASSESSED_INPUTS = CheckInInputs._fields

#: Derived columns whose values go to the database as texts of their own: taken apart as a part of the whole
#: document, they would cost four times as much.
TEXTS = tuple(name for name in DERIVED_COLUMNS if type(DailyMetrics.__table__.c[name].type) is JSON)

#: What comes from elsewhere, in the order that rows carry it.
CIRCUMSTANCES = Circumstances._fields

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
    # A `domain.history.PAST_DAY`: how many days before, and the rest as the row keeps it.
    day = func.int2send(cast(_row.c.date - earlier.c.date, SmallInteger)).op("||")(earlier.c.packed)
    history = (
        select(func.string_agg(day, literal_column("''::bytea")).label("days"))
        .where(
            earlier.c.client_id == _row.c.client_id,
            earlier.c.date >= _row.c.date - literal_column(str(HISTORY_DAYS)),
            earlier.c.date < _row.c.date,
        )
        .lateral("history")
    )
    loads = _loads().lateral("loads")
    around = {
        "engine": Business.engine,
        "methodology": Client.methodology,
        "acwr": loads.c.acwr,
        "strength": loads.c.strength,
    }
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
            *(around[name] for name in CIRCUMSTANCES),
            history.c.days,
        )
        .select_from(wanted)
        .join(_row, and_(_row.c.client_id == wanted.c.client_id, _row.c.date == wanted.c.day))
        .join(Client, Client.id == _row.c.client_id)
        .outerjoin(Business, Business.id == Client.business_id)
        .outerjoin(loads, true())
        .outerjoin(history, true())
    )


def _loads() -> Select[tuple[object, ...]]:
    """What the athlete's training of the days before says: the newest fresh ratio, and strength work."""
    load = Base.metadata.tables[TrainingLoad.__tablename__].alias("load")
    days_before = _row.c.date - load.c.date
    fresh = days_before <= literal_column(str(FRESH_DAYS))
    newest_first = func.array_agg(aggregate_order_by(load.c.acwr, load.c.date.desc())).filter(fresh)
    work = func.jsonb_object_agg(cast(days_before, Text), load.c.strength)
    some = func.coalesce(work.filter(load.c.strength.is_not(None)), literal_column("'{}'::jsonb"))
    return select(
        type_coerce(newest_first, ARRAY(Double))[literal_column("1", Integer)].label("acwr"),
        case((func.bool_or(load.c.sessions > literal_column("0")), some)).label("strength"),
    ).where(
        load.c.client_id == _row.c.client_id,
        load.c.date >= _row.c.date - literal_column(str(STRENGTH_DAYS)),
        load.c.date < _row.c.date,
    )


def _write() -> Statement:
    # One JSON document for the whole batch: arrays of JSON texts cost three times as much to escape.
    columns = {name: Text if name in TEXTS else type(_row.c[name].type) for name in DERIVED_COLUMNS}
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
        **{name: cast(result.c[name], JSON) if name in TEXTS else result.c[name] for name in columns},
        "assessed_signature": result.c.signature,
        "assessed_at": func.now(),
    }
    # Of two runs on one revision, with histories of before and after a correction, only the one that saw the
    # result that it replaces may write.
    unchanged = _row.c.assessed_at.is_not_distinct_from(result.c.replaces)
    return compiled(_fenced_update(result, values, unchanged))


def _reuse(**values: Any) -> Statement:
    result = (
        func.unnest(_array("ids", Uuid), _array("revisions", BigInteger))
        .table_valued(column("id", Uuid), column("revision", BigInteger))
        .render_derived("result")
    )
    return compiled(_fenced_update(result, values))


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
#: The same, as of now: a run that has read another history, and is late, may not write over it any more.
CONFIRM = _reuse(assessed_at=func.now())
