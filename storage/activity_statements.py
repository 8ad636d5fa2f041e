"""The statement that stores an activity, with what it owes to the lane of training loads."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Date,
    DateTime,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from domain.activity import MEASURED_COLUMNS
from storage.access import caller, may_change
from storage.activity_debts import answer, lane_name, ledger, owed
from storage.models import Activity, Base, Client
from storage.statements import Statement, compiled

_row = Base.metadata.tables[Activity.__tablename__]

#: Columns that every write sets.
_SET = ("type", "source_type", "started_at", "day", "duration_seconds")


def _athlete(who: CTE | None) -> CTE:
    """The athlete, whether the caller may see them, when the activity began, and on which of their days."""
    began = func.coalesce(
        bindparam("instant", type_=DateTime(timezone=True)),
        func.timezone(Client.time_zone, bindparam("local", type_=DateTime)),
    )
    statement = select(
        Client.id,
        (true() if who is None else may_change(who)).label("allowed"),
        began.label("started_at"),
        cast(func.timezone(Client.time_zone, began), Date).label("day"),
    ).where(Client.id == bindparam("client_id", type_=Uuid))
    return (statement if who is None else statement.join(who, true())).cte("athlete")


def _stored(athlete: CTE) -> CTE:
    """The row after the write: measured fields named in `present` are taken, others are kept.

    What the source said before (`event_at`) what is known already changes nothing, so an old event that comes
    late neither overwrites nor brings back. A change is seen by its `updated_at`, which is then that of this
    transaction.
    """
    utc_form: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
    began = func.to_char(func.timezone(literal_column("'UTC'"), athlete.c.started_at), utc_form)
    event_at = bindparam("event_at", type_=DateTime(timezone=True))
    given: dict[str, ColumnElement[Any]] = {
        "client_id": athlete.c.id,
        "source": cast(bindparam("source"), Text),
        "external_id": func.coalesce(cast(bindparam("external_id"), Text), began),
        "started_at": athlete.c.started_at,
        "day": athlete.c.day,
        **{
            name: cast(bindparam(name), _row.c[name].type)
            for name in ("type", "source_type", "duration_seconds", *MEASURED_COLUMNS)
        },
        "event_at": event_at,
    }
    statement = insert(_row).from_select(list(given), select(*given.values()).where(athlete.c.allowed))
    new, is_removed = statement.excluded, _row.c.deleted_at.is_not(None)
    present = bindparam("present", type_=ARRAY(Text))
    values: dict[str, ColumnElement[Any]] = {name: new[name] for name in _SET}
    for name in MEASURED_COLUMNS:
        is_given = literal_column(f"'{name}'") == any_(present)
        values[name] = case((or_(is_given, is_removed), new[name]), else_=_row.c[name])
    values["deleted_at"] = null()
    is_old = new.event_at < func.greatest(_row.c.event_at, _row.c.deleted_at)
    changed = or_(*(value.is_distinct_from(_row.c[name]) for name, value in values.items()))
    values["updated_at"] = case((changed, func.now()), else_=_row.c.updated_at)
    values["event_at"] = func.coalesce(new.event_at, _row.c.event_at)
    kept = {name: case((is_old, _row.c[name]), else_=value) for name, value in values.items()}
    return (
        statement.on_conflict_do_update(index_elements=["client_id", "source", "external_id"], set_=kept)
        .returning(*_row.c)
        .cte("stored")
    )


def _record(who: CTE | None) -> Statement:
    athlete = _athlete(who)
    stored = _stored(athlete)
    is_in_the_books = exists().where(
        ledger.c.lane == lane_name,
        ledger.c.key == cast(stored.c.client_id, Text),
        ledger.c.dead_at.is_(None),
    )
    debt = owed(stored, when=or_(stored.c.updated_at == func.now(), ~is_in_the_books))
    return compiled(answer(who, athlete, stored, debt, list(stored.c)))


#: Store one activity and what it owes, in the name of a caller. Answers one row: `caller_id` (NULL: no such
#: user), `caller_role`, `athlete_id` (NULL: no such athlete), `allowed`, `changed` (whether something is
#: owed), `revision` of the lane, and the stored row.
RECORD: Statement = _record(caller())

#: The same in nobody's name, for those who know the athlete already.
RECORD_FOR_ATHLETE: Statement = _record(None)
