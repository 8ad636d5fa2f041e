"""A route for the hot path: documented like any other, and called without FastAPI's machinery around it."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response


class BareRoute(APIRoute):
    """The function takes the request and answers a response: nothing to inject, nothing to validate."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function itself."""
        return self.endpoint
