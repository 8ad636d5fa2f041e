"""A small squad, made once, and answers as the api gives them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

import numpy as np
import pytest

from ops.demo.burst import Answer
from ops.demo.squad import Member, make_squad
from ops.demo.writes import Write

NOW = datetime(2026, 3, 16, 10, 30, tzinfo=UTC)  # a Monday: already Tuesday nowhere, still Sunday nowhere


@pytest.fixture(scope="session")
def squad() -> list[Member]:
    return make_squad(80, 60, np.random.default_rng(5), NOW)


MakeAnswer = Callable[..., Answer]


@pytest.fixture
def answer() -> MakeAnswer:
    """An acknowledged write; what is not said is made up."""

    def make(
        *,
        revision: int = 1,
        key: str = "a:2026-03-16",
        sent_at: float = 100.0,
        seconds: float = 0.01,
        **columns: object,
    ) -> Answer:
        write = Write(columns or {"mood": 5}, key.rpartition(":")[2])
        return Answer(write, key, revision, f"/api/receipts/checkins/{key}", sent_at, seconds)

    return make


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serving = Callable[[Handler], AbstractAsyncContextManager[str]]


@pytest.fixture
def serving() -> Serving:
    """Serves connections as a handler says, at the address that it gives, and leaves none open."""

    @asynccontextmanager
    async def serve(handler: Handler) -> AsyncIterator[str]:
        running: set[asyncio.Task[None]] = set()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            running.add(asyncio.current_task())  # type: ignore[arg-type]  # there is one
            try:
                await handler(reader, writer)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass  # the client has gone
            finally:
                writer.close()
                await asyncio.wait([asyncio.ensure_future(writer.wait_closed())])

        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            await asyncio.gather(*running)

    return serve
