"""How often somebody may ask, counted in the process and shared with the others now and then.

A hot path has no time for a question to Redis that nearly always gets the same answer. So each process counts
by itself, and once a second tells Redis of those who ask a lot, and hears what they asked of others. Without
Redis each process goes by its own count.
"""

import asyncio
import hashlib
import heapq
import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage

from runtime.patient_redis import PatientRedis
from runtime.rate_limit import Exceeded

WINDOW_SECONDS = 60

#: So often the processes tell each other. What comes in between may be too much by that.
SHARE_SECONDS = 1.0

#: Who asks less than this part of the limit of one process is not worth a word to the others.
UNSHARED_PART = 20

#: Of so many, those who ask most, is told each time.
MOST_SHARED = 200


class SharedLimit:
    """So many times a minute, for each who asks, over all processes. A minute is one of the clock's.

    Args:
        redis: where the processes meet.
        prefix: of all keys.
        name: of what is limited.
        a_minute: how often each may.
    """

    def __init__(self, redis: PatientRedis, prefix: str, name: str, a_minute: int) -> None:
        self._redis = redis
        self._item = RateLimitItemPerMinute(a_minute, namespace=name)
        # With a pool given, nothing is read from the address.
        self._storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{prefix}:limits",
            connection_pool=redis.pool,  # type: ignore[arg-type]  # as its documentation has it
        )
        self._limit = a_minute
        self._worth_telling = max(1, a_minute // UNSHARED_PART)
        self._window = -1
        self._here: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._elsewhere: dict[str, int] = {}

    def count(self, who: str) -> Exceeded | None:
        """Count one time; what is answered if it was one too many. Asks nobody, and never waits."""
        now = time.time()
        self._turn_to(int(now // WINDOW_SECONDS))
        here = self._here[who] = self._here.get(who, 0) + 1
        if here + self._elsewhere.get(who, 0) <= self._limit:
            return None
        reset_at = (self._window + 1) * WINDOW_SECONDS
        return Exceeded(self._limit, reset_at, max(1, math.ceil(reset_at - now)))

    async def share(self) -> None:
        """Tell the other processes what was counted here, and hear what they have counted."""
        self._turn_to(int(time.time() // WINDOW_SECONDS))
        window = self._window
        told = self._told
        news = [
            who for who, here in self._here.items() if here >= self._worth_telling and here > told.get(who, 0)
        ]
        for who in heapq.nlargest(MOST_SHARED, news, key=self._here.__getitem__):
            here = self._here[who]
            key = self._item.key_for(_unnamed(who), str(window))
            total = await self._redis.ask(
                self._storage.incr, key, 2 * WINDOW_SECONDS, here - told.get(who, 0), otherwise=None
            )
            if total is None or window != self._window:
                return
            told[who] = here
            self._elsewhere[who] = total - here

    async def keep_sharing(self) -> None:
        """Share once a second, until cancelled."""
        while True:
            await asyncio.sleep(SHARE_SECONDS)
            await self.share()

    def _turn_to(self, window: int) -> None:
        if window != self._window:
            self._window = window
            self._here, self._told, self._elsewhere = {}, {}, {}


def _unnamed(who: str) -> str:
    """What stands for somebody in Redis: it may be an e-mail address, which is nobody's business there."""
    return hashlib.sha256(who.encode()).hexdigest()[:32]
