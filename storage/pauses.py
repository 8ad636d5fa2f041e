"""Pauses of lanes: intake goes on, drains stop. The truth about them, of which Redis holds a copy.

Every function runs in the caller's transaction and commits nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import DictRow
from sqlalchemy import Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.models import Base, LanePause
from storage.statements import Statement, compiled

_pauses = Base.metadata.tables[LanePause.__tablename__]
_lane = bindparam("lane", type_=Text)


@dataclass(frozen=True, slots=True)
class Pause:
    """One lane that is paused."""

    lane: str
    paused_at: datetime
    paused_by: str
    reason: str


def pause(connection: Connection[DictRow], lane: str, who: str, reason: str) -> None:
    """Pause a lane. One that is paused already stays so since then, for the new reason."""
    connection.execute(_PAUSE.text, {"lane": lane, "who": who, "reason": reason})


def resume(connection: Connection[DictRow], lane: str) -> bool:
    """End a lane's pause; answers whether there was one."""
    return connection.execute(_RESUME.text, {"lane": lane}).rowcount > 0


def paused(connection: Connection[DictRow]) -> dict[str, Pause]:
    """The lanes that are paused, by name."""
    return {row["lane"]: Pause(**row) for row in connection.execute(_PAUSED.text)}


def _pause() -> Statement:
    statement = insert(_pauses).values(
        lane=_lane, paused_by=bindparam("who", type_=Text), reason=bindparam("reason", type_=Text)
    )
    given = statement.excluded
    return compiled(
        statement.on_conflict_do_update(
            index_elements=["lane"], set_={"paused_by": given.paused_by, "reason": given.reason}
        )
    )


_PAUSE = _pause()
_RESUME = compiled(delete(_pauses).where(_pauses.c.lane == _lane))
_PAUSED = compiled(select(*_pauses.c).order_by(_pauses.c.lane))
