"""Making things once for all who want them at the same time, and to the end though nobody waits any more."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import count
from typing import Any, TypeVar, cast

import structlog

_logger = structlog.get_logger(__name__)

T = TypeVar("T")


class LateError(Exception):
    """Raised when something is not there in time. It is still being made."""


class Making:
    """What is being made in this process, by key."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._numbers = count()

    async def get(self, key: str, make: Callable[[], Coroutine[Any, Any, T]], deadline: float) -> T:
        """What `make` makes; or what somebody else is making of the same key.

        Args:
            key: what it is, with all that it depends on.
            make: makes it, and keeps it where it is looked for.
            deadline: when to stop waiting, by the event loop's clock.

        Raises:
            LateError: it is not there by the deadline. It goes on being made.
            Exception: what `make` raises.
        """
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(make())
            task.add_done_callback(lambda done: self._end(key, done))
        await asyncio.wait({task}, timeout=max(0.0, deadline - asyncio.get_running_loop().time()))
        if not task.done():
            raise LateError
        return cast("T", task.result())

    async def once(self, make: Callable[[], Coroutine[Any, Any, T]], deadline: float) -> T:
        """What `make` makes, for one alone. Raises as `get` does."""
        return await self.get(f"once:{next(self._numbers)}", make, deadline)

    async def close(self) -> None:
        """Let go of what is being made."""
        for task in list(self._tasks.values()):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task

    def _end(self, key: str, task: "asyncio.Task[Any]") -> None:
        del self._tasks[key]
        if not task.cancelled() and (error := task.exception()):
            # Whoever waits is told; if nobody does, this is all that is heard of it.
            _logger.info("a part of a context could not be made", error_type=type(error).__qualname__)
