"""How much somebody may use in a minute, where it is known only afterwards how much it was: tokens.

So it is reserved before, and settled after with what it really was. Minutes are those of the clock: what is
settled late is settled in the minute that it was reserved in. While Redis is away each process counts for
itself.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage

from runtime.patient_redis import PatientRedis
from runtime.rate_limit import Exceeded, redis_storage

_MINUTE = 60

#: Counts are kept for so long: a little more than the minute that they are of.
_KEPT_SECONDS = 2 * _MINUTE


@dataclass(frozen=True, slots=True)
class Allowance:
    """Who it is for, and how much in a minute."""

    name: str
    who: str
    a_minute: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """What was reserved, of which allowances, in which minute."""

    allowances: tuple[Allowance, ...]
    amount: int
    minute: int


class Budgets:
    """Keeps all allowances of one thing.

    Args:
        redis: where it is counted.
        prefix: of all keys.
        what: there are too many of, for people.
    """

    def __init__(self, redis: PatientRedis, prefix: str, what: str) -> None:
        self._redis = redis
        self._what = what
        self._shared = redis_storage(redis, prefix)
        self._alone = MemoryStorage()

    async def reserve(self, allowances: Sequence[Allowance], amount: int) -> Reservation | Exceeded:
        """Reserve of all of them, or of none; of whom there is too little left."""
        minute = int(time.time() // _MINUTE)
        taken: list[Allowance] = []
        for allowance in allowances:
            taken.append(allowance)
            if await self._add(allowance, minute, amount) > allowance.a_minute:
                await self._change(taken, minute, -amount)
                reset_at = (minute + 1) * _MINUTE
                wait = max(1, reset_at - int(time.time()))
                return Exceeded(allowance.a_minute, reset_at, wait, self._what, allowance.name)
        return Reservation(tuple(taken), amount, minute)

    async def settle(self, reservation: Reservation, used: int) -> None:
        """Count what it really was instead of what was reserved."""
        if used != reservation.amount:
            await self._change(reservation.allowances, reservation.minute, used - reservation.amount)

    async def _change(self, allowances: Sequence[Allowance], minute: int, amount: int) -> None:
        for allowance in allowances:
            await self._add(allowance, minute, amount)

    async def _add(self, allowance: Allowance, minute: int, amount: int) -> int:
        item = RateLimitItemPerMinute(allowance.a_minute, namespace=allowance.name)
        key = item.key_for(allowance.who, str(minute))
        count = await self._redis.ask(self._shared.incr, key, _KEPT_SECONDS, amount, otherwise=None)
        if count is None:
            count = await self._alone.incr(key, _KEPT_SECONDS, amount)
        return int(count)
