"""The statements that store and remove activities, each with what it owes to the lane of training loads."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Date,
    DateTime,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    delete,
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
from sqlalchemy.sql.selectable import Select

from domain.activity import MEASURED_COLUMNS
from storage.access import caller, may_see
from storage.models import Activity, Base, Client, OwedWork
from storage.statements import Statement, compiled

LANE = "training-loads"

_row = Base.metadata.tables[Activity.__tablename__]
_ledger = Base.metadata.tables[OwedWork.__tablename__]
_lane: ColumnElement[str] = literal_column(f"'{LANE}'")
_still_owed = (_ledger.c.done_revision < _ledger.c.revision) & _ledger.c.dead_at.is_(None)

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
        (true() if who is None else may_see(who)).label("allowed"),
        began.label("started_at"),
        cast(func.timezone(Client.time_zone, began), Date).label("day"),
    ).where(Client.id == bindparam("client_id", type_=Uuid))
    return (statement if who is None else statement.join(who, true())).cte("athlete")


def _stored(athlete: CTE) -> CTE:
    """The row after the write: measured fields named in `present` are taken, others are kept.

    A change is seen by its `updated_at`, which is then that of this transaction.
    """
    utc_form: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
    began = func.to_char(func.timezone(literal_column("'UTC'"), athlete.c.started_at), utc_form)
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
    }
    statement = insert(_row).from_select(list(given), select(*given.values()).where(athlete.c.allowed))
    new = statement.excluded
    present = bindparam("present", type_=ARRAY(Text))
    values: dict[str, ColumnElement[Any]] = {name: new[name] for name in _SET}
    for name in MEASURED_COLUMNS:
        is_given = literal_column(f"'{name}'") == any_(present)
        values[name] = case((is_given, new[name]), else_=_row.c[name])
    changed = or_(*(value.is_distinct_from(_row.c[name]) for name, value in values.items()))
    values["updated_at"] = case((changed, func.now()), else_=_row.c.updated_at)
    return (
        statement.on_conflict_do_update(index_elements=["client_id", "source", "external_id"], set_=values)
        .returning(*_row.c)
        .cte("stored")
    )


def _owed(touched: CTE, *, when: ColumnElement[bool]) -> CTE:
    """One more revision of the athlete's loads."""
    key = cast(touched.c.client_id, Text)
    statement = insert(_ledger).from_select(
        ["lane", "key", "revision"], select(_lane, key, literal_column("1")).where(when)
    )
    return (
        statement.on_conflict_do_update(
            index_elements=["lane", "key"],
            set_={
                "revision": _ledger.c.revision + literal_column("1"),
                "owed_at": case((_still_owed, _ledger.c.owed_at), else_=func.now()),
                "last_error": null(),
                "dead_at": null(),
                "forgotten_at": null(),
            },
        )
        .returning(_ledger.c.revision)
        .cte("owed")
    )


def _answer(
    who: CTE | None, athlete: CTE, touched: CTE, owed: CTE, client_id: ColumnElement[Any]
) -> Select[tuple[object, ...]]:
    one = select(literal_column("1").label("one")).cte("one")
    known = select(_ledger.c.revision).where(_ledger.c.lane == _lane, _ledger.c.key == cast(client_id, Text))
    asked = [] if who is None else [who.c.id.label("caller_id"), who.c.role.label("caller_role")]
    rows = one if who is None else one.outerjoin(who, true())
    return select(
        *asked,
        athlete.c.id.label("athlete_id"),
        athlete.c.allowed,
        owed.c.revision.is_not(None).label("changed"),
        func.coalesce(owed.c.revision, known.scalar_subquery()).label("revision"),
        *touched.c,
    ).select_from(rows.outerjoin(athlete, true()).outerjoin(touched, true()).outerjoin(owed, true()))


def _record(who: CTE | None) -> Statement:
    athlete = _athlete(who)
    stored = _stored(athlete)
    is_in_the_books = exists().where(
        _ledger.c.lane == _lane,
        _ledger.c.key == cast(stored.c.client_id, Text),
        _ledger.c.dead_at.is_(None),
    )
    owed = _owed(stored, when=or_(stored.c.updated_at == func.now(), ~is_in_the_books))
    return compiled(_answer(who, athlete, stored, owed, athlete.c.id))


def _remove() -> Statement:
    who = caller()
    wanted = _row.c.id == bindparam("activity_id", type_=Uuid)
    athlete = (
        select(Client.id, may_see(who).label("allowed"))
        .join(_row, _row.c.client_id == Client.id)
        .join(who, true())
        .where(wanted)
        .cte("athlete")
    )
    removed = (
        delete(_row)
        .where(and_(wanted, _row.c.client_id == athlete.c.id, athlete.c.allowed))
        .returning(*_row.c)
        .cte("removed")
    )
    owed = _owed(removed, when=true())
    return compiled(_answer(who, athlete, removed, owed, athlete.c.id))


#: Store one activity and what it owes, in the name of a caller. Answers one row: `caller_id` (NULL: no such
#: user), `caller_role`, `athlete_id` (NULL: no such athlete), `allowed`, `changed` (whether something is
#: owed), `revision` of the lane, and the stored row.
RECORD: Statement = _record(caller())

#: The same in nobody's name, for those who know the athlete already.
RECORD_FOR_ATHLETE: Statement = _record(None)

#: Remove the activity `activity_id`; `athlete_id` is NULL where there is none.
REMOVE: Statement = _remove()
