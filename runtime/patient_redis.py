"""Redis where one can do without it: asked with short patience, and left alone for a second once away."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_logger = structlog.get_logger(__name__)

#: Connections to Redis at most: what is asked takes a fraction of a millisecond.
_CONNECTIONS = 8


class PatientRedis:
    """Asks Redis, and does without an answer.

    Args:
        url: of Redis; connected to when first used.
        timeout_ms: patience with it.
    """

    def __init__(self, url: str, *, timeout_ms: int) -> None:
        self._patience = timeout_ms / 1000
        self.pool = ConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            socket_timeout=self._patience,
            socket_connect_timeout=self._patience,
            retry=Retry(NoBackoff(), 0),
        )
        self.commands = Redis(connection_pool=self.pool)
        # Who waits for a connection waits for others of this process. That must not be taken for Redis's
        # absence: locks would not be given back then, and the next readers would wait for them.
        self._turns = asyncio.Semaphore(_CONNECTIONS)
        self._away_until = 0.0

    @property
    def is_away(self) -> bool:
        """Whether it was away a moment ago, and is not asked."""
        return time.monotonic() < self._away_until

    async def ask(
        self, command: Callable[..., Awaitable[Any]], *args: Any, otherwise: Any, **options: Any
    ) -> Any:
        """Ask Redis; while it is away, and for a second after, `otherwise`."""
        async with self._turns:
            if self.is_away:
                return otherwise
            try:
                async with asyncio.timeout(2 * self._patience):
                    return await command(*args, **options)
            except (RedisError, OSError) as error:  # TimeoutError is one of the latter
                if self._away_until == 0.0:
                    reason = type(error).__qualname__
                    _logger.warning("Redis is not available; nothing is cached or limited", reason=reason)
                self._away_until = time.monotonic() + 1.0
                return otherwise

    async def close(self) -> None:
        """Let go of the connections."""
        await self.pool.aclose()
