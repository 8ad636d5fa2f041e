"""After the load: what was accepted is stored and assessed, all of it, and the books of every lane add up."""

import time
from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from storage.conservation import balance

_POLL_SECONDS = 0.5

#: What was posted, and not seeded: its revisions are counted from 1 by each write that changed something.
_POSTED = """
SELECT coalesce(sum(revision), 0)::bigint AS stored,
    count(*) FILTER (WHERE assessed_revision IS DISTINCT FROM revision)::int AS not_assessed
FROM daily_metrics WHERE NOT is_imported
"""

_OPEN = """
SELECT count(*)::int AS open FROM owed_work
WHERE lane = ANY(%(lanes)s) AND done_revision < revision AND dead_at IS NULL AND owed_at <= now()
"""


def wait_until_done(connection: Connection[DictRow], lanes: list[str], seconds: float) -> tuple[int, float]:
    """Wait until nothing of these lanes is owed; answers what still is, and how long it took."""
    began = time.monotonic()
    while (left := _one(connection, _OPEN, {"lanes": lanes})["open"]) and time.monotonic() < began + seconds:
        time.sleep(_POLL_SECONDS)
    return left, time.monotonic() - began


def faults(connection: Connection[DictRow], attempted: int, accepted: int) -> Iterator[str]:
    """What is not as it should be.

    Args:
        connection: in autocommit.
        attempted: writes that were sent: one whose answer was lost may be stored.
        accepted: writes that were answered.
    """
    posted = _one(connection, _POSTED, {})
    if posted["stored"] < accepted:
        yield f"{accepted - posted['stored']:,} accepted check-ins are not stored"
    if posted["stored"] > attempted:
        yield f"{posted['stored'] - attempted:,} check-ins are stored that nobody sent"
    if posted["not_assessed"]:
        yield f"{posted['not_assessed']:,} check-ins are not assessed as they are stored"
    for lane in balance(connection):
        if lane.lost:
            yield f"lane {lane.lane}: {lane.lost:,} lost"
        if lane.dead:
            yield f"lane {lane.lane}: {lane.dead:,} dead"


def _one(connection: Connection[DictRow], statement: str, parameters: dict[str, Any]) -> DictRow:
    row = connection.execute(statement.encode(), parameters).fetchone()
    assert row is not None  # noqa: S101  an aggregate always has a row
    return row
