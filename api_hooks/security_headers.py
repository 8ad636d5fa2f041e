"""Headers by which browsers do less with an answer: on every answer, unless it says something else itself."""

from collections.abc import Callable
from functools import cached_property

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.settings import Settings

#: For what is no page: nothing in it may run, load, or be shown in a frame.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

#: `same-origin` and not `no-referrer`: with that one browsers send `Origin: null` along with our own forms.
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", NOTHING.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


class SecurityHeadersMiddleware:
    """Adds what an answer lacks. Plain ASGI, and one look at each header: it is on the hot path.

    Args:
        app: the next layer.
        settings: `hsts_seconds` is read, with the first request.
    """

    def __init__(self, app: ASGIApp, settings: Callable[[], Settings]) -> None:
        self._app = app
        self._settings = settings

    @cached_property
    def _headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """The one about https comes with all answers: a proxy may end TLS; browsers know when to heed it."""
        seconds = self._settings().hsts_seconds
        return (*HEADERS, (b"strict-transport-security", b"max-age=%d" % seconds)) if seconds else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  (ASGI)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                names = {name for name, _ in given}
                message["headers"] = [*given, *(header for header in self._headers if header[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_complete)
