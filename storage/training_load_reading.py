"""Reading an athlete's training load: the statement of the web process."""

from sqlalchemy import Date, Text, Uuid, and_, bindparam, cast, exists, func, literal_column, select, true
from sqlalchemy.sql.selectable import Select

from storage.access import caller, may_see
from storage.activity_debts import LANE
from storage.models import Base, Client, OwedWork, TrainingLoad
from storage.statements import Statement, compiled

#: Days that are shown if none are asked for, and at most.
USUAL_DAYS = 28
MOST_DAYS = 366

_row = Base.metadata.tables[TrainingLoad.__tablename__]
_ledger = Base.metadata.tables[OwedWork.__tablename__]


def _loads() -> Select[tuple[object, ...]]:
    who = caller()
    today = cast(func.timezone(Client.time_zone, func.now()), Date)
    last = func.coalesce(bindparam("last", type_=Date), today)
    athlete = (
        select(Client.id, may_see(who).label("allowed"), last.label("last"))
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    usual = athlete.c.last - literal_column(str(USUAL_DAYS - 1))
    earliest = athlete.c.last - literal_column(str(MOST_DAYS - 1))
    first = func.greatest(func.coalesce(bindparam("first", type_=Date), usual), earliest)
    pending = exists().where(
        _ledger.c.lane == literal_column(f"'{LANE}'"),
        _ledger.c.key == cast(athlete.c.id, Text),
        _ledger.c.done_revision < _ledger.c.revision,
    )
    one = select(literal_column("1").label("one")).cte("one")
    return (
        select(
            who.c.id.label("caller_id"),
            who.c.role.label("caller_role"),
            athlete.c.id.label("athlete_id"),
            athlete.c.allowed,
            first.label("first"),
            athlete.c.last,
            pending.label("pending"),
            *_row.c,
        )
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(athlete, true())
        .outerjoin(
            _row,
            and_(
                _row.c.client_id == athlete.c.id,
                athlete.c.allowed,
                _row.c.date >= first,
                _row.c.date <= athlete.c.last,
            ),
        )
        .order_by(_row.c.date.desc())
    )


#: An athlete's days from `first` to `last` (both may be NULL), newest first; one row of NULLs if there are
#: none. Answers `caller_id`, `caller_role`, `athlete_id`, `allowed`, the first and last day that are shown,
#: and `pending`: whether activities have changed since.
LOADS: Statement = compiled(_loads())
