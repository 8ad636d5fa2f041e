"""Telling Redis of a write that is stored: promptly, or not at all. The ledger has it either way."""

import asyncio

import structlog

from coalescing.async_submitter import AsyncSubmitter
from coalescing.errors import RedisUnavailableError

#: Redis gets this long whatever state it is in. What it misses is owed in the ledger, and found there.
SUBMIT_SECONDS = 0.5

_logger = structlog.get_logger(__name__)


class Submitting:
    """Submits to one lane, and says once when Redis goes and when it comes back."""

    def __init__(self, lane: AsyncSubmitter) -> None:
        self._lane = lane
        self._redis_is_away = False

    async def submit(self, key: str, revision: int) -> None:
        """Submit a key of which this revision is owed. Never raises for Redis's sake."""
        try:
            async with asyncio.timeout(SUBMIT_SECONDS):
                await self._lane.submit(key, revision=revision)
        except (RedisUnavailableError, TimeoutError) as error:
            if not self._redis_is_away:
                _logger.warning(
                    "Redis is not available; writes are stored and owed in the ledger",
                    lane=self._lane.lane.name,
                    reason=str(error),
                )
            self._redis_is_away = True
        else:
            if self._redis_is_away:
                _logger.info("Redis is available again", lane=self._lane.lane.name)
            self._redis_is_away = False
