"""The statements that remove activities. Of one its name is left, so that no late event brings it back."""

from typing import Any

from sqlalchemy import (
    CTE,
    Date,
    DateTime,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from domain.activity import MEASURED_COLUMNS
from storage.access import caller, may_change
from storage.activity_debts import answer, owed
from storage.models import ACTIVITY_COLUMNS, Activity, Base, Client
from storage.statements import Statement, compiled

_row = Base.metadata.tables[Activity.__tablename__]
_nothing_measured: dict[str, ColumnElement[Any]] = {name: null() for name in MEASURED_COLUMNS}


def _remove() -> Statement:
    who = caller()
    wanted = and_(_row.c.id == bindparam("activity_id", type_=Uuid), _row.c.deleted_at.is_(None))
    shown = [_row.c[name] for name in ACTIVITY_COLUMNS if name != "id"]
    athlete = (
        select(Client.id, may_change(who).label("allowed"), *shown)
        .join(_row, _row.c.client_id == Client.id)
        .join(who, true())
        .where(wanted)
        .cte("athlete")
    )
    statement: Update = update(_row).values(deleted_at=func.now(), updated_at=func.now(), **_nothing_measured)
    removed = (
        statement.where(wanted, _row.c.client_id == athlete.c.id, athlete.c.allowed)
        .returning(_row.c.id, _row.c.client_id)
        .cte("removed")
    )
    was = [athlete.c[column.name] for column in shown]
    return compiled(answer(who, athlete, removed, owed(removed, when=true()), [removed.c.id, *was]))


def _remove_by_name() -> Statement:
    event_at = bindparam("event_at", type_=DateTime(timezone=True))
    athlete: CTE = (
        select(
            Client.id,
            true().label("allowed"),
            cast(func.timezone(Client.time_zone, event_at), Date).label("day"),
        )
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    # Of what was never heard of, the name alone is known; the rest says nothing, and is looked at by nobody.
    given: dict[str, ColumnElement[Any]] = {
        "client_id": athlete.c.id,
        "source": cast(bindparam("source"), Text),
        "external_id": cast(bindparam("external_id"), Text),
        "type": literal_column("'OTHER'"),
        "source_type": literal_column("''"),
        "started_at": event_at,
        "day": athlete.c.day,
        "duration_seconds": literal_column("0"),
        "event_at": event_at,
        "deleted_at": event_at,
    }
    statement = insert(_row).from_select(list(given), select(*given.values()))
    new = statement.excluded
    latest = func.greatest(_row.c.event_at, _row.c.deleted_at)
    removed = (
        statement.on_conflict_do_update(
            index_elements=["client_id", "source", "external_id"],
            set_={
                "event_at": new.event_at,
                "deleted_at": new.event_at,
                "updated_at": func.now(),
                **_nothing_measured,
            },
            where=or_(latest.is_(None), latest <= new.event_at),
        )
        .returning(*_row.c)
        .cte("removed")
    )
    return compiled(answer(None, athlete, removed, owed(removed, when=true()), list(removed.c)))


#: Remove the activity `activity_id` in the name of a caller. Answers one row: `caller_id` (NULL: no such
#: user), `caller_role`, `athlete_id` (NULL: no such activity), `allowed`, `changed`, `revision` of the lane,
#: `id` (NULL: nothing was removed), and what the activity was.
REMOVE: Statement = _remove()

#: Remove the activity `external_id` of a `source`, as the source said at `event_at`; later news stay.
REMOVE_BY_NAME: Statement = _remove_by_name()
