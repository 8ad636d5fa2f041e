"""How often somebody may ask, counted in Redis for all processes.

Without Redis there is either no limit, or each process counts for itself: as it was made.
"""

import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from runtime.patient_redis import PatientRedis

#: What Redis answers when it does not.
_NO_ANSWER: Any = object()


class Exceeded(NamedTuple):
    """That somebody has asked too often, and from when on they may again."""

    limit: int
    #: On the clock of this process, in seconds since the epoch.
    reset_at: int
    retry_after_seconds: int
    #: What there are too many of in a minute.
    what: str = "requests"
    #: Whose allowance it is, where there are several.
    name: str | None = None


class RateLimit:
    """So many times a minute, for each who asks.

    Args:
        redis: where it is counted.
        prefix: of all keys.
        name: of the limit.
        a_minute: how many times.
        is_moving: whether it is of any 60 seconds, and not of a minute that begins with the first request.
        counts_alone: whether each process counts for itself while Redis is away; else there is no limit then.
    """

    def __init__(
        self,
        redis: PatientRedis,
        prefix: str,
        name: str,
        a_minute: int,
        *,
        is_moving: bool = False,
        counts_alone: bool = False,
    ) -> None:
        self._redis = redis
        self._item = RateLimitItemPerMinute(a_minute, namespace=name)
        strategy = MovingWindowRateLimiter if is_moving else FixedWindowRateLimiter
        self._limiter: RateLimiter = strategy(redis_storage(redis, prefix))
        self._alone: RateLimiter | None = strategy(MemoryStorage()) if counts_alone else None

    async def count(self, who: str) -> Exceeded | None:
        """Count one time; what is answered if it was one too many."""
        limiter, admitted = self._limiter, await self._ask(self._limiter.hit, who)
        if admitted is _NO_ANSWER:
            if self._alone is None:
                return None
            limiter, admitted = self._alone, await self._alone.hit(self._item, who)
        if admitted:
            return None
        if limiter is self._alone:
            stats = await limiter.get_window_stats(self._item, who)
        else:
            stats = await self._ask(limiter.get_window_stats, who)
            if stats is _NO_ANSWER:
                return None
        wait = max(1, math.ceil(stats.reset_time - time.time()))
        return Exceeded(self._item.amount, math.ceil(stats.reset_time), wait)

    async def _ask(self, command: Callable[[RateLimitItem, str], Awaitable[Any]], who: str) -> Any:
        return await self._redis.ask(command, self._item, who, otherwise=_NO_ANSWER)


def redis_storage(redis: PatientRedis, prefix: str) -> RedisStorage:
    """Where the library keeps its counts. With a pool given, nothing is read from the address."""
    return RedisStorage(
        "async+redis://",
        implementation="redispy",
        key_prefix=f"{prefix}:limits",
        connection_pool=redis.pool,  # type: ignore[arg-type]  # as its documentation has it
    )
