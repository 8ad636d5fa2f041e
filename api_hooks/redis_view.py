"""What the web process reads from Redis, besides submitting to it. None of it is needed for intake."""

import asyncio
from collections.abc import Iterable

from api_hooks.receipt_state import SeenEntry
from coalescing.async_client import AsyncScriptClient
from coalescing.client import ScriptClient
from coalescing.declared import lane_named
from coalescing.lane_client import LaneClient
from coalescing.overview import stats_of
from coalescing.stats import LaneStats
from runtime.heartbeats import HeartbeatReader
from runtime.settings import Settings


class RedisView:
    """Looks at lanes and at the heartbeats of workers and beats."""

    def __init__(self, settings: Settings, scripts: AsyncScriptClient) -> None:
        url = settings.require_redis_url()
        self._prefix = settings.redis_prefix
        self._scripts = scripts
        self._lookups = ScriptClient.connect(
            url, timeout_ms=settings.redis_timeout_ms, breaker_seconds=settings.redis_breaker_seconds
        )
        # Its own connection, and its own breaker: what people look at must not get in the way of intake.
        self._overviews = AsyncScriptClient.connect(
            url, timeout_ms=settings.redis_timeout_ms, breaker_seconds=settings.redis_breaker_seconds
        )
        self._heartbeats = HeartbeatReader(url, settings.redis_prefix, timeout_ms=settings.redis_timeout_ms)

    async def look(self, lane: str, key: str) -> SeenEntry:
        """One entry of a lane. In a thread: this is asked too rarely to be worth an async twin.

        Raises:
            RedisUnavailableError: Redis does not answer.
        """
        return await asyncio.to_thread(
            self._look, LaneClient(lane_named(lane), self._lookups, self._prefix), key
        )

    def _look(self, lane: LaneClient, key: str) -> SeenEntry:
        return SeenEntry(lane.peek(key), self._lookups.now_ms())

    async def stats_of(self, lanes: Iterable[str]) -> dict[str, LaneStats]:
        """The stats of these lanes, in one exchange.

        Raises:
            RedisUnavailableError: Redis does not answer.
        """
        return await stats_of(lanes, self._overviews, self._prefix)

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

    async def beats_seen(self, within_seconds: float) -> int:
        """How many beats have been heard of lately.

        Raises:
            HeartbeatsUnavailableError: Redis does not answer.
        """
        return await self._heartbeats.beats_seen(within_seconds)

    async def close(self) -> None:
        """Close the connections that are its own."""
        self._lookups.close()
        await self._overviews.close()
        await self._heartbeats.close()
