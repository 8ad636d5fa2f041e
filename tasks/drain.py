"""A drain: claims what is due in a lane, has its handler do it, and settles, until nothing is due."""

import time
from contextlib import suppress

import structlog

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient, new_token
from coalescing.outcomes import ClaimedEntry
from storage.pauses import paused
from storage.pools import is_away
from tasks.attempt import Attempt
from tasks.handlers import Handler
from tasks.resources import pool
from tasks.tally import Tally, in_short

log = structlog.get_logger(__name__)

#: A drain stops claiming after this long, so that a warm shutdown never waits much longer.
DRAIN_BUDGET_SECONDS = 10.0


def run(
    lane: LaneClient,
    handler: Handler,
    poke: str | None = None,
    *,
    even_if_paused: bool = False,
    at_most: int | None = None,
) -> dict[str, int | str]:
    """Batch after batch, for `DRAIN_BUDGET_SECONDS` at most. Harmless to run twice, or for nothing.

    Args:
        lane: Door to the lane.
        handler: Does its work.
        poke: Id of the poke that led here; it is no longer outstanding.
        even_if_paused: Drain a paused lane too, as an operator may by hand.
        at_most: Batches; None for no limit.

    Returns:
        What was claimed and what became of it.
    """
    tally = Tally()
    is_closed = not even_if_paused and _keeps_pause(lane)
    began = time.monotonic()
    while not is_closed and time.monotonic() - began < DRAIN_BUDGET_SECONDS and tally.batches != at_most:
        token = new_token()
        try:
            entries = _claim(lane, token, poke, even_if_paused=even_if_paused)
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


def _keeps_pause(lane: LaneClient) -> bool:
    """Whether the lane is paused, whatever Redis has forgotten: then Redis is told again."""
    try:
        with pool().connection() as connection:
            is_paused = lane.lane.name in paused(connection)
    except Exception as error:
        if is_away(error):
            return False  # the attempt finds out, and postpones
        raise
    if is_paused:
        with suppress(RedisUnavailableError):  # then nothing can be claimed either
            lane.pause()
    return is_paused


def _claim(lane: LaneClient, token: str, poke: str | None, *, even_if_paused: bool) -> list[ClaimedEntry]:
    """Claim a batch; asks again when the answer was lost, since the same token answers the same batch."""
    try:
        return lane.claim(lane.lane.batch, token, poke, even_if_paused=even_if_paused)
    except RedisUnavailableError:
        return lane.claim(lane.lane.batch, token, poke, even_if_paused=even_if_paused)
