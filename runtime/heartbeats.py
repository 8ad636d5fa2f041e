"""Heartbeats of workers and beats in Redis, so that readiness can say whether anyone is working."""

from types import TracebackType
from typing import Any, NamedTuple, Self, cast

import redis
import redis.asyncio
from redis.backoff import NoBackoff
from redis.retry import Retry

#: A worker that was not heard of for this long is forgotten.
FORGET_AFTER_SECONDS = 3_600.0


class HeartbeatsUnavailableError(Exception):
    """Raised when Redis does not answer."""


#: The kinds of process that have heartbeats.
WORKERS = "heartbeats"
BEATS = "beats"


def _key(prefix: str, kind: str) -> str:
    return f"{prefix}:{kind}"


def _seconds(answer: Any) -> float:
    seconds, microseconds = cast("tuple[int, int]", answer)
    return seconds + microseconds / 1e6


class Fleet(NamedTuple):
    """The workers that were heard of lately."""

    #: Seconds since the epoch, on Redis' clock.
    now: float
    #: In alphabetical order.
    names: tuple[str, ...]


class Heartbeat:
    """One process's sign of life, and what it hears of others of its kind. Safe to share between threads."""

    def __init__(
        self, redis_url: str, prefix: str, worker: str, *, timeout_ms: int, kind: str = WORKERS
    ) -> None:
        self._redis: Any = redis.Redis.from_url(
            redis_url,
            socket_timeout=timeout_ms / 1000,
            socket_connect_timeout=timeout_ms / 1000,
            retry=Retry(NoBackoff(), 0),
        )
        self._key = _key(prefix, kind)
        self._worker = worker

    def beat(self) -> None:
        """Say that the worker is alive now, by Redis' clock.

        Raises:
            HeartbeatsUnavailableError: Redis does not answer.
        """
        try:
            now = _seconds(self._redis.time())
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zadd(self._key, {self._worker: now})
                pipeline.zremrangebyscore(self._key, "-inf", now - FORGET_AFTER_SECONDS)
                pipeline.execute()
        except (redis.RedisError, OSError) as error:
            raise HeartbeatsUnavailableError(str(error)) from error

    def fleet(self, within_seconds: float) -> Fleet:
        """The workers that have been heard of within that many seconds.

        Raises:
            HeartbeatsUnavailableError: Redis does not answer.
        """
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.time()
                pipeline.zrange(self._key, 0, -1, withscores=True)
                clock, beats = pipeline.execute()
        except (redis.RedisError, OSError) as error:
            raise HeartbeatsUnavailableError(str(error)) from error
        now = _seconds(clock)
        return Fleet(now, tuple(sorted(name.decode() for name, at in beats if at >= now - within_seconds)))

    def stop(self) -> None:
        """Say that the worker has gone, if Redis listens."""
        try:
            self._redis.zrem(self._key, self._worker)
        except (redis.RedisError, OSError):
            pass
        finally:
            self._redis.close()


class HeartbeatReader:
    """Counts workers and beats, for the web process. Use it as an async context manager, or close it."""

    def __init__(self, redis_url: str, prefix: str, *, timeout_ms: int) -> None:
        self._redis: Any = redis.asyncio.Redis.from_url(
            redis_url,
            socket_timeout=timeout_ms / 1000,
            socket_connect_timeout=timeout_ms / 1000,
            retry=redis.asyncio.retry.Retry(NoBackoff(), 0),
        )
        self._prefix = prefix

    async def workers_seen(self, within_seconds: float) -> int:
        """How many workers have been heard of within that many seconds.

        Raises:
            HeartbeatsUnavailableError: Redis does not answer.
        """
        return await self._seen(WORKERS, within_seconds)

    async def beats_seen(self, within_seconds: float) -> int:
        """How many beats have been heard of within that many seconds, the leading one and those that wait.

        Raises:
            HeartbeatsUnavailableError: Redis does not answer.
        """
        return await self._seen(BEATS, within_seconds)

    async def _seen(self, kind: str, within_seconds: float) -> int:
        try:
            now = _seconds(await self._redis.time())
            return int(await self._redis.zcount(_key(self._prefix, kind), now - within_seconds, "+inf"))
        except (redis.RedisError, OSError) as error:
            raise HeartbeatsUnavailableError(str(error)) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
