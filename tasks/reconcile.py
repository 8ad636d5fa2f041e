"""Reconcile: what the ledger says is owed, and Redis may have forgotten, is submitted again.

Only absent keys are touched: what waits or is held is left alone, and what is dead in Redis is
marked dead in the ledger, rather than revived for ever.
"""

import structlog

from coalescing.lanes import LANES, Lane
from coalescing.outcomes import SubmitOutcome
from runtime.settings import get_settings
from storage import ledger
from tasks.app import app
from tasks.burial import mark_buried
from tasks.resources import lane_client, pool

log = structlog.get_logger(__name__)

#: Keys that are read from the ledger, and submitted, at a time.
PAGE = 1_000


@app.task(name="tasks.reconcile")
def reconcile() -> dict[str, dict[str, int]]:
    """Submit again what every lane owes and Redis does not know.

    Returns:
        Per lane: how many keys were looked at, submitted again, and found dead.
    """
    return {lane.name: reconcile_lane(lane) for lane in LANES.values()}


def reconcile_lane(lane: Lane) -> dict[str, int]:
    """The same for one lane. Keys that are owed for less than the window plus a grace are left in peace."""
    counts = {"overdue": 0, "resubmitted": 0, "dead": 0}
    client = lane_client(lane.name)
    patience = lane.window_ms / 1000 + get_settings().reconcile_grace_seconds
    with pool().connection() as connection:
        for keys in ledger.overdue(connection, lane.name, older_than_seconds=patience, page=PAGE):
            outcomes = client.submit_many([(key, b"") for key in keys], if_absent=True, delay_ms=0)
            dead = [key for key, outcome in zip(keys, outcomes, strict=True) if outcome is SubmitOutcome.DEAD]
            mark_buried(connection, lane.name, {key: client.peek(key).reason for key in dead})
            counts["overdue"] += len(keys)
            counts["resubmitted"] += outcomes.count(SubmitOutcome.OPENED)
            counts["dead"] += len(dead)
    if counts["resubmitted"] or counts["dead"]:
        log.warning("reconciled", lane=lane.name, **counts)
    return counts
