"""Heartbeats of workers in Redis, so that readiness can say whether anyone is working."""

from typing import Any, cast

import redis
import redis.asyncio


def _key(prefix: str) -> str:
    return f"{prefix}:heartbeats"


def beat(client: redis.Redis, prefix: str, worker: str, *, forget_after_seconds: float = 3600.0) -> None:
    """Say that `worker` is alive now, by Redis' clock; forget those not heard of for long."""
    now = _seconds(client.time())
    with client.pipeline(transaction=False) as pipeline:
        pipeline.zadd(_key(prefix), {worker: now})
        pipeline.zremrangebyscore(_key(prefix), "-inf", now - forget_after_seconds)
        pipeline.execute()


async def workers_seen(client: redis.asyncio.Redis, prefix: str, within_seconds: float) -> int:
    """How many workers have been heard of within that many seconds."""
    now = _seconds(await client.time())
    return int(await client.zcount(_key(prefix), now - within_seconds, "+inf"))


def _seconds(answer: Any) -> float:
    seconds, microseconds = cast("tuple[int, int]", answer)
    return seconds + microseconds / 1e6
