"""Days to be assessed again, since an earlier day that is in their history came in late or was corrected."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, tuple_row

from domain.history import HISTORY_DAYS
from storage import ledger
from storage.assessments import CheckInKey

LANE = "reassessments"

#: An intake's `updated_at` is when its transaction began. A run that began later than that by this much, in
#: seconds, has seen it committed.
INTAKE_TAKES_AT_MOST = 5

#: First and last day, both included.
Span = tuple[date, date]

# A later day is outrun when its run may have begun before the earlier day's input was committed: one that has
# a result of before, or one that was there before and may be in the hands of a run right now. Those of the
# same batch have read what the earlier day has read.
_OUTRUN = f"""
SELECT later.client_id, min(later.date), max(later.date)
FROM unnest(%(clients)s::uuid[], %(days)s::date[]) AS drained (client_id, day)
JOIN daily_metrics earlier ON earlier.client_id = drained.client_id AND earlier.date = drained.day
JOIN daily_metrics later ON later.client_id = drained.client_id
    AND later.date > earlier.date AND later.date <= earlier.date + {HISTORY_DAYS}
WHERE CASE WHEN later.assessed_at IS NULL THEN later.updated_at < earlier.updated_at
    ELSE later.assessed_at < now()
        AND later.assessed_at < earlier.updated_at + make_interval(secs => {INTAKE_TAKES_AT_MOST}) END
GROUP BY later.client_id
"""  # noqa: S608  the only things put in are constants

_KEYS = """
SELECT DISTINCT row.client_id::text || ':' || to_char(row.date, 'YYYY-MM-DD') AS key
FROM unnest(%(clients)s::uuid[], %(firsts)s::date[], %(lasts)s::date[]) AS span (client_id, first, last)
JOIN daily_metrics AS row ON row.client_id = span.client_id AND row.date BETWEEN span.first AND span.last
ORDER BY key
"""


def outrun(connection: Connection[DictRow], keys: Sequence[str]) -> dict[UUID, Span]:
    """Which later days of the same athletes may have been assessed without what these days say now.

    Args:
        connection: in the transaction that has assessed these days.
        keys: their keys, `clientId:date`.

    Returns:
        Per athlete the first and the last such day; athletes without any are absent. Some of the days may
        have seen it all: assessing them again changes nothing.
    """
    parsed = [CheckInKey.parse(key) for key in keys]
    parameters = {"clients": [key.client_id for key in parsed], "days": [key.day for key in parsed]}
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(_OUTRUN, parameters)
        return {client: (first, last) for client, first, last in cursor}


def owe_reassessments(connection: Connection[DictRow], spans: Mapping[UUID, Span]) -> dict[str, int]:
    """Owe each athlete's days to the lane, in the caller's transaction.

    Returns:
        The revision of each key, to be submitted to the lane once the transaction is committed.
    """
    inputs: dict[str, bytes | None] = {
        str(client): orjson.dumps([[first, last]]) for client, (first, last) in spans.items()
    }
    return ledger.owe(connection, LANE, inputs, policy="append")


def check_ins_within(connection: Connection[DictRow], spans: Mapping[UUID, Sequence[Span]]) -> list[str]:
    """The keys of all check-ins within any of their athlete's spans, by athlete and day."""
    flat = [(client, *span) for client, its_spans in spans.items() for span in its_spans]
    clients, firsts, lasts = zip(*flat, strict=True) if flat else ((), (), ())
    parameters = {"clients": list(clients), "firsts": list(firsts), "lasts": list(lasts)}
    return [row["key"] for row in connection.execute(_KEYS, parameters)]
