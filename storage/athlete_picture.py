"""Reading what an athlete's picture is made of, in one statement: who it is, and months of check-ins."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Date,
    Integer,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from storage.access import caller, may_see
from storage.models import Base, Client, DailyMetrics, InjuryCase, TrainingLoad, TrainingRestriction
from storage.statements import Statement, compiled

_row = Base.metadata.tables[DailyMetrics.__tablename__]
_load = Base.metadata.tables[TrainingLoad.__tablename__]
_case = Base.metadata.tables[InjuryCase.__tablename__]
_restriction = Base.metadata.tables[TrainingRestriction.__tablename__]

#: A picture shows numbers and verdicts. What an athlete has written, and the cycle, are not read for it.
NOT_SHOWN = frozenset(
    {
        "athlete_notes",
        "injury_specific_type",
        "detected_keywords",
        "keyword_body_part",
        "keyword_severity",
        "keyword_summary",
        "rehab_notes",
        "physio_contact_reason",
        "assessed_signature",
        "cycle_phase",
        "cycle_day",
        "cycle_phase_adjustment",
    }
)
_SHOWN = [column for column in _row.c if column.name not in NOT_SHOWN]


def _athlete_columns(allowed: ColumnElement[bool]) -> list[Any]:
    return [
        Client.id,
        Client.name,
        Client.time_zone,
        cast(func.timezone(Client.time_zone, func.now()), Date).label("today"),
        allowed.label("allowed"),
    ]


def _days_of(athlete: CTE) -> ColumnElement[bool]:
    """The check-ins of the athlete's last `days` local days, today's included. Later days are not."""
    since = type_coerce(athlete.c.today - bindparam("days", type_=Integer), Date)
    return and_(
        _row.c.client_id == athlete.c.id,
        athlete.c.allowed,
        _row.c.date > since,
        _row.c.date <= athlete.c.today,
    )


def _of_athlete(athlete: CTE) -> list[ColumnElement[Any]]:
    return [
        athlete.c.id.label("athlete_id"),
        athlete.c.name.label("athlete_name"),
        athlete.c.time_zone,
        athlete.c.today,
        athlete.c.allowed,
    ]


def _picture() -> Select[tuple[object, ...]]:
    who = caller()
    athlete = (
        select(*_athlete_columns(may_see(who)))
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    one = select(literal_column("1").label("one")).cte("one")
    return (
        select(who.c.id.label("caller_id"), who.c.role.label("caller_role"), *_of_athlete(athlete), *_SHOWN)
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(athlete, true())
        .outerjoin(_row, _days_of(athlete))
        .order_by(_row.c.date)
    )


def _operators_picture() -> Select[tuple[object, ...]]:
    """The same for an operator, who has the database itself and is asked for no login."""
    everybody: ColumnElement[bool] = literal_column("true")
    athlete = (
        select(*_athlete_columns(everybody))
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    return (
        select(*_of_athlete(athlete), *_SHOWN)
        .select_from(athlete)
        .outerjoin(_row, _days_of(athlete))
        .order_by(_row.c.date)
    )


def _loads() -> Select[Any]:
    names = ("date", "daily_load", "acute", "chronic", "acwr", "zone", "withheld", "spike", "spike_ratio")
    since = bindparam("first", type_=Date)
    return (
        select(*(_load.c[name] for name in names))
        .where(
            _load.c.client_id == bindparam("client_id", type_=Uuid),
            _load.c.date >= since,
            _load.c.date <= bindparam("last", type_=Date),
        )
        .order_by(_load.c.date)
    )


def _cases() -> Select[Any]:
    until = (
        select(func.max(_restriction.c.end_date))
        .where(
            _restriction.c.case_id == _case.c.id,
            _restriction.c.is_active,
            _restriction.c.end_date >= bindparam("last", type_=Date),
        )
        .scalar_subquery()
    )
    names = ("kind", "body_part", "status", "decision", "opened_on", "source")
    return (
        select(*(_case.c[name] for name in names), until.label("until"))
        .where(
            _case.c.client_id == bindparam("client_id", type_=Uuid),
            _case.c.status.in_((literal_column("'ACTIVE'"), literal_column("'MONITORING'"))),
        )
        .order_by(_case.c.opened_on.desc(), _case.c.body_part)
    )


def _named() -> Select[UUID, str]:
    name = bindparam("name", type_=Text)
    return (
        select(Client.id, Client.name).where(func.lower(Client.name) == func.lower(name)).order_by(Client.id)
    )


#: One row a check-in, oldest first, and a single one of NULLs if there is none. Each begins with `caller_id`
#: (NULL: no such user), `caller_role`, `athlete_id` (NULL: no such athlete), `athlete_name`, `time_zone`,
#: `today` (the athlete's) and `allowed`. `days` is how many days back, today included.
PICTURE: Statement = compiled(_picture())

#: The same without the caller. No row: no such athlete.
OPERATORS_PICTURE: Statement = compiled(_operators_picture())

#: Training load of an athlete from `first` to `last`, oldest first; no row where none is recorded. Only for
#: those whom one of the two above has let see the athlete.
PICTURE_LOADS: Statement = compiled(_loads())

#: An athlete's open cases, the newest first, with the last day of what they impose (`until`; NULL: nothing is
#: in force on the day `last`). For the same people as the loads.
PICTURE_CASES: Statement = compiled(_cases())

#: `id` and `name` of the athletes with this name, whatever its capitals.
NAMED: Statement = compiled(_named())
