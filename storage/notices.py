"""Notices in PostgreSQL: raised, each condition once, and withdrawn."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from domain.effects import Because, Standing, Wanted
from storage import ledger

LANE = "notices"

# Of one that is raised again the row is used again: who was told already is not told twice.
_RAISE = """
INSERT INTO notices AS told (notice_key, client_id, kind, audience, priority, date, params, expires_at)
SELECT one.key, one.client_id, one.kind, one.audience, one.priority, one.date, one.params,
    now() + make_interval(days => one.expires_days)
FROM jsonb_to_recordset(%(notices)s::jsonb) AS one
    (key text, client_id uuid, kind text, audience text[], priority text, date date, params jsonb,
     expires_days int)
ORDER BY one.key
ON CONFLICT (notice_key) DO UPDATE SET
    audience = excluded.audience, priority = excluded.priority, date = excluded.date,
    params = excluded.params, expires_at = excluded.expires_at, withdrawn_at = NULL, withdrawn_because = NULL
RETURNING id
"""

_HOLD = """
SELECT FROM notices WHERE notice_key = ANY(%(keys)s::text[]) ORDER BY notice_key FOR NO KEY UPDATE
"""

_WITHDRAW = """
UPDATE notices SET withdrawn_at = now(), withdrawn_because = one.because
FROM unnest(%(keys)s::text[], %(because)s::text[]) AS one (key, because)
WHERE notices.notice_key = one.key AND notices.withdrawn_at IS NULL
RETURNING notices.id
"""


def hold_notices(connection: Connection[DictRow], keys: Collection[str]) -> None:
    """Hold those that there are until the transaction ends, in the order in which the lane does.

    For whoever withdraws some and raises others after that: else it and the lane might wait for each other.
    """
    connection.execute(_HOLD, {"keys": list(keys)})


def raise_notices(connection: Connection[DictRow], wanted: Sequence[Wanted]) -> list[UUID]:
    """Raise notices, of effects whose `after` is as `tasks.notice_effects.notice_content` makes it.

    Returns:
        Their ids, to be owed to the lane (`owe_notices`).
    """
    rows = [
        {
            "key": effect.key,
            "client_id": effect.client_id,
            "date": effect.date,
            **{name: effect.after[name] for name in ("kind", "audience", "priority", "params")},
            "expires_days": effect.after["expiresDays"],
        }
        for effect in wanted
    ]
    return _ids(connection, _RAISE, {"notices": orjson.dumps(rows).decode()})


def withdraw_notices(
    connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]]
) -> list[UUID]:
    """Withdraw notices, by effect key; answers the ids of those that were not withdrawn before."""
    parameters = {
        "keys": [effect.key for effect, _ in withdrawn],
        "because": [because.value for _, because in withdrawn],
    }
    return _ids(connection, _WITHDRAW, parameters)


def owe_notices(connection: Connection[DictRow], notices: Sequence[UUID]) -> dict[str, dict[str, int]]:
    """Owe these notices to the lane, in the caller's transaction; answers what `BatchReport.owed` wants."""
    if not notices:
        return {}
    return {LANE: ledger.owe(connection, LANE, dict.fromkeys(map(str, notices)))}


def _ids(connection: Connection[DictRow], statement: str, parameters: dict[str, Any]) -> list[UUID]:
    return [row["id"] for row in connection.execute(statement, parameters)]
