"""No door takes a body that is too large, or that trickles in: whatever reads it, and whoever sends it."""

import asyncio
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_hooks.answers import error_answer
from api_hooks.errors import ApiError, BodyTooLargeError, SlowBodyError
from runtime.settings import Settings

#: What no door exceeds: the most that a provider sends at once. Nearly all have a lower limit of their own.
MOST_BYTES = 10 * 1024 * 1024


class BodyGuardMiddleware:
    """Ends requests whose body is too large or too slow, with an answer that says so.

    Args:
        app: the next layer.
        settings: `body_timeout_seconds` is read, with the first request.
        most_bytes: limit of all bodies.
    """

    def __init__(self, app: ASGIApp, settings: Callable[[], Settings], most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._settings = settings
        self._most_bytes = most_bytes

    @cached_property
    def _seconds(self) -> float:
        return self._settings().body_timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  (ASGI)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guard = _Guard(receive, send, self._seconds, self._most_bytes)
        if _announced(scope) > self._most_bytes:
            guard.refusal = guard.too_large()
        else:
            try:
                await self._app(scope, guard.receive, guard.send)
            except Exception:
                if guard.refusal is None:
                    raise
        if guard.refusal is not None and not guard.has_begun:
            await error_answer(guard.refusal)(scope, receive, send)


class _Guard:
    """One request's. What the app makes of a refused body, be it an answer or an error, is of no interest."""

    def __init__(self, receive: Receive, send: Send, seconds: float, most_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._most_bytes = most_bytes
        self._size = 0
        self._is_whole = False
        self._seconds = seconds
        self._until = time.monotonic() + seconds  # the clock of the event loop
        self.refusal: ApiError | None = None
        self.has_begun = False

    async def receive(self) -> Message:
        """The next part of the body; when it is there, what else comes."""
        if self._is_whole:
            return await self._receive()
        message = await self._in_time()
        self._size += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._size > self._most_bytes:
            self.refusal = self.too_large()
            raise self.refusal
        return message

    async def _in_time(self) -> Message:
        """What comes next. `asyncio.timeout` does the same, and costs more than the rest of this class."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101  servers call apps in tasks
        alarm = loop.call_at(self._until, self._expire, task)
        try:
            return await self._receive()
        except asyncio.CancelledError:
            if self.refusal is None:
                raise
            task.uncancel()
            raise self.refusal from None
        finally:
            alarm.cancel()

    def _expire(self, task: asyncio.Task[Any]) -> None:
        """Called only while the task waits for the body: the alarm is off at all other times."""
        self.refusal = SlowBodyError(self._seconds)
        task.cancel()

    async def send(self, message: Message) -> None:
        """Pass on what the app answers, unless its request was refused."""
        if self.refusal is None or self.has_begun:
            self.has_begun = True
            await self._send(message)

    def too_large(self) -> ApiError:
        """What a body over the limit is answered."""
        return BodyTooLargeError(f"The body is larger than {self._most_bytes // 1024} KB")


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value[:20]) if value.isdigit() else 0
    return 0
