"""The turn of the day: athletes whose loads do not reach up to their today are owed, a page at a time.

A day without a session is a day of rest, and nobody posts those. Beat asks all day long, since midnight is
at another time in each time zone; who has been computed since is not behind, so asking twice owes nothing.
"""

from uuid import UUID

import structlog

from storage import ledger
from storage.activity_debts import LANE
from storage.pools import transaction
from storage.training_loads import athletes_behind
from tasks.app import app
from tasks.resources import pool
from tasks.scheduled import ScheduledTask
from tasks.spreading import submit_spread

log = structlog.get_logger(__name__)

#: Athletes that are looked at, owed and submitted at a time. The lane is a background one: its drains end
#: after a batch, so live check-ins wait for no more than that, however many athletes are owed.
PAGE = 1_000

_BEFORE_ALL = UUID(int=0)


@app.task(name="tasks.owe_daily_loads", base=ScheduledTask, counted=("owed",))
def owe_daily_loads(spread_seconds: float = 0) -> dict[str, int]:
    """Owe the loads of every athlete who is behind. Harmless to run twice, or at the same time.

    Args:
        spread_seconds: Over how long the work is spread that comes of it.

    Returns:
        How many athletes are owed now that were not.
    """
    count = 0
    after: UUID | None = _BEFORE_ALL
    while after is not None:
        with transaction(pool()) as connection:
            behind, after = athletes_behind(connection, after=after, page=PAGE)
            revisions = ledger.owe(connection, LANE, dict.fromkeys(map(str, behind))) if behind else {}
        submit_spread(LANE, revisions, spread_seconds)
        count += len(behind)
    if count:
        log.info("loads of the day are owed", athletes=count)
    return {"owed": count}
