"""Removing all that one source has told of an athlete, names included: nothing of it is kept."""

from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.activity_types import ActivitySource
from storage.activity_debts import LANE
from storage.raising import RAISED

_ERASE = f"""
WITH gone AS (
    DELETE FROM activities WHERE client_id = %(client_id)s AND source = %(source)s RETURNING client_id
)
INSERT INTO owed_work AS debt (lane, key, revision)
SELECT '{LANE}', client_id::text, 1 FROM gone LIMIT 1
{RAISED}
RETURNING revision, (SELECT count(*) FROM gone) AS erased
"""  # noqa: S608  the only things put in are constants


def erase_activities(
    connection: Connection[DictRow], client_id: UUID, source: ActivitySource
) -> tuple[int, int | None]:
    """Erase an athlete's activities of one source, and owe the athlete's loads if there were any.

    In the caller's transaction.

    Returns:
        How many there were, and the lane's revision, which is to be submitted after the commit; None if
        nothing is owed.
    """
    row = connection.execute(_ERASE, {"client_id": client_id, "source": source}).fetchone()
    return (row["erased"], row["revision"]) if row else (0, None)
