"""What the ledger knows of one accepted write: the statement behind a receipt."""

from sqlalchemy import (
    Boolean,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import ColumnElement

from storage.access import caller, may_see
from storage.business_summaries import LANE as BUSINESS_TRENDS
from storage.dashboard_access import BUSINESS_RULE, TEAM_RULE
from storage.models import Base, Business, Client, LanePause, OwedWork, Team
from storage.put_off import accepted_at
from storage.statements import Statement, compiled
from storage.team_summaries import LANE as TEAM_SUMMARIES

_ledger = Base.metadata.tables[OwedWork.__tablename__]
_lane = bindparam("lane", type_=Text)
_row = [
    accepted_at(column).label("owed_at") if column is _ledger.c.owed_at else column for column in _ledger.c
]


# Whoever may complete an assignment has a receipt of the team's summary: its athletes, and their coaches.
_OF_THE_TEAM = (
    "EXISTS (SELECT FROM clients c WHERE c.team_id = t.id"
    " AND (caller.role = 'COACH' AND c.user_id = caller.id OR"
    " c.id = (SELECT client_id FROM athlete_accounts WHERE user_id = caller.id)))"
)


def _by_summary(lane: str, model: type[Base], alias: str, rule: str) -> ColumnElement[bool]:
    """Whether the key begins with a team or a business that the caller may see, in its lane."""
    table = Base.metadata.tables[model.__tablename__].alias(alias)
    found = select(literal_column(rule, Boolean)).where(
        _lane == literal_column(f"'{lane}'"), table.c.id == bindparam("client_id", type_=Uuid)
    )
    return func.coalesce(found.scalar_subquery(), false())


def _receipt() -> Statement:
    who = caller()
    athlete = (
        select(Client.id, may_see(who).label("allowed"))
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    one = select(literal_column("1").label("one")).cte("one")
    allowed = or_(
        who.c.role == literal_column("'ADMIN'"),
        athlete.c.allowed,
        _by_summary(TEAM_SUMMARIES, Team, "t", f"({TEAM_RULE} OR {_OF_THE_TEAM})"),
        _by_summary(BUSINESS_TRENDS, Business, "b", BUSINESS_RULE),
    )
    return compiled(
        select(
            who.c.id.label("caller_id"),
            allowed.label("allowed"),
            exists().where(LanePause.lane == _lane).label("is_paused"),
            *_row,
        )
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(athlete, true())
        .outerjoin(
            _ledger,
            and_(
                allowed,
                _ledger.c.lane == _lane,
                _ledger.c.key == bindparam("key", type_=Text),
            ),
        )
    )


#: One row: `caller_id` (NULL: no such user), `allowed`, `is_paused` of the lane, and the ledger's row (NULLs:
#: never accepted).
#: `client_id` is the athlete that the key begins with, or in the lanes of summaries the team or business;
#: NULL where it names none: then only ADMIN may ask.
RECEIPT: Statement = _receipt()
