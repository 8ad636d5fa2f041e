"""Jitter: what is owed at one moment starts spread over a while, so that thousands do not start together."""

from collections import defaultdict
from collections.abc import Mapping
from zlib import crc32

import structlog

from coalescing.declared import lane_named
from coalescing.errors import RedisUnavailableError
from tasks.resources import lane_client

log = structlog.get_logger(__name__)

#: Keys that start at the same time are submitted together: so many groups, whatever the number of keys.
GROUPS = 30


def submit_spread(lane: str, revisions: Mapping[str, int], seconds: float) -> None:
    """Submit what a lane owes, spread over so many seconds on top of its window.

    A key has the same place in the spread each time. A lost submit is made good by reconcile, which leaves
    alone what waits.
    """
    window_ms = lane_named(lane).window_ms
    for delay_ms, keys in spread(revisions, seconds).items():
        try:
            inputs = [(key, b"", revisions[key]) for key in keys]
            lane_client(lane).submit_many(inputs, delay_ms=window_ms + delay_ms)
        except RedisUnavailableError as error:
            log.warning("submit failed", lane=lane, keys=len(revisions), error=str(error))
            return


def spread(keys: Mapping[str, int], seconds: float) -> dict[int, list[str]]:
    """The keys by how many milliseconds they are to wait."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for key in keys:
        groups[int(crc32(key.encode()) % GROUPS * seconds * 1000 / GROUPS)].append(key)
    return dict(groups)
