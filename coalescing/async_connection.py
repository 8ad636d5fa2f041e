"""One connection to Redis for an event loop; the same rules as `connections.py`."""

import asyncio
from collections.abc import Sequence
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from coalescing.connections import DEMOTED, connection_options
from coalescing.packing import packed
from coalescing.scripts import Command


class AsyncConnection:
    """Exchanges commands for answers, for one task at a time; the others wait."""

    def __init__(self, url: str, *, timeout_ms: int) -> None:
        """Connect to `url` when first used; `timeout_ms` is for connecting, and for each answer."""
        pool = redis.asyncio.ConnectionPool.from_url(
            url, retry=Retry(NoBackoff(), 0), **connection_options(timeout_ms)
        )
        self._connection: Any = pool.connection_class(**pool.connection_kwargs)
        self._lock = asyncio.Lock()

    async def exchange(self, commands: Sequence[Command]) -> list[Any]:
        """Send the commands in one go; see `Connections.exchange`.

        Raises:
            redis.exceptions.RedisError: There is no answer. The commands may have been carried out.
        """
        async with self._lock:
            try:
                return await self._exchange(commands)
            except RedisConnectionError:
                return await self._exchange(commands)

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.disconnect()

    async def _exchange(self, commands: Sequence[Command]) -> list[Any]:
        connection = self._connection
        try:
            await connection.send_packed_command(packed(connection, commands), check_health=False)
            return [await self._answer() for _ in commands]
        except BaseException:
            await connection.disconnect(nowait=True)  # a late answer must not be taken for the next one's
            raise

    async def _answer(self) -> Any:
        try:
            return await self._connection.read_response()
        except DEMOTED as refusal:
            raise RedisConnectionError(str(refusal)) from refusal
        except ResponseError as refusal:
            return refusal
