"""A shortcut for the hot path: the same route, called without FastAPI's and Starlette's layers around it.

They cost more than validating a check-in does, and do nothing for a function that takes a request and answers
a response. The route stays in the app as well: for the OpenAPI document, and for servers that mount the app
under a path of their own.
"""

from collections.abc import Sequence

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api_hooks.answers import error_answer
from api_hooks.errors import ApiError


class ShortcutMiddleware:
    """Calls the endpoints of some routes directly; everything else goes on to the app.

    Args:
        app: the next layer.
        routes: with endpoints that take a request and answer a response.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        known = [route for route in routes if isinstance(route, APIRoute)]
        self._fixed = {
            (method, route.path): route
            for route in known
            for method in route.methods or ()
            if _is_fixed(route)
        }
        self._others = [(route.path.partition("{")[0], route) for route in known if not _is_fixed(route)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102  (ASGI)
        route = self._route(scope) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route
        try:
            response = await route.endpoint(Request(scope, receive, send))
        except ApiError as error:
            response = error_answer(error)
        await response(scope, receive, send)

    def _route(self, scope: Scope) -> APIRoute | None:
        fixed = self._fixed.get((scope["method"], scope["path"]))
        if fixed is not None:
            return fixed
        for beginning, route in self._others:
            if scope["path"].startswith(beginning) and not scope.get("root_path"):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope["path_params"] = found["path_params"]
                    return route
        return None


def _is_fixed(route: APIRoute) -> bool:
    return "{" not in route.path
