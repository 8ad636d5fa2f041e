"""No door takes a body that is too large or too slow, whatever it does with it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_hooks.body_guard import BodyGuardMiddleware
from runtime.settings import Settings

#: Of the tests. None of them waits for longer.
SECONDS = 0.2
LIMIT = 1_000

Parts = list[bytes | float]


class Sender:
    """Sends the parts of a body; a number is a pause in seconds."""

    def __init__(self, parts: Parts) -> None:
        self._parts = list(parts)
        self.taken = 0

    async def receive(self) -> Message:
        part = self._parts.pop(0) if self._parts else 60.0
        if isinstance(part, float):
            await asyncio.sleep(part)
            return await self.receive()
        self.taken += 1
        return {"type": "http.request", "body": part, "more_body": bool(self._parts)}


def ask(app: ASGIApp, parts: Parts, announced: int | None = None) -> tuple[int, Any, dict[str, str], Sender]:
    sender, messages = Sender(parts), []

    async def send(message: Message) -> None:
        messages.append(message)

    headers = [(b"content-type", b"application/json")]
    headers += [] if announced is None else [(b"content-length", str(announced).encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    settings = Settings(body_timeout_seconds=SECONDS)
    guarded = BodyGuardMiddleware(app, lambda: settings, most_bytes=LIMIT)
    asyncio.run(asyncio.wait_for(guarded(scope, sender.receive, send), 5))
    starts = [message for message in messages if message["type"] == "http.response.start"]
    assert len(starts) == 1
    body = b"".join(message.get("body", b"") for message in messages[1:])
    given = {name.decode(): value.decode() for name, value in starts[0]["headers"]}
    return starts[0]["status"], json.loads(body), given, sender


def fastapi_that_parses() -> FastAPI:
    app = FastAPI()

    @app.post("/")
    async def take(body: dict[str, Any]) -> dict[str, Any]:
        return {"size": len(str(body))}

    return app


async def reads(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await answer(send, {"size": len(body)})


async def swallows(scope: Scope, receive: Receive, send: Send) -> None:
    """As frameworks do that turn whatever went wrong into an answer of theirs."""
    try:
        await Request(scope, receive).body()
    except Exception as error:  # noqa: BLE001
        await answer(send, {"error": type(error).__name__}, 400)


async def streams(scope: Scope, receive: Receive, send: Send) -> None:
    await Request(scope, receive).body()

    async def parts() -> Any:
        yield b'{"a": '
        await asyncio.sleep(2 * SECONDS)
        yield b"1}"

    await StreamingResponse(parts())(scope, receive, send)


async def answer(send: Callable[[Message], Awaitable[None]], content: Any, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


@pytest.mark.parametrize("app", [reads, swallows, fastapi_that_parses()])
def test_a_body_over_the_limit_is_refused_whatever_reads_it(app: ASGIApp) -> None:
    status, content, _, sender = ask(app, [b"x" * 400] * 10)
    assert (status, content) == (413, {"error": "The body is larger than 0 KB"})
    assert sender.taken == 3


def test_one_that_announces_too_much_is_refused_before_it_comes() -> None:
    for announced in (LIMIT + 1, 10**30):
        status, _, _, sender = ask(reads, [b"x"], announced)
        assert (status, sender.taken) == (413, 0)


@pytest.mark.parametrize("app", [reads, swallows, fastapi_that_parses()])
def test_a_body_that_trickles_in_is_refused_when_its_time_is_up(app: ASGIApp) -> None:
    for parts in ([b"{", 60.0, b"}"], [b"x", *([0.05, b"x"] * 100)], [60.0]):
        status, content, headers, _ = ask(app, parts)
        assert (status, content) == (408, {"error": "The body was not there within 0.2 s"})
        assert headers["connection"] == "close"


def test_a_body_within_the_limits_is_let_through() -> None:
    assert ask(reads, [b"x" * (LIMIT - 1), 0.01, b"x"], LIMIT)[:2] == (200, {"size": LIMIT})
    assert ask(fastapi_that_parses(), [b'{"a": 1}'])[0] == 200


def test_an_answer_may_take_longer_than_a_body() -> None:
    """And what listens for the caller to hang up meanwhile is not told that the body was slow."""
    assert ask(streams, [b"{}"])[:2] == (200, {"a": 1})


def test_an_error_of_the_apps_own_is_left_to_it() -> None:
    async def fails(*_: object) -> None:
        raise ValueError("of its own")

    with pytest.raises(ValueError, match="of its own"):
        ask(fails, [b"x"])
