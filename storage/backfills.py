"""What is owed of an athlete's past at a provider, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, class_row

from domain.activity_types import ActivitySource
from domain.backfill import Stretch
from storage import ledger
from storage.raising import RAISED

#: The lane that fetches an athlete's past from Strava. Its key is the athlete's id.
LANE = "strava-backfill"

#: CTEs that follow another one, `connected`, with the `client_id` of an athlete whose past is wanted: `past`,
#: a `payload_of` it as text, or NULL where none is. The first of these answers `key` and the new `revision`.
OWE_PAST = f"""
wished AS (
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', client_id::text, 1 FROM connected WHERE %(past)s::text IS NOT NULL
    {RAISED}
    RETURNING key, revision
), wishes AS (
    INSERT INTO owed_inputs (lane, key, revision, payload)
    SELECT '{LANE}', key, revision, convert_to(%(past)s::text, 'UTF8') FROM wished
)
"""  # noqa: S608  the only things put in are constants

_STATE = """
SELECT
    NOT EXISTS (SELECT FROM owed_work WHERE lane = %(lane)s AND key = %(key)s
                AND done_revision < revision) AS is_done,
    EXISTS (SELECT FROM owed_work WHERE lane = %(lane)s AND key = %(key)s AND dead_at IS NOT NULL) AS is_dead,
    (SELECT last_error FROM owed_work WHERE lane = %(lane)s AND key = %(key)s) AS last_error,
    ARRAY(SELECT payload FROM owed_inputs
          WHERE lane = %(lane)s AND key = %(key)s ORDER BY revision) AS payloads,
    (SELECT count(*) FROM activities WHERE client_id = %(key)s::uuid AND source = %(source)s
     AND deleted_at IS NULL AND started_at >= %(start)s AND started_at < %(end)s) AS activities
"""


@dataclass(frozen=True, slots=True)
class BackfillState:
    """How far it is."""

    is_done: bool
    is_dead: bool
    last_error: str | None
    #: Lists of stretches, as the lane has them.
    payloads: Sequence[bytes]
    #: How many activities of that time are stored.
    activities: int


def payload_of(stretches: Sequence[Stretch]) -> bytes:
    """What is still to be fetched, as the lane takes it."""
    return orjson.dumps([each.as_json() for each in stretches])


def owe_stretches(
    connection: Connection[DictRow], lane: str, key: str, stretches: Sequence[Stretch]
) -> dict[str, int]:
    """Owe a lane that appends what is still to be fetched; answers the new revision by key."""
    return ledger.owe(connection, lane, {key: payload_of(stretches)}, policy="append")


def backfill_state(
    connection: Connection[DictRow], lane: str, client_id: UUID, start: datetime, end: datetime
) -> BackfillState:
    """How far an athlete's past from `start` to `end` is."""
    parameters = {"lane": lane, "key": str(client_id), "source": ActivitySource.STRAVA}
    with connection.cursor(row_factory=class_row(BackfillState)) as cursor:
        (found,) = cursor.execute(_STATE, parameters | {"start": start, "end": end}).fetchall()
    return found
