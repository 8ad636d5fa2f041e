"""Which check-ins still set something in motion when they are assessed in the background."""

from collections.abc import Collection, Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from storage.assessments import CheckInKey

_STILL_CALLING = """
SELECT one.key
FROM unnest(%(keys)s::text[], %(clients)s::uuid[], %(days)s::date[], %(said)s::boolean[])
    AS one (key, client_id, day, said)
JOIN clients ON clients.id = one.client_id
JOIN daily_metrics ON daily_metrics.client_id = one.client_id AND daily_metrics.date = one.day
WHERE one.day >= (now() AT TIME ZONE clients.time_zone)::date - 1 OR (one.said AND NOT is_imported)
"""


def still_calling(connection: Connection[DictRow], keys: Sequence[str], said: Collection[str]) -> list[str]:
    """Those of the keys, `clientId:date`, that set something in motion even when done in the background.

    These are days of the athlete's today or yesterday, or to come; and of older ones those on which something
    new was said, unless they came with an import: a correction counts whichever lane comes to it first.

    Args:
        connection: in the transaction that has assessed them.
        keys: days that were assessed.
        said: those of them that were owed to the lane `checkins`.

    Raises:
        ValueError: a key is not of that form.
    """
    if not keys:
        return []
    parsed = [CheckInKey.parse(key) for key in keys]
    parameters = {
        "keys": list(keys),
        "clients": [key.client_id for key in parsed],
        "days": [key.day for key in parsed],
        "said": [key in said for key in keys],
    }
    return [row["key"] for row in connection.execute(_STILL_CALLING, parameters)]
