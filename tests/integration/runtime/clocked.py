"""The fleet's scripts on a clock that a test turns: where they ask for the time, they read a key."""

from dataclasses import replace
from typing import Any

import redis

from runtime.scripts import RedisScript
from runtime.worker_redis import WorkerRedis

CLOCK = "clock-of-the-test"

#: The only clock, in `lua/includes/clock.lua`.
_REAL = "  local time = redis.call('TIME')\n  return time[1] * 1000 + math.floor(time[2] / 1000)\n"
_TURNED = f"  return tonumber(redis.call('GET', '{CLOCK}'))\n"


class ClockedRedis(WorkerRedis):
    """Runs scripts at the time that it is told, in milliseconds."""

    def __init__(self, url: str) -> None:
        super().__init__(url, timeout_ms=10_000)
        self._now_ms = 0

    @property
    def now_ms(self) -> int:
        return self._now_ms

    @now_ms.setter
    def now_ms(self, now_ms: int) -> None:
        self._now_ms = now_ms
        client: redis.Redis = self._client
        client.set(CLOCK, now_ms)

    def run(self, script: RedisScript, keys: list[str], arguments: list[str | int]) -> Any:
        source = script.source.replace(_REAL, _TURNED)
        assert "'TIME'" not in source, "there is another clock"
        return super().run(replace(script, source=source), keys, arguments)

    def flush(self) -> None:
        client: redis.Redis = self._client
        client.flushall()

    def lives_ms(self, key: str) -> int:
        client: redis.Redis = self._client
        return int(client.pttl(key))  # type: ignore[arg-type]
