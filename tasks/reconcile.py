"""Reconcile: what the ledger says is owed, and Redis may have forgotten, is submitted again.

What waits or is held is left alone, and what is dead in Redis is marked dead in the ledger rather than
revived for ever, unless a newer input is owed than the one that died. Whether a
lane is paused is told to Redis first.
"""

import math
import time
from typing import Any

import structlog

from coalescing.declared import declared_lanes
from coalescing.lanes import Lane
from coalescing.outcomes import SubmitOutcome
from runtime.settings import get_settings
from storage import ledger
from storage.pauses import paused
from tasks.app import app
from tasks.burial import mark_buried
from tasks.resources import lane_client, pool
from tasks.scheduled import ScheduledTask

log = structlog.get_logger(__name__)

#: Keys that are read from the ledger, and submitted, at a time.
PAGE = 1_000

_RESUBMITTED = {SubmitOutcome.OPENED, SubmitOutcome.REVIVED}


#: When this process has reconciled last, on the monotonic clock.
_reconciled_at = -math.inf


@app.task(name="tasks.reconcile", bind=True, base=ScheduledTask, counted=("resubmitted", "dead"))
def reconcile(task: Any) -> dict[str, dict[str, int]]:
    """Submit again what every lane owes and Redis does not know.

    Messages pile up while no worker is there. They do not expire, which would be a matter of the wall clock:
    a process that has just reconciled passes over the next one.

    Returns:
        Per lane: how many keys were looked at, submitted again, and found dead.
    """
    global _reconciled_at  # noqa: PLW0603  a child runs one task at a time
    now = time.monotonic()
    if (
        not task.request.called_directly
        and now - _reconciled_at < get_settings().reconcile_interval_seconds / 2
    ):
        return {}
    _reconciled_at = now
    counts: dict[str, dict[str, int]] = {}
    troubles: list[Exception] = []
    for lane in declared_lanes().values():
        try:
            counts[lane.name] = reconcile_lane(lane)
        except Exception as error:  # noqa: BLE001  the other lanes are not to wait for this one
            log.warning("lane not reconciled", lane=lane.name, error=error)
            troubles.append(error)
    if troubles:
        raise troubles[0]
    return counts


def reconcile_lane(lane: Lane) -> dict[str, int]:
    """The same for one lane. Keys that are owed for less than the window plus a grace are left in peace."""
    counts = {"overdue": 0, "resubmitted": 0, "dead": 0}
    client = lane_client(lane.name)
    patience = lane.longest_wait_ms / 1000 + get_settings().reconcile_grace_seconds
    with pool().connection() as connection:
        if lane.name in paused(connection):
            client.pause()
        else:
            client.resume()
        for owed in ledger.overdue(connection, lane.name, older_than_seconds=patience, page=PAGE):
            inputs = [(key, b"", revision) for key, revision in owed.items()]
            outcomes = client.submit_many(inputs, if_absent=True, delay_ms=0)
            dead = [key for key, outcome in zip(owed, outcomes, strict=True) if outcome is SubmitOutcome.DEAD]
            counts["overdue"] += len(owed)
            # A newer input than the one that died, whose submit got lost, has revived it.
            counts["resubmitted"] += sum(outcome in _RESUBMITTED for outcome in outcomes)
            counts["dead"] += len(mark_buried(connection, client, dead))
    if counts["resubmitted"] or counts["dead"]:
        log.warning("reconciled", lane=lane.name, **counts)
    return counts
