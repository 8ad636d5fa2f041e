"""The drain: claims what is due in a lane, has its handler do it, and settles, until nothing is due."""

import time

import structlog

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient, new_token
from coalescing.outcomes import ClaimedEntry
from tasks.app import DRAIN_BUDGET_SECONDS, app
from tasks.attempt import Attempt
from tasks.handlers import HANDLERS, Handler
from tasks.resources import lane_client, pool
from tasks.tally import Tally, in_short

log = structlog.get_logger(__name__)


@app.task(name="tasks.drain")
def drain(lane: str, poke: str | None = None) -> dict[str, int | str]:
    """Empty a lane of what is due. Harmless to run twice, or for nothing.

    Args:
        lane: name of the lane.
        poke: id of the poke that sent this message; it is no longer outstanding.

    Returns:
        What was claimed and what became of it: Flower shows it as the task's result.
    """
    return in_short(run(lane_client(lane), HANDLERS[lane], poke))


def run(lane: LaneClient, handler: Handler, poke: str | None = None) -> dict[str, int | str]:
    """The drain's body: batch after batch, for `DRAIN_BUDGET_SECONDS` at most."""
    tally = Tally()
    began = time.monotonic()
    while time.monotonic() - began < DRAIN_BUDGET_SECONDS:
        token = new_token()
        try:
            entries = _claim(lane, token, poke)
        except RedisUnavailableError as error:
            log.warning("claim failed", lane=lane.lane.name, error=str(error))
            break
        if not entries:
            break
        Attempt(lane, handler, pool(), token, entries).run(tally)
        poke = None
    result = tally.result(lane.lane.name, time.monotonic() - began)
    if tally.claimed:
        log.info("drained", **in_short(result))
    return result


def _claim(lane: LaneClient, token: str, poke: str | None) -> list[ClaimedEntry]:
    """Claim a batch; asks again when the answer was lost, since the same token answers the same batch."""
    try:
        return lane.claim(lane.lane.batch, token, poke)
    except RedisUnavailableError:
        return lane.claim(lane.lane.batch, token, poke)
