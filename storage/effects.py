"""Effects in PostgreSQL, a batch at a time: what stands, and writing down what was made and withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, class_row

from domain.effects import Because, Standing, Wanted

_STANDING = """
SELECT id, effect_key AS key, kind, client_id, date, revision, subject, before, after
FROM effects
WHERE lane = %(lane)s AND client_id = ANY(%(clients)s::uuid[]) AND withdrawn_at IS NULL
ORDER BY effect_key
"""

# Whoever comes second waits here for the first to commit, and then makes nothing.
_WRITE = """
INSERT INTO effects (effect_key, lane, kind, client_id, date, revision, subject, cause, after)
SELECT one.*
FROM jsonb_to_recordset(%(effects)s::jsonb) AS one
    (key text, lane text, kind text, client_id uuid, date date, revision bigint, subject text, cause jsonb,
     after jsonb)
ORDER BY one.key
ON CONFLICT (effect_key) WHERE withdrawn_at IS NULL DO NOTHING
RETURNING effect_key AS key
"""

_KEEP_BEFORE = """
UPDATE effects SET before = one.before
FROM jsonb_to_recordset(%(effects)s::jsonb) AS one (key text, before jsonb)
WHERE effects.effect_key = one.key AND effects.withdrawn_at IS NULL
"""

_WITHDRAW = """
UPDATE effects SET withdrawn_at = now(), withdrawn_because = one.because, left_as_is = one.left_as_is
FROM unnest(%(ids)s::uuid[], %(because)s::text[], %(left)s::boolean[]) AS one (id, because, left_as_is)
WHERE effects.id = one.id AND effects.withdrawn_at IS NULL
"""


def standing_effects(connection: Connection[DictRow], lane: str, clients: Collection[UUID]) -> list[Standing]:
    """All standing effects of a lane on these athletes."""
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        cursor.execute(_STANDING, {"lane": lane, "clients": list(clients)})
        return cursor.fetchall()


def write_effects(connection: Connection[DictRow], lane: str, wanted: Sequence[Wanted]) -> set[str]:
    """Write down effects that are about to be made, unless one of the same key stands; answers the keys."""
    effects = [
        {
            "key": effect.key,
            "lane": lane,
            "kind": effect.kind,
            "client_id": effect.client_id,
            "date": effect.date,
            "revision": effect.revision,
            "subject": effect.subject,
            "cause": effect.cause,
            "after": effect.after,
        }
        for effect in wanted
    ]
    rows = connection.execute(_WRITE, {"effects": _json(effects)})
    return {row["key"] for row in rows}


def keep_before(connection: Connection[DictRow], before: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what the subjects of standing effects were before, by effect key."""
    effects = [{"key": key, "before": value} for key, value in before.items()]
    connection.execute(_KEEP_BEFORE, {"effects": _json(effects)})


def withdraw_effects(
    connection: Connection[DictRow], withdrawn: Sequence[tuple[Standing, Because]], left: Collection[UUID]
) -> None:
    """Say of effects that they no longer stand, and why; of those in `left` that their subject was left."""
    parameters = {
        "ids": [effect.id for effect, _ in withdrawn],
        "because": [because.value for _, because in withdrawn],
        "left": [effect.id in left for effect, _ in withdrawn],
    }
    connection.execute(_WITHDRAW, parameters)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
