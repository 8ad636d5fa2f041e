"""What the web process reads from Redis, besides submitting to it. None of it is needed for intake."""

import asyncio

from coalescing.async_client import AsyncScriptClient
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import lane_named
from coalescing.outcomes import PeekedEntry
from runtime.heartbeats import HeartbeatReader
from runtime.settings import Settings


class RedisView:
    """Looks at lanes and at workers' heartbeats."""

    def __init__(self, settings: Settings, scripts: AsyncScriptClient) -> None:
        url = settings.require_redis_url()
        self._prefix = settings.redis_prefix
        self._scripts = scripts
        self._lookups = ScriptClient.connect(
            url, timeout_ms=settings.redis_timeout_ms, breaker_seconds=settings.redis_breaker_seconds
        )
        self._heartbeats = HeartbeatReader(url, settings.redis_prefix, timeout_ms=settings.redis_timeout_ms)

    async def peek(self, lane: str, key: str) -> PeekedEntry:
        """One entry of a lane. In a thread: this is asked too rarely to be worth an async twin.

        Raises:
            RedisUnavailableError: Redis does not answer.
        """
        client = LaneClient(lane_named(lane), self._lookups, self._prefix)
        return await asyncio.to_thread(client.peek, key)

    async def ping(self) -> None:
        """Whether Redis answers to what intake uses.

        Raises:
            RedisUnavailableError: it does not.
        """
        await self._scripts.ping()

    async def workers_seen(self, within_seconds: float) -> int:
        """How many workers have been heard of lately.

        Raises:
            HeartbeatsUnavailableError: Redis does not answer.
        """
        return await self._heartbeats.workers_seen(within_seconds)

    async def close(self) -> None:
        """Close the connections that are its own."""
        self._lookups.close()
        await self._heartbeats.close()
