"""The baseline of the scripts: one that does nothing, called with what a submit is called with."""

from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from coalescing.connections import Connections, connection_options
from coalescing.keys import LaneKeys
from coalescing.lanes import CHECKINS
from coalescing.scripts import SUBMIT, Argument
from coalescing.submission import submit_arguments

TIMEOUT_MS = 2_000
KEY = "00000000-0000-4000-8000-000000000000:2026-01-01"


class NoOp:
    """A script that does nothing, with as many KEYS and ARGV as a submit.

    Two ways, with the same options: by redis-py's client, as anybody would call it; and over a bare
    connection like the one that a submit uses, where nothing is left but sending, the script, and reading.
    """

    def __init__(self, redis_url: str, payload: bytes = b"1") -> None:
        self._client: Any = redis.Redis.from_url(
            redis_url, retry=Retry(NoBackoff(), 0), **connection_options(TIMEOUT_MS)
        )
        self._sha = self._client.script_load("return 1")
        names = LaneKeys("bench", "no-op").named(SUBMIT.header.keys)
        arguments = submit_arguments(CHECKINS, KEY, payload, if_absent=False, delay_ms=None)
        self._numkeys = len(names)
        self._rest: tuple[Argument, ...] = (*names, *arguments)
        self._connections = Connections(redis_url, timeout_ms=TIMEOUT_MS)
        self._commands: list[tuple[Argument, ...]] = [("EVALSHA", self._sha, self._numkeys, *self._rest)]

    def by_client(self, _: str = "") -> None:
        """Call it through redis-py's client."""
        self._client.evalsha(self._sha, self._numkeys, *self._rest)

    def bare(self, _: str = "") -> None:
        """Call it over a bare connection."""
        self._connections.exchange(self._commands)
