"""What a process that runs tasks holds open: connections to PostgreSQL, and the lanes' clients.

Made on first use and kept by process id, because worker processes are forked: a child must never
speak on a socket that its parent opened.
"""

import os
from functools import cache

from coalescing.client import ScriptClient
from coalescing.declared import lane_named
from coalescing.lane_client import LaneClient
from runtime.settings import get_settings
from storage.pools import Pool, worker_pool

#: A drain may wait longer than a web request: its calls carry hundreds of entries.
REDIS_TIMEOUT_MS = 2_000


def pool() -> Pool:
    """This process's connections to PostgreSQL."""
    return _pool_of(os.getpid())


def script_client() -> ScriptClient:
    """This process's way to Redis, which its lanes' clients share."""
    return _script_client_of(os.getpid())


def lane_client(name: str) -> LaneClient:
    """This process's client of a lane.

    Raises:
        UnknownLaneError: no lane has that name.
    """
    return _lane_client_of(os.getpid(), name)


@cache
def _pool_of(_pid: int) -> Pool:
    return worker_pool(get_settings().require_database_url())


@cache
def _script_client_of(_pid: int) -> ScriptClient:
    return ScriptClient.connect(get_settings().require_redis_url(), timeout_ms=REDIS_TIMEOUT_MS)


@cache
def _lane_client_of(pid: int, name: str) -> LaneClient:
    return LaneClient(lane_named(name), _script_client_of(pid), get_settings().redis_prefix)
