"""What nobody will ask for again is removed, some rows at a time.

Few things are: what athletes and coaches were told, and why, is theirs to read, and an effect that was
withdrawn keeps its key from being used a second time.
"""

from datetime import timedelta

import structlog

from storage import schedule_runs
from storage.pools import transaction
from tasks.app import app
from tasks.resources import pool
from tasks.scheduled import ScheduledTask

log = structlog.get_logger(__name__)

#: For so long one can look up when an entry has run.
KEEP_RUNS = timedelta(days=30)

#: Rows that one transaction removes: nobody waits long for their locks.
PAGE = 5_000


@app.task(name="tasks.prune", base=ScheduledTask, counted=("schedule_runs",))
def prune() -> dict[str, int]:
    """Remove what is too old. Harmless to run twice, or at the same time.

    Returns:
        How many rows of each table are gone.
    """
    count = 0
    page = PAGE
    while page == PAGE:
        with transaction(pool()) as connection:
            page = schedule_runs.drop_before(connection, KEEP_RUNS, at_most=PAGE)
        count += page
    if count:
        log.info("pruned", schedule_runs=count)
    return {"schedule_runs": count}
