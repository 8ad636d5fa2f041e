"""Reading an athlete's effects, those that stand and those that were withdrawn."""

from typing import Any

from sqlalchemy import Date, Integer, Uuid, and_, bindparam, func, literal_column, or_, select, true
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from storage.access import caller, may_see
from storage.models import Base, Client, Effect
from storage.statements import Statement, compiled

#: Effects that are shown if no number is asked for, and at most.
USUAL_EFFECTS = 100
MOST_EFFECTS = 1_000

_row = Base.metadata.tables[Effect.__tablename__]

#: What is shown of an effect, in the table's order.
EFFECT_COLUMNS = tuple(column.name for column in _row.c if column.name != "client_id")

_day = bindparam("day", type_=Date)
_limit = bindparam("limit", type_=Integer)
_newest_first = (_row.c.made_at.desc(), _row.c.effect_key, _row.c.id)


def _of_the_day(client: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(_row.c.client_id == client, or_(_day.is_(None), _row.c.date == _day))


def _effects() -> Select[tuple[object, ...]]:
    who = caller()
    athlete = (
        select(Client.id, may_see(who).label("allowed"))
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    one = select(literal_column("1").label("one")).cte("one")
    shown = (
        select(*(_row.c[name] for name in EFFECT_COLUMNS))
        .where(_of_the_day(athlete.c.id), athlete.c.allowed)
        .order_by(*_newest_first)
        .limit(_limit)
        .lateral("shown")
    )
    return (
        select(
            who.c.id.label("caller_id"),
            who.c.role.label("caller_role"),
            athlete.c.id.label("athlete_id"),
            athlete.c.allowed,
            *shown.c,
        )
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(athlete, true())
        .outerjoin(shown, true())
        .order_by(shown.c.made_at.desc(), shown.c.effect_key, shown.c.id)
    )


def _operators() -> Select[tuple[object, ...]]:
    client = bindparam("client_id", type_=Uuid)
    return (
        select(
            func.coalesce(Client.name, literal_column("''")).label("name"),
            *(_row.c[name] for name in EFFECT_COLUMNS),
        )
        .select_from(Client)
        .outerjoin(_row, _of_the_day(client))
        .where(Client.id == client)
        .order_by(*_newest_first)
        .limit(_limit)
    )


#: An athlete's effects, newest first: of the check-in of `day`, or of all days where that is NULL. One row of
#: NULLs if there are none. Answers `caller_id`, `caller_role`, `athlete_id` and `allowed` too.
EFFECTS: Statement = compiled(_effects())

#: The same for those who may see everything; no row at all for an athlete that there is not.
OPERATORS_EFFECTS: Statement = compiled(_operators())
