"""What the ledger knows of one accepted write: the statement behind a receipt."""

from sqlalchemy import Text, Uuid, and_, bindparam, exists, literal_column, select, true

from storage.access import caller, may_see
from storage.models import Base, Client, LanePause, OwedWork
from storage.put_off import accepted_at
from storage.statements import Statement, compiled

_ledger = Base.metadata.tables[OwedWork.__tablename__]
_lane = bindparam("lane", type_=Text)
_row = [
    accepted_at(column).label("owed_at") if column is _ledger.c.owed_at else column for column in _ledger.c
]


def _receipt() -> Statement:
    who = caller()
    athlete = (
        select(Client.id, may_see(who).label("allowed"))
        .join(who, true())
        .where(Client.id == bindparam("client_id", type_=Uuid))
        .cte("athlete")
    )
    one = select(literal_column("1").label("one")).cte("one")
    allowed = (who.c.role == literal_column("'ADMIN'")) | athlete.c.allowed
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
#: `client_id` is the athlete that the key begins with, NULL where it names none: then only ADMIN may ask.
RECEIPT: Statement = _receipt()
