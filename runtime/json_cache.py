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

from runtime.patient_redis import PatientRedis

_logger = structlog.get_logger(__name__)

#: How an answer came about: kept and fresh; kept, and being made anew; made by others meanwhile; made for
#: this one; kept, of an older version or age, since it could not be made.
How: TypeAlias = Literal["hit", "stale", "inflight", "miss", "degraded"]

#: Takes the lock away if it is still the same one.
_UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

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
#: Raises for whom nothing is made.
Admit: TypeAlias = Callable[[], Awaitable[None]]

_Answer: TypeAlias = tuple[Kept, How]
#: What is kept, and for how many seconds it has been.
_Look: TypeAlias = tuple[Kept | None, float]
_Key = TypeVar("_Key")
_Result = TypeVar("_Result")


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
        redis: where.
        prefix: of all keys.
        forgiven: errors of making a body, for which the last good one is served.
        times: how long things last.
    """

    def __init__(
        self,
        redis: PatientRedis,
        prefix: str,
        *,
        forgiven: tuple[type[Exception], ...] = (),
        times: Times | None = None,
    ) -> None:
        self._times = times or Times()
        self._forgiven = forgiven
        self._prefix = f"{prefix}:cache:"
        self._redis = redis
        self._looks: dict[str, asyncio.Task[_Look]] = {}
        self._making: dict[tuple[str, int], asyncio.Task[_Answer]] = {}

    async def get(
        self, key: str, version: int, make: Make, *, refresh: bool = False, admit: Admit | None = None
    ) -> tuple[Kept, How]:
        """The body of a key, of this version or a newer one.

        Args:
            key: what it is about.
            version: the newest one that there is.
            make: makes it.
            refresh: make it in any case.
            admit: asked before anything is answered but a `hit`.

        Raises:
            Exception: what `admit` raises; what `make` raises, if there is no last good one, or it is not to
                be forgiven.
        """
        kept, age = await self._shared_look(key)
        if admit is not None and (refresh or not self._is_fresh(kept, age, version)):
            await admit()
            kept, age = await self._shared_look(key)  # others may have made it meanwhile
        if kept is not None and kept.version >= version and not refresh:
            if age < self._times.fresh:
                return kept, "hit"
            if age < self._times.stale:
                self._begin(key, version, make, waits=True)
                return kept, "stale"
        is_first = (key, version) not in self._making
        try:
            made, how = await asyncio.shield(self._begin(key, version, make, waits=not refresh))
        except self._forgiven:
            if kept is None:
                raise
            return kept, "degraded"
        return made, how if is_first else "inflight"

    async def close(self) -> None:
        """Let go of what is being made."""
        for task in (*self._looks.values(), *self._making.values()):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task

    def _is_fresh(self, kept: Kept | None, age: float, version: int) -> bool:
        return kept is not None and kept.version >= version and age < self._times.fresh

    async def _shared_look(self, key: str) -> _Look:
        """Who asks at the same time shares one look at Redis."""
        if key not in self._looks:
            task = asyncio.create_task(self._read(key))
            self._looks[key] = task
            task.add_done_callback(lambda done: self._end(self._looks, key, done))
        return await asyncio.shield(self._looks[key])

    def _begin(self, key: str, version: int, make: Make, *, waits: bool) -> "asyncio.Task[_Answer]":
        making = (key, version)
        if making not in self._making:
            task = asyncio.create_task(self._make(key, version, make, waits=waits))
            self._making[making] = task
            task.add_done_callback(lambda done: self._end(self._making, making, done))
        return self._making[making]

    @staticmethod
    def _end(tasks: dict[_Key, "asyncio.Task[_Result]"], key: _Key, task: "asyncio.Task[_Result]") -> None:
        del tasks[key]
        if not task.cancelled() and (error := task.exception()):
            # Whoever waits is told; if nobody does, this is all that is heard of it.
            _logger.info("a cached answer could not be made", error_type=type(error).__qualname__)

    async def _make(self, key: str, version: int, make: Make, *, waits: bool) -> _Answer:
        """Make it, unless another process does: then wait for that, but not for ever."""
        token = secrets.token_hex(8)
        lock = f"{self._prefix}{key}:{version}:lock"
        milliseconds = round(self._times.lock * 1000)
        has_lock = await self._redis.ask(
            self._redis.commands.set, lock, token, nx=True, px=milliseconds, otherwise=True
        )
        if not has_lock and waits and (found := await self._look(key, version)):
            return found, "inflight"
        try:
            made = await make()
            seconds = round(self._times.last_good)
            await self._redis.ask(
                self._redis.commands.set, self._prefix + key, made.packed(), ex=seconds, otherwise=None
            )
        finally:
            if has_lock:
                await self._redis.ask(self._redis.commands.eval, _UNLOCK, 1, lock, token, otherwise=None)
        return made, "miss"

    async def _look(self, key: str, version: int) -> Kept | None:
        """What another process has made, once it has."""
        deadline = time.monotonic() + self._times.lock
        while time.monotonic() < deadline and not self._redis.is_away:
            kept, age = await self._read(key)
            if kept is not None and self._is_fresh(kept, age, version):
                return kept
            await asyncio.sleep(_LOOK_SECONDS)
        return None

    async def _read(self, key: str) -> _Look:
        """What is kept, and for how long; by Redis's clock, since processes have clocks of their own."""
        name = self._prefix + key
        text, left_ms = await self._redis.ask(self._get, name, otherwise=(None, 0))
        if text is None:
            return None, 0.0
        return Kept.unpacked(text), self._times.last_good - left_ms / 1000

    async def _get(self, name: str) -> Any:
        async with self._redis.commands.pipeline(transaction=False) as pipeline:
            pipeline.get(name)
            pipeline.pttl(name)
            return await pipeline.execute()
