"""Runs scripts on one Redis from an event loop: what is asked at the same time leaves in one pipeline."""

import asyncio
from typing import Any, NamedTuple, Self

from redis.exceptions import RedisError, ResponseError

from coalescing.async_connection import AsyncConnection
from coalescing.batch import ScriptBatch
from coalescing.breaker import Breaker
from coalescing.client import PIPELINE_CALLS, unavailable
from coalescing.errors import RedisUnavailableError
from coalescing.scripts import Argument, BoundScript, Command


class _Call(NamedTuple):
    script: BoundScript
    args: tuple[Argument, ...]
    answer: "asyncio.Future[Any]"


class AsyncScriptClient:
    """Runs scripts on one Redis, for the tasks of one event loop.

    An event loop pays more for each exchange than Redis does for the script. So one task at a time sends all
    that is waiting, over one connection; a call that is alone leaves at once.
    """

    def __init__(self, connection: AsyncConnection, breaker: Breaker) -> None:
        """Use `connect`, unless a test brings its own parts."""
        self._connection = connection
        self._breaker = breaker
        self._waiting: list[_Call] = []
        self._sender: asyncio.Task[None] | None = None

    @classmethod
    def connect(cls, url: str, *, timeout_ms: int = 200, breaker_seconds: float = 1.0) -> Self:
        """A client for this URL; the same promises and parameters as `ScriptClient.connect`."""
        return cls(AsyncConnection(url, timeout_ms=timeout_ms), Breaker(open_seconds=breaker_seconds))

    async def run(self, script: BoundScript, *args: Argument) -> Any:
        """Run a script once.

        Raises:
            RedisUnavailableError: Redis does not answer.
            ScriptRefusedError: Redis answers, and refuses.
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
            RedisUnavailableError: There is none.
        """
        await self._exchange([("PING",)])

    async def close(self) -> None:
        """Wait for what is under way, then close the connection. The next call opens a new one."""
        if self._sender is not None:
            await self._sender
        await self._connection.close()

    async def _send_waiting(self) -> None:
        calls: list[_Call] = []
        try:
            while self._waiting:
                calls, self._waiting = self._waiting[:PIPELINE_CALLS], self._waiting[PIPELINE_CALLS:]
                await self._send(calls)
        finally:
            for call in (*calls, *self._waiting):  # without an answer only if this task was cancelled
                call.answer.cancel()
            self._waiting = []
            self._sender = None

    async def _send(self, calls: list[_Call]) -> None:
        batch = ScriptBatch([(call.script, call.args) for call in calls])
        try:
            while commands := batch.next_commands():
                batch.take(await self._exchange(commands))
        except Exception as error:  # noqa: BLE001  whatever it is, those who wait must hear of it
            for call in calls:
                if not call.answer.done():  # done: its caller was cancelled
                    call.answer.set_exception(_copy_of(error))
            return
        for call, answer in zip(calls, batch.answers, strict=True):
            if call.answer.done():
                continue
            if isinstance(answer, ResponseError):
                call.answer.set_exception(unavailable(answer))
            else:
                call.answer.set_result(answer)

    async def _exchange(self, commands: list[Command]) -> list[Any]:
        self._breaker.admit()
        try:
            answers = await self._connection.exchange(commands)
        except (RedisError, OSError) as error:
            self._breaker.failed()
            raise unavailable(error) from error
        self._breaker.succeeded()
        return answers


def _copy_of(error: Exception) -> Exception:
    """An error for one of several callers, so that their tracebacks do not pile up on the same object."""
    return type(error)(*error.args) if isinstance(error, RedisUnavailableError) else error
