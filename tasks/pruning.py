"""What is old is removed, some rows at a time: what people were told, what was sent, what was undone.

Nothing that still stands, or is still owed (`storage.retention`). The ledger stays whole: a revision that
began again at 1 would be behind those that receipts and runs know.
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
from storage.retention import START, Dropped, Place, drop_deliveries, drop_effects, drop_notifications
from tasks.app import app
from tasks.resources import pool
from tasks.scheduled import ScheduledTask

log = structlog.get_logger(__name__)

#: For so long one can look up when an entry has run.
KEEP_RUNS = timedelta(days=30)

#: Rows that one transaction removes: nobody waits long for their locks.
PAGE = 5_000


COUNTED = ("schedule_runs", "provider_events", "deliveries", "notifications", "effects")


@app.task(name="tasks.prune", base=ScheduledTask, counted=COUNTED)
def prune() -> dict[str, int]:
    """Remove what is too old. Harmless to run twice, or at the same time.

    Returns:
        How many rows of each table are gone.
    """
    with transaction(pool()) as connection:
        settle_forgotten(connection, at_most=PAGE)
    settings = get_settings()
    counts = {
        "schedule_runs": _dropped(schedule_runs.drop_before, KEEP_RUNS),
        "provider_events": _dropped(drop_events_before, timedelta(days=settings.provider_events_days)),
        "deliveries": _looked_through(drop_deliveries, timedelta(days=settings.deliveries_days)),
        "notifications": _looked_through(drop_notifications, timedelta(days=settings.notifications_days)),
        "effects": _dropped(drop_effects, timedelta(days=settings.effects_days)),
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


class _LookAndDrop(Protocol):
    """The same of what may stand, behind a place."""

    def __call__(
        self, connection: Connection[DictRow], age: timedelta, *, at_most: int, after: Place
    ) -> Dropped: ...


def _looked_through(drop: _LookAndDrop, age: timedelta) -> int:
    """Look once at all rows that are old, a page at a time, and remove those that may go; how many."""
    count = 0
    place: Place | None = START
    while place is not None:
        with transaction(pool()) as connection:
            rows, place = drop(connection, age, at_most=PAGE, after=place)
        count += rows
    return count
