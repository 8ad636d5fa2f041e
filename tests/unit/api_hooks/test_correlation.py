"""The outermost layer: ids, durations, and no internals in answers or logs."""

import asyncio
import json
import re
from collections.abc import Callable
from types import ModuleType

import pytest
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from structlog.typing import EventDict

from api_hooks import correlation
from api_hooks.correlation import CorrelationMiddleware

PRIVATE = "resting heart rate 48 of anna@example.org"


class Answer:
    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages
        self.status = messages[0]["status"] if messages else None
        self.headers = (
            {key.decode(): value.decode() for key, value in messages[0]["headers"]} if messages else {}
        )
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("fine")(scope, receive, send)


async def broken(*_: object) -> None:
    raise ValueError(PRIVATE)


async def broken_late(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("fine")(scope, receive, send)
    raise ValueError("too late")


async def hung_up(*_: object) -> None:
    raise ClientDisconnect


def ask(app: object, correlation_id: bytes | None = None) -> Answer:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    headers = [] if correlation_id is None else [(b"x-correlation-id", correlation_id)]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    asyncio.run(CorrelationMiddleware(app)(scope, receive, send))  # type: ignore[arg-type]  # any of those above
    return Answer(messages)


@pytest.fixture
def logs(capture_logs: Callable[[ModuleType], list[EventDict]]) -> list[EventDict]:
    return capture_logs(correlation)


@pytest.mark.parametrize("given", [b"a", b"req_01-XYZ", b"x" * 64])
def test_a_sane_id_is_kept(given: bytes) -> None:
    assert ask(fine, given).headers["x-correlation-id"] == given.decode()


@pytest.mark.parametrize(
    "given", [None, b"", b"x" * 65, b"a b", b"a;b", b"<script>", b"a\r\nset-cookie: b", "å".encode(), b"a\n"]
)
def test_anything_else_is_replaced(given: bytes | None) -> None:
    made = [ask(fine, given).headers["x-correlation-id"] for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in made)
    assert made[0] != made[1]


def test_the_duration_is_there() -> None:
    assert re.fullmatch(r"\d+\.\d\d", ask(fine).headers["x-handler-ms"])


def test_a_defect_is_answered_without_internals(logs: list[EventDict]) -> None:
    answer = ask(broken, b"mine")
    assert answer.status == 500
    assert json.loads(answer.body) == {"error": "Failed to answer"}
    assert answer.headers["x-correlation-id"] == "mine"
    (line,) = logs
    assert line["log_level"] == "error"
    assert line["error_type"] == "ValueError"
    assert "in broken" in line["where"]
    assert PRIVATE not in str(line)


def test_what_was_answered_is_not_answered_again(logs: list[EventDict]) -> None:
    answer = ask(broken_late)
    assert [message["type"] for message in answer.messages].count("http.response.start") == 1
    assert logs[0]["error_type"] == "ValueError"


def test_a_client_that_hangs_up_is_no_error(logs: list[EventDict]) -> None:
    assert ask(hung_up).messages == []
    assert [line["log_level"] for line in logs] == ["debug"]


def test_other_protocols_pass_untouched() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, *_: object) -> None:
        seen.append(scope)

    asyncio.run(CorrelationMiddleware(app)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == [{"type": "lifespan"}]
