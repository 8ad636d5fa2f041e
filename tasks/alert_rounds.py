"""The rounds of the lane alerts: every half hour each athlete is looked at, a page at a time.

Whether somebody has missed a check-in is a matter of the clock, and no write tells of it. Only athletes for
whom there is something to raise, to bring up to date or to resolve are owed; asking twice owes nothing new.
"""

from uuid import UUID

import structlog

from storage import ledger
from storage.coach_alerts import LANE, page_of_athletes
from storage.pools import transaction
from tasks.alerts import look_at
from tasks.app import app
from tasks.resources import pool
from tasks.scheduled import ScheduledTask
from tasks.spreading import submit_spread

log = structlog.get_logger(__name__)

#: Athletes that are looked at in one transaction.
PAGE = 1_000

_BEFORE_ALL = UUID(int=0)


@app.task(name="tasks.owe_alerts", base=ScheduledTask, counted=("owed",))
def owe_alerts(spread_seconds: float = 0) -> dict[str, int]:
    """Owe every athlete whose alerts are not what they should be. Harmless to run twice, or at the same time.

    Args:
        spread_seconds: Over how long the work is spread that comes of it.

    Returns:
        How many athletes are owed now that were not.
    """
    count = 0
    after: UUID | None = _BEFORE_ALL
    while after is not None:
        with transaction(pool()) as connection:
            clients, after = page_of_athletes(connection, after=after, page=PAGE)
            keys = [str(client) for client, one in look_at(connection, clients).items() if one.changes]
            revisions = ledger.owe(connection, LANE, dict.fromkeys(keys)) if keys else {}
        submit_spread(LANE, revisions, spread_seconds)
        count += len(keys)
    if count:
        log.info("alerts are owed", athletes=count)
    return {"owed": count}
