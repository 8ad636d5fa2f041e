"""Answers whose process is gone are ended: what there is of them is shown, and what comes after is owed."""

import structlog

from storage.chat_answers import LANE, sweep
from storage.pools import transaction
from tasks.app import app
from tasks.onward import submit_owed
from tasks.resources import pool
from tasks.scheduled import ScheduledTask

log = structlog.get_logger(__name__)

#: Answers of one transaction.
PAGE = 500


@app.task(name="tasks.sweep_answers", base=ScheduledTask, counted=("interrupted",))
def sweep_answers() -> dict[str, int]:
    """End them. Harmless to run twice, or at the same time.

    Returns:
        Of how many conversations there were some.
    """
    count = 0
    page = PAGE
    while page == PAGE:
        with transaction(pool()) as connection:
            owed = sweep(connection, PAGE)
        page = len(owed)
        count += page
        if owed:
            submit_owed({LANE: owed})
    if count:
        log.warning("answers were interrupted", conversations=count)
    return {"interrupted": count}
