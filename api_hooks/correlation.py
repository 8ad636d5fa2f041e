"""The outermost layer: every answer carries a correlation id and its duration, and none shows internals."""

import re
import secrets
import time
import traceback

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api_hooks.answers import json_answer

#: Frames of a traceback that are logged: the outer ones are always the same.
INNERMOST_FRAMES = 8

_SANE_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_logger = structlog.get_logger(__name__)


class CorrelationMiddleware:
    """Takes `x-correlation-id` from the request if it is harmless, else makes one; logs carry it too.

    Plain ASGI: Starlette's own base class for middleware costs a task and two streams per request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  (ASGI)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        correlation_id = _given_id(scope) or secrets.token_hex(16).encode()
        has_answered = False

        async def send_marked(message: Message) -> None:
            nonlocal has_answered
            if message["type"] == "http.response.start":
                has_answered = True
                handler_ms = b"%.2f" % ((time.perf_counter() - started) * 1000)
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-correlation-id", correlation_id),
                    (b"x-handler-ms", handler_ms),
                ]
            await send(message)

        # Each request is a task with a context of its own, so there is nothing to take back afterwards.
        structlog.contextvars.bind_contextvars(process="api", correlation_id=correlation_id.decode("ascii"))
        try:
            await self._app(scope, receive, send_marked)
        except ClientDisconnect:
            _logger.debug("the client hung up")
        except Exception as error:  # noqa: BLE001  the last resort: whatever it is, the caller gets an answer
            what = getattr(scope.get("route"), "name", "answer")
            _log(error, what)
            if not has_answered:
                await json_answer({"error": f"Failed to {what}"}, 500)(scope, receive, send_marked)


def _given_id(scope: Scope) -> bytes | None:
    for name, value in scope["headers"]:
        if name == b"x-correlation-id":
            return value if _SANE_ID.fullmatch(value) else None
    return None


def _log(error: Exception, what: str) -> None:
    """Where it happened and what kind it is. Not its message: that may hold what the athlete wrote."""
    _logger.error(
        "a request failed",
        doing=what,
        error_type=type(error).__qualname__,
        sqlstate=getattr(error, "sqlstate", None),
        where="".join(traceback.format_tb(error.__traceback__)[-INNERMOST_FRAMES:]),
    )
