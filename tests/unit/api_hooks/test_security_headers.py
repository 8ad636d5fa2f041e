"""Every answer tells browsers what not to do with it, and those that know better say so themselves."""

import asyncio
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api_hooks.security_headers import NOTHING, SecurityHeadersMiddleware
from runtime.settings import Settings


def headers_of(answer: Response, **settings: Any) -> dict[str, list[str]]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)

    found: dict[str, list[str]] = {}

    async def send(message: Message) -> None:
        for name, value in message.get("headers", ()):
            found.setdefault(name.decode(), []).append(value.decode())

    chosen = Settings.model_validate(settings)
    middleware = SecurityHeadersMiddleware(app, lambda: chosen)
    asyncio.run(middleware({"type": "http", "method": "GET"}, None, send))  # type: ignore[arg-type]
    return found


def test_an_answer_that_says_nothing_gets_them_all() -> None:
    found = headers_of(Response(b"{}", media_type="application/json"))
    assert (
        found.items()
        >= {
            "cache-control": ["no-store"],
            "content-security-policy": [NOTHING],
            "cross-origin-resource-policy": ["same-origin"],
            "permissions-policy": ["camera=(), geolocation=(), microphone=()"],
            "referrer-policy": ["same-origin"],
            "x-content-type-options": ["nosniff"],
            "x-frame-options": ["DENY"],
        }.items()
    )
    assert "frame-ancestors 'none'" in NOTHING


def test_what_an_answer_says_itself_stands_alone() -> None:
    own = {"Content-Security-Policy": "script-src 'self'", "cache-control": "public, max-age=7"}
    found = headers_of(Response(b"", headers=own))
    assert found["content-security-policy"] == ["script-src 'self'"]
    assert found["cache-control"] == ["public, max-age=7"]
    assert found["x-content-type-options"] == ["nosniff"]


def test_https_only_is_said_where_it_is_set() -> None:
    assert "strict-transport-security" not in headers_of(Response())
    found = headers_of(Response(), hsts_seconds=31_536_000)
    assert found["strict-transport-security"] == ["max-age=31536000"]


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_other_protocols_pass_untouched(kind: str) -> None:
    seen: list[Any] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.extend((scope["type"], send))

    middleware = SecurityHeadersMiddleware(app, Settings)
    asyncio.run(middleware({"type": kind}, None, "send"))  # type: ignore[arg-type]
    assert seen == [kind, "send"]
