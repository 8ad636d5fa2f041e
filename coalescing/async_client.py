"""The connection to Redis for an event loop: what is submitted at the same time leaves in one pipeline."""

import asyncio
from typing import Any, NamedTuple, Self

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from coalescing.batch import ScriptBatch
from coalescing.breaker import Breaker
from coalescing.client import PIPELINE_CALLS, connection_options, unavailable
from coalescing.errors import RedisUnavailableError
from coalescing.scripts import Argument, BoundScript


class _Call(NamedTuple):
    script: BoundScript
    args: tuple[Argument, ...]
    answer: "asyncio.Future[Any]"


class AsyncScriptClient:
    """Runs scripts on one Redis, for the tasks of one event loop.

    redis-py's price per call on an event loop is several times that of a call in a pipeline. So one task at
    a time sends whatever is waiting, over one connection; a call that is alone leaves at once.
    """

    def __init__(self, connection: "redis.asyncio.Redis", breaker: Breaker) -> None:
        """Use `connect`, unless a test brings its own connection."""
        self._redis: Any = connection  # redis-py leaves `execute_command` untyped
        self._breaker = breaker
        self._waiting: list[_Call] = []
        self._sender: asyncio.Task[None] | None = None

    @classmethod
    def connect(cls, url: str, *, timeout_ms: int = 200, breaker_seconds: float = 1.0) -> Self:
        """A client for this URL; the same promises and parameters as `ScriptClient.connect`."""
        connection = redis.asyncio.Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
            **connection_options(timeout_ms),
        )
        return cls(connection, Breaker(open_seconds=breaker_seconds))

    async def run(self, script: BoundScript, *args: Argument) -> Any:
        """Run a script once.

        Raises:
            RedisUnavailableError: Redis does not answer, or refuses.
        """
        if self._breaker.is_open:
            self._breaker.admit()
        loop = asyncio.get_running_loop()
        call = _Call(script, args, loop.create_future())
        self._waiting.append(call)
        if self._sender is None:
            self._sender = loop.create_task(self._send_waiting())
        return await call.answer

    async def ping(self) -> None:
        """Ask Redis for a sign of life.

        Raises:
            RedisUnavailableError: there is none.
        """
        self._breaker.admit()
        try:
            await self._redis.execute_command("PING")
        except (RedisError, OSError) as error:
            self._breaker.failed()
            raise unavailable(error) from error
        self._breaker.succeeded()

    async def close(self) -> None:
        """Wait for what is under way, then close all connections."""
        if self._sender is not None:
            await self._sender
        await self._redis.aclose()

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                calls, self._waiting = self._waiting[:PIPELINE_CALLS], self._waiting[PIPELINE_CALLS:]
                await self._send(calls)
        finally:
            self._sender = None
            for call in self._waiting:  # only if this task was cancelled
                call.answer.cancel()

    async def _send(self, calls: list[_Call]) -> None:
        answers: list[Any]
        try:
            answers = await self._run_batch(ScriptBatch([(call.script, call.args) for call in calls]))
        except (RedisUnavailableError, RedisError, OSError) as error:
            answers = [error] * len(calls)
        for call, answer in zip(calls, answers, strict=True):
            if call.answer.done():  # its caller was cancelled
                continue
            if isinstance(answer, Exception):
                failure = unavailable(answer)
                failure.__cause__ = answer
                call.answer.set_exception(failure)
            else:
                call.answer.set_result(answer)

    async def _run_batch(self, batch: ScriptBatch) -> list[Any]:
        self._breaker.admit()
        try:
            while commands := batch.next_commands():
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for command in commands:
                        pipeline.execute_command(*command)
                    batch.take(await pipeline.execute(raise_on_error=False))
        except (RedisError, OSError):
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return batch.answers
