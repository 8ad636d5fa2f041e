"""A shortcut for the hot path: the same route, called without FastAPI's and Starlette's layers around it.

They cost more than validating a check-in does, and do nothing for a function that takes a request and answers
a response. The route stays in the app as well: for the OpenAPI document, and for servers that mount the app
under a path of their own.
"""

from collections.abc import Sequence

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api_hooks.answers import error_answer
from api_hooks.errors import ApiError


class ShortcutMiddleware:
    """Calls the endpoints of some routes directly; everything else goes on to the app.

    Args:
        app: the next layer.
        routes: with fixed paths, and endpoints that take a request and answer a response.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = {
            (method, route.path): route
            for route in routes
            if isinstance(route, APIRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  (ASGI)
        route = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route
        try:
            response = await route.endpoint(Request(scope, receive, send))
        except ApiError as error:
            response = error_answer(error)
        await response(scope, receive, send)
