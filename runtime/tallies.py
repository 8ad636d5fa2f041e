"""Counters of the fleet, in a hash of Redis. While it is away they miss what happens: they decide nothing."""

from collections.abc import Mapping
from typing import Any

from runtime.patient_redis import PatientRedis


class Tallies:
    """The counters of one matter, by name.

    Args:
        redis: where they are.
        prefix: of all keys.
        name: of the matter.
    """

    def __init__(self, redis: PatientRedis, prefix: str, name: str) -> None:
        self._redis = redis
        self._key = f"{prefix}:tallies:{name}"

    async def add(self, counts: Mapping[str, int]) -> None:
        """Add to some of them."""
        await self._redis.ask(self._add, counts, otherwise=None)

    async def read(self) -> dict[str, int] | None:
        """All of them; None if Redis does not answer."""
        found = await self._redis.ask(self._redis.commands.hgetall, self._key, otherwise=None)
        return None if found is None else {name.decode(): int(count) for name, count in found.items()}

    async def _add(self, counts: Mapping[str, int]) -> Any:
        async with self._redis.commands.pipeline(transaction=False) as pipeline:
            for name, count in counts.items():
                pipeline.hincrby(self._key, name, count)
            return await pipeline.execute()
