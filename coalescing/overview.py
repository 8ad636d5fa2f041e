"""The stats of many lanes at once, for the web process: one pipelined exchange, however many lanes."""

import asyncio
from collections.abc import Iterable

from coalescing.async_client import AsyncScriptClient
from coalescing.keys import LaneKeys
from coalescing.scripts import STATS
from coalescing.stats import LaneStats


async def stats_of(lanes: Iterable[str], redis: AsyncScriptClient, prefix: str) -> dict[str, LaneStats]:
    """Gauges, counters and histograms of these lanes, by name; changes nothing.

    Raises:
        RedisUnavailableError: Redis does not answer in time.
    """
    names = list(lanes)
    scripts = (STATS.bind(LaneKeys(prefix, name)) for name in names)
    # What is asked at the same time leaves in one pipeline: the client sees to that.
    answers = await asyncio.gather(*map(redis.run, scripts))
    return {name: LaneStats.parse(answer) for name, answer in zip(names, answers, strict=True)}
