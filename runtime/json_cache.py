"""A short-lived cache of JSON bodies in Redis, that processes fill one at a time.

What is kept belongs to a version, which the caller knows from PostgreSQL: of an older one it is not served as
if it was good. It is fresh for some seconds; then it is served once more to everybody while one process makes
it anew. Without Redis each process makes its own, one at a time: slower, not wrong.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

import structlog
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_logger = structlog.get_logger(__name__)

#: How an answer came about: kept and fresh; kept, and being made anew; made by others meanwhile; made for
#: this one; kept, of an older version or age, since it could not be made.
How: TypeAlias = Literal["hit", "stale", "inflight", "miss", "degraded"]

#: Takes the lock away if it is still the same one.
_UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

#: Connections to Redis at most: what is asked takes a fraction of a millisecond.
_CONNECTIONS = 8

#: Pause between two looks for what another process is making.
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Kept:
    """A body: a JSON object, with the version that it belongs to and the time that it speaks of."""

    body: bytes
    version: int
    as_of: float

    def packed(self) -> bytes:
        """As it is written."""
        return b"%d %.3f\n%b" % (self.version, self.as_of, self.body)

    @classmethod
    def unpacked(cls, text: bytes) -> "Kept":
        """As it was written."""
        head, _, body = text.partition(b"\n")
        version, as_of = head.split()
        return cls(body, int(version), float(as_of))


Make: TypeAlias = Callable[[], Awaitable[Kept]]

_Answer: TypeAlias = tuple[Kept, How]
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Times:
    """How long things last, in seconds."""

    #: What is kept is good without a second thought.
    fresh: float = 45.0
    #: It is served while it is made anew.
    stale: float = 300.0
    #: It is served if it cannot be made.
    last_good: float = 1_800.0
    #: A process that makes one holds the others off for this long.
    lock: float = 5.0


class JsonCache:
    """Keeps bodies by key.

    Args:
        url: of Redis; connected to when first used.
        prefix: of all keys.
        timeout_ms: patience with Redis.
        forgiven: errors of making a body, for which the last good one is served.
        times: how long things last.
    """

    def __init__(
        self,
        url: str,
        prefix: str,
        *,
        timeout_ms: int,
        forgiven: tuple[type[Exception], ...] = (),
        times: Times | None = None,
    ) -> None:
        self._times = times or Times()
        self._forgiven = forgiven
        self._prefix = f"{prefix}:cache:"
        self._patience = timeout_ms / 1000
        self._redis = Redis.from_pool(
            ConnectionPool.from_url(
                url,
                max_connections=_CONNECTIONS,
                socket_timeout=self._patience,
                socket_connect_timeout=self._patience,
                retry=Retry(NoBackoff(), 0),
            )
        )
        # Who waits for a connection waits for others of this process. That must not be taken for Redis's
        # absence: locks would not be given back then, and the next readers would wait for them.
        self._turns = asyncio.Semaphore(_CONNECTIONS)
        self._away_until = 0.0
        self._asked: dict[tuple[str, int, bool], asyncio.Task[_Answer]] = {}
        self._making: dict[tuple[str, int], asyncio.Task[_Answer]] = {}

    async def get(self, key: str, version: int, make: Make, *, refresh: bool = False) -> tuple[Kept, How]:
        """The body of a key, of this version or a newer one.

        Args:
            key: what it is about.
            version: the newest one that there is.
            make: makes it.
            refresh: make it in any case.

        Raises:
            Exception: what `make` raises, if there is no last good one, or it is not to be forgiven.
        """
        # Who asks at the same time shares one look at Redis too.
        asked = (key, version, refresh)
        is_first = asked not in self._asked
        if is_first:
            self._asked[asked] = asyncio.create_task(self._answer(key, version, make, refresh=refresh))
            self._asked[asked].add_done_callback(lambda done: self._end(self._asked, asked, done))
        kept, how = await asyncio.shield(self._asked[asked])
        return kept, "inflight" if how == "miss" and not is_first else how

    async def close(self) -> None:
        """Let go of the connections, and of what is being made."""
        for task in (*self._asked.values(), *self._making.values()):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        await self._redis.aclose()

    async def _answer(self, key: str, version: int, make: Make, *, refresh: bool) -> _Answer:
        kept, age = await self._read(key)
        if kept is not None and kept.version >= version and not refresh:
            if age < self._times.fresh:
                return kept, "hit"
            if age < self._times.stale:
                self._begin(key, version, make, waits=True)
                return kept, "stale"
        try:
            return await asyncio.shield(self._begin(key, version, make, waits=not refresh))
        except self._forgiven:
            if kept is None:
                raise
            return kept, "degraded"

    def _begin(self, key: str, version: int, make: Make, *, waits: bool) -> "asyncio.Task[_Answer]":
        making = (key, version)
        if making not in self._making:
            task = asyncio.create_task(self._make(key, version, make, waits=waits))
            self._making[making] = task
            task.add_done_callback(lambda done: self._end(self._making, making, done))
        return self._making[making]

    @staticmethod
    def _end(tasks: dict[_Key, "asyncio.Task[_Answer]"], key: _Key, task: "asyncio.Task[_Answer]") -> None:
        del tasks[key]
        if not task.cancelled() and (error := task.exception()):
            # Whoever waits is told; if nobody does, this is all that is heard of it.
            _logger.info("a cached answer could not be made", error_type=type(error).__qualname__)

    async def _make(self, key: str, version: int, make: Make, *, waits: bool) -> _Answer:
        """Make it, unless another process does: then wait for that, but not for ever."""
        token = secrets.token_hex(8)
        lock = f"{self._prefix}{key}:{version}:lock"
        milliseconds = round(self._times.lock * 1000)
        has_lock = await self._ask(self._redis.set, lock, token, nx=True, px=milliseconds, otherwise=True)
        if not has_lock and waits and (found := await self._look(key, version)):
            return found, "inflight"
        try:
            made = await make()
            seconds = round(self._times.last_good)
            await self._ask(self._redis.set, self._prefix + key, made.packed(), ex=seconds, otherwise=None)
        finally:
            if has_lock:
                await self._ask(self._redis.eval, _UNLOCK, 1, lock, token, otherwise=None)
        return made, "miss"

    async def _look(self, key: str, version: int) -> Kept | None:
        """What another process has made, once it has."""
        deadline = time.monotonic() + self._times.lock
        while time.monotonic() < deadline and time.monotonic() >= self._away_until:
            kept, age = await self._read(key)
            if kept is not None and kept.version >= version and age < self._times.fresh:
                return kept
            await asyncio.sleep(_LOOK_SECONDS)
        return None

    async def _read(self, key: str) -> tuple[Kept | None, float]:
        """What is kept, and for how long; by Redis's clock, since processes have clocks of their own."""
        name = self._prefix + key
        text, left_ms = await self._ask(self._get, name, otherwise=(None, 0))
        if text is None:
            return None, 0.0
        return Kept.unpacked(text), self._times.last_good - left_ms / 1000

    async def _get(self, name: str) -> Any:
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.get(name)
            pipeline.pttl(name)
            return await pipeline.execute()

    async def _ask(
        self, command: Callable[..., Awaitable[Any]], *args: Any, otherwise: Any, **options: Any
    ) -> Any:
        """Ask Redis; while it is away, and for a second after, `otherwise`."""
        async with self._turns:
            if time.monotonic() < self._away_until:
                return otherwise
            try:
                async with asyncio.timeout(2 * self._patience):
                    return await command(*args, **options)
            except (RedisError, OSError) as error:  # TimeoutError is one of the latter
                if self._away_until == 0.0:
                    reason = type(error).__qualname__
                    _logger.warning("Redis is not available; nothing is cached", reason=reason)
                self._away_until = time.monotonic() + 1.0
                return otherwise
