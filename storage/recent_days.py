"""Which check-ins are of late: of the athlete's today or yesterday."""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from storage.assessments import CheckInKey

_OF_LATE = """
SELECT one.key
FROM unnest(%(keys)s::text[], %(clients)s::uuid[], %(days)s::date[]) AS one (key, client_id, day)
JOIN clients ON clients.id = one.client_id
WHERE one.day >= (now() AT TIME ZONE clients.time_zone)::date - 1
"""


def of_late(connection: Connection[DictRow], keys: Sequence[str]) -> list[str]:
    """Those of the keys, `clientId:date`, whose day is the athlete's today or yesterday, or is to come.

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
    }
    return [row["key"] for row in connection.execute(_OF_LATE, parameters)]
