"""Intake and reading of check-ins: the statements of the web process."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Date,
    DateTime,
    Integer,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from storage.access import caller, may_change, may_see
from storage.models import INPUT_COLUMNS, Base, Client, DailyMetrics, OwedWork
from storage.put_off import no_longer
from storage.statements import Statement, compiled

LANE = "checkins"

_row = Base.metadata.tables[DailyMetrics.__tablename__]
_ledger = Base.metadata.tables[OwedWork.__tablename__]
_lane: ColumnElement[str] = literal_column(f"'{LANE}'")
_still_owed = (_ledger.c.done_revision < _ledger.c.revision) & _ledger.c.dead_at.is_(None)


def key_of(client_id: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[str]:
    """The lane's key, `clientId:date`, in SQL."""
    iso_day = func.to_char(day, literal_column("'YYYY-MM-DD'"))
    return cast(client_id, Text).concat(literal_column("':'")).concat(iso_day)


def _intake() -> Select[tuple[object, ...]]:
    who = caller()
    athlete = _athlete(who)
    stored = _stored(athlete)
    owed = _owed(stored)
    one = select(literal_column("1").label("one")).cte("one")
    return (
        select(
            who.c.id.label("caller_id"),
            who.c.role.label("caller_role"),
            athlete.c.id.label("athlete_id"),
            athlete.c.allowed,
            owed.c.revision.is_not(None).label("changed"),
            *stored.c,
        )
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(athlete, true())
        .outerjoin(stored, true())
        .outerjoin(owed, true())
    )


def _athlete(who: CTE) -> CTE:
    """The athlete, whether the caller may change their days, and the local day of the check-in."""
    instant = bindparam("instant", type_=DateTime(timezone=True))
    local_day = cast(func.timezone(Client.time_zone, instant), Date)
    return (
        select(
            Client.id,
            may_change(who).label("allowed"),
            func.coalesce(bindparam("day", type_=Date), local_day).label("day"),
        )
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )


def _stored(athlete: CTE) -> CTE:
    """The row after the write: fields named in `present` are taken, all others are kept.

    The update always happens, so that RETURNING gives the row as it is under its lock, whatever
    came in meanwhile; where no input differs it sets every column to what it was.
    """
    given: dict[str, ColumnElement[Any]] = {
        name: cast(bindparam(name), _row.c[name].type) for name in INPUT_COLUMNS
    }
    for name, value in given.items():
        if not _row.c[name].nullable:
            given[name] = func.coalesce(value, false())
    earlier = (
        select(_ledger.c.revision)
        .where(_ledger.c.lane == _lane, _ledger.c.key == key_of(athlete.c.id, athlete.c.day))
        .scalar_subquery()
    )
    # A row that was deleted and comes again continues the ledger's count: its work is owed anew.
    first_revision = func.coalesce(earlier, literal_column("0")) + literal_column("1")
    statement = insert(_row).from_select(
        ["client_id", "date", "revision", *INPUT_COLUMNS],
        select(athlete.c.id, athlete.c.day, first_revision, *given.values()).where(athlete.c.allowed),
    )
    present = bindparam("present", type_=ARRAY(Text))
    taken = {name: literal_column(f"'{name}'") == any_(present) for name in INPUT_COLUMNS}
    changed = or_(
        *(
            and_(taken[name], statement.excluded[name].is_distinct_from(_row.c[name]))
            for name in INPUT_COLUMNS
        )
    )
    values: dict[str, Any] = {
        name: case((taken[name], statement.excluded[name]), else_=_row.c[name]) for name in INPUT_COLUMNS
    }
    values["revision"] = _row.c.revision + cast(cast(changed, Integer), BigInteger)
    values["updated_at"] = case((changed, func.now()), else_=_row.c.updated_at)
    return (
        statement.on_conflict_do_update(index_elements=["client_id", "date"], set_=values)
        .returning(*_row.c)
        .cte("stored")
    )


def _owed(stored: CTE) -> CTE:
    """What the write owes. An unchanged one owes nothing, but for one that died: that is owed again."""
    statement = insert(_ledger).from_select(
        ["lane", "key", "revision"],
        select(_lane, key_of(stored.c.client_id, stored.c.date), stored.c.revision),
    )
    return (
        statement.on_conflict_do_update(
            index_elements=["lane", "key"],
            set_={
                "revision": statement.excluded.revision,
                "owed_at": case((_still_owed, no_longer(_ledger.c.owed_at)), else_=func.now()),
                "last_error": null(),
                "dead_at": null(),
                "forgotten_at": null(),
            },
            where=or_(
                _ledger.c.revision < statement.excluded.revision,
                _ledger.c.dead_at.is_not(None),
            ),
        )
        .returning(_ledger.c.revision)
        .cte("owed")
    )


def _recent() -> Select[tuple[object, ...]]:
    """The athlete's check-ins of the last `days` local days, newest first; one row of NULLs if none."""
    who = caller()
    athlete = (
        select(
            Client.id,
            may_see(who).label("allowed"),
            cast(func.timezone(Client.time_zone, func.now()), Date).label("today"),
        )
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    one = select(literal_column("1").label("one")).cte("one")
    since = type_coerce(athlete.c.today - bindparam("days", type_=Integer), Date)
    return (
        select(
            who.c.id.label("caller_id"),
            who.c.role.label("caller_role"),
            athlete.c.id.label("athlete_id"),
            athlete.c.allowed,
            *_row.c,
        )
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(athlete, true())
        .outerjoin(_row, and_(_row.c.client_id == athlete.c.id, athlete.c.allowed, _row.c.date >= since))
        .order_by(_row.c.date.desc())
    )


#: Store one check-in and write down what it owes: the whole of intake, in one statement.
#: Answers one row: `caller_id` (NULL: no such user), `athlete_id` (NULL: no such athlete), `allowed`,
#: `changed`, and the stored row.
INTAKE: Statement = compiled(_intake())

#: Read an athlete's recent check-ins, with the same leading columns.
RECENT: Statement = compiled(_recent())
