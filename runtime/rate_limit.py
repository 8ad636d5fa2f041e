"""How often somebody may ask, counted in Redis for all processes. Without Redis there is no limit."""

import math
import time
from typing import NamedTuple

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter

from runtime.patient_redis import PatientRedis


class Exceeded(NamedTuple):
    """That somebody has asked too often, and from when on they may again."""

    limit: int
    #: On the clock of this process, in seconds since the epoch.
    reset_at: int
    retry_after_seconds: int


class RateLimit:
    """So many times a minute, for each who asks."""

    def __init__(self, redis: PatientRedis, prefix: str, name: str, a_minute: int) -> None:
        self._redis = redis
        self._item = RateLimitItemPerMinute(a_minute, namespace=name)
        # With a pool given, nothing is read from the address.
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{prefix}:limits",
            connection_pool=redis.pool,  # type: ignore[arg-type]  # as its documentation has it
        )
        self._limiter = FixedWindowRateLimiter(storage)

    async def count(self, who: str) -> Exceeded | None:
        """Count one time; what is answered if it was one too many."""
        if await self._redis.ask(self._limiter.hit, self._item, who, otherwise=True):
            return None
        stats = await self._redis.ask(self._limiter.get_window_stats, self._item, who, otherwise=None)
        if stats is None:
            return None
        wait = max(1, math.ceil(stats.reset_time - time.time()))
        return Exceeded(self._item.amount, math.ceil(stats.reset_time), wait)
