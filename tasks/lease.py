"""Keeping a lease while a run is at work, so that a lease that ends means that its worker is gone."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import ExtendOutcome

log = structlog.get_logger(__name__)


@contextmanager
def kept_lease(lane: LaneClient, token: str, keys: Sequence[str]) -> Iterator[None]:
    """Push the claim's lease out every third of its length, from a thread, while the block runs."""
    finished = threading.Event()
    keeper = threading.Thread(target=_keep, args=(lane, token, keys, finished), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        finished.set()
        keeper.join()


def _keep(lane: LaneClient, token: str, keys: Sequence[str], finished: threading.Event) -> None:
    while not finished.wait(lane.lane.lease_ms / 3_000):
        try:
            outcomes = lane.extend(token, keys)
        except RedisUnavailableError as error:
            log.warning("lease not extended", lane=lane.lane.name, error=str(error))
            continue
        if ExtendOutcome.HELD not in outcomes.values():
            # The run goes on: where it was overtaken, the revision fence lets the newer result stand.
            log.warning("lease lost", lane=lane.lane.name, keys=len(keys))
            return
