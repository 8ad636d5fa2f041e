"""The audit: what operators did by hand, who did it, and when.

Every function runs in the caller's transaction: an action and its entry are written together, or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from sqlalchemy import ARRAY, Integer, Text, bindparam, cast, func, insert, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from storage.models import Base, OperatorAction
from storage.statements import Statement, compiled

_actions = Base.metadata.tables[OperatorAction.__tablename__]
_lane = cast(bindparam("lane"), Text)
_key = cast(bindparam("key"), Text)


@dataclass(frozen=True, slots=True)
class Action:
    """One action on one key, on a lane (`key` is None), or on the platform (`lane` is None too)."""

    id: int
    at: datetime
    who: str
    action: str
    lane: str | None
    key: str | None
    details: Any


def write(
    connection: Connection[DictRow],
    who: str,
    action: str,
    *,
    lane: str | None = None,
    keys: Sequence[str | None] = (None,),
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down an action, once for each key that it touched.

    Args:
        connection: In the transaction of the action.
        who: The person.
        action: What was done, in a word or two: `replay`.
        lane: Where; None for the whole platform.
        keys: What it touched; a single None for the lane as a whole.
        details: What else is worth knowing, as JSON can say it.
    """
    connection.execute(
        _WRITE.text,
        {
            "who": who,
            "action": action,
            "lane": lane,
            "keys": list(keys),
            "details": None if details is None else Jsonb(dict(details)),
        },
    )


def recent(
    connection: Connection[DictRow], *, limit: int, lane: str | None = None, key: str | None = None
) -> list[Action]:
    """The newest actions, newest first: at most `limit`, of all lanes and keys or of those named."""
    rows = connection.execute(_RECENT.text, {"limit": limit, "lane": lane, "key": key})
    return [Action(**row) for row in rows]


def _write() -> Statement:
    keys = func.unnest(cast(bindparam("keys"), ARRAY(Text))).table_valued("key").render_derived("k")
    return compiled(
        insert(_actions).from_select(
            ["who", "action", "lane", "key", "details"],
            select(
                cast(bindparam("who"), Text),
                cast(bindparam("action"), Text),
                _lane,
                keys.c.key,
                cast(bindparam("details", type_=JSONB), JSONB),
            ),
        )
    )


def _recent() -> Statement:
    return compiled(
        select(*_actions.c)
        .where(or_(_lane.is_(None), _actions.c.lane == _lane), or_(_key.is_(None), _actions.c.key == _key))
        .order_by(_actions.c.id.desc())
        .limit(cast(bindparam("limit"), Integer))
    )


_WRITE = _write()
_RECENT = _recent()
