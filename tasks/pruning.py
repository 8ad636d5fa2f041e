"""What nobody will ask for again is removed, some rows at a time.

Few things are: what athletes and coaches were told, and why, is theirs to read, and an effect that was
withdrawn keeps its key from being used a second time.
"""

from datetime import timedelta
from typing import Protocol

import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from runtime.settings import get_settings
from storage import schedule_runs
from storage.pools import transaction
from storage.provider_inbox import drop_events_before, settle_forgotten
from tasks.app import app
from tasks.resources import pool
from tasks.scheduled import ScheduledTask

log = structlog.get_logger(__name__)

#: For so long one can look up when an entry has run.
KEEP_RUNS = timedelta(days=30)

#: Rows that one transaction removes: nobody waits long for their locks.
PAGE = 5_000


@app.task(name="tasks.prune", base=ScheduledTask, counted=("schedule_runs", "provider_events"))
def prune() -> dict[str, int]:
    """Remove what is too old. Harmless to run twice, or at the same time.

    Returns:
        How many rows of each table are gone.
    """
    with transaction(pool()) as connection:
        settle_forgotten(connection, at_most=PAGE)
    events_age = timedelta(days=get_settings().provider_events_days)
    counts = {
        "schedule_runs": _dropped(schedule_runs.drop_before, KEEP_RUNS),
        "provider_events": _dropped(drop_events_before, events_age),
    }
    if any(counts.values()):
        log.info("pruned", **counts)
    return counts


class _Drop(Protocol):
    """Removes some rows that are too old; answers how many."""

    def __call__(self, connection: Connection[DictRow], age: timedelta, *, at_most: int) -> int: ...


def _dropped(drop: _Drop, age: timedelta) -> int:
    """Remove all rows that are too old, a page at a time; answers how many."""
    count = 0
    page = PAGE
    while page == PAGE:
        with transaction(pool()) as connection:
            page = drop(connection, age, at_most=PAGE)
        count += page
    return count
