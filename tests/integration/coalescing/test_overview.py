"""The stats of many lanes are those that each lane tells itself, and cost one exchange."""

import asyncio
from typing import Any

import pytest
import redis

from coalescing.async_client import AsyncScriptClient
from coalescing.async_connection import AsyncConnection
from coalescing.client import ScriptClient
from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from coalescing.overview import stats_of
from coalescing.stats import LaneStats
from ops.valkey import EmbeddedValkey

pytestmark = pytest.mark.integration

NAMES = [f"lane-{number}" for number in range(20)]


def overview(redis_url: str, redis_prefix: str) -> dict[str, LaneStats]:
    async def ask() -> dict[str, LaneStats]:
        client = AsyncScriptClient.connect(redis_url, timeout_ms=10_000)
        try:
            return await stats_of(NAMES, client, redis_prefix)
        finally:
            await client.close()

    return asyncio.run(ask())


def test_all_lanes_in_one_exchange(
    client: ScriptClient, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = {
        name: LaneClient(
            Lane(name=name, queue="q", key_form="any", window_ms=60_000, batch=1), client, redis_prefix
        )
        for name in NAMES
    }
    for number, lane in enumerate(lanes.values()):
        lane.submit_many([(f"k{i}", b"") for i in range(number)])
    assert lanes["lane-3"].stats().gauges.waiting == 3  # and the script is loaded
    exchanges: list[int] = []
    exchange = AsyncConnection.exchange

    async def noted(self: AsyncConnection, commands: Any) -> Any:
        exchanges.append(len(commands))
        return await exchange(self, commands)

    monkeypatch.setattr(AsyncConnection, "exchange", noted)
    found = overview(redis_url, redis_prefix)
    assert exchanges == [len(NAMES)]
    assert found == {name: lane.stats() for name, lane in lanes.items()}


def test_a_redis_that_has_forgotten_the_script_is_told_again(redis_url: str, redis_prefix: str) -> None:
    with redis.Redis.from_url(redis_url) as raw:
        raw.script_flush()
    assert set(overview(redis_url, redis_prefix)) == set(NAMES)


def test_a_redis_that_is_away_is_an_error_of_this_package(
    redis_url: str, redis_prefix: str, valkey_server: EmbeddedValkey
) -> None:
    valkey_server.kill()
    with pytest.raises(RedisUnavailableError):
        overview(redis_url, redis_prefix)
