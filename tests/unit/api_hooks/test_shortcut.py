"""The shortcut answers as the app does, for the routes that have one."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import daily_metrics, provider_webhooks
from api_hooks.answers import json_answer
from api_hooks.application import create_app
from api_hooks.correlation import CorrelationMiddleware
from api_hooks.error_handlers import install_error_handlers
from api_hooks.errors import UnavailableError
from api_hooks.shortcut import ShortcutMiddleware
from runtime.settings import Settings


def app_with_shortcut() -> FastAPI:
    """An app with a route that answers, one that is refused and one that is broken."""
    app = FastAPI()

    async def answer(request: Request) -> Response:
        return json_answer(
            {"body": (await request.body()).decode(), "layers": "fastapi_inner_astack" in request.scope}
        )

    async def refuse(request: Request) -> Response:
        raise UnavailableError(request.url.path)

    async def fail(request: Request) -> Response:
        raise ValueError(request.url.path)

    async def named(request: Request) -> Response:
        name = request.path_params["name"]
        return json_answer({"name": name, "layers": "fastapi_inner_astack" in request.scope})

    app.add_api_route("/named/{name}", named, methods=["POST"], name="named")
    for endpoint in (answer, refuse, fail):
        app.add_api_route(f"/{endpoint.__name__}", endpoint, methods=["POST"], name=endpoint.__name__)
    app.add_middleware(
        ShortcutMiddleware, routes=[r for r in app.routes if "POST" in getattr(r, "methods", [])]
    )
    app.add_middleware(CorrelationMiddleware)
    install_error_handlers(app)
    return app


def ask(method: str, path: str, root_path: str = "") -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app_with_shortcut(), root_path=root_path)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.request(method, root_path + path, content=b"given")

    return asyncio.run(send())


def test_a_route_with_a_shortcut_is_called_without_the_layers() -> None:
    assert ask("POST", "/answer").json() == {"body": "given", "layers": False}


def test_under_a_path_of_its_own_the_app_does_it() -> None:
    assert ask("POST", "/answer", root_path="/mounted").json() == {"body": "given", "layers": True}


@pytest.mark.parametrize("root_path", ["", "/mounted"])
def test_errors_are_the_same_either_way(root_path: str) -> None:
    refused = ask("POST", "/refuse", root_path)
    assert (refused.status_code, refused.json()["retryAfter"]) == (503, 2)
    failed = ask("POST", "/fail", root_path)
    assert (failed.status_code, failed.json()) == (500, {"error": "Failed to fail"})
    assert failed.headers["x-correlation-id"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/answer", 405), ("POST", "/answer/", 307)])
def test_everything_else_goes_on_to_the_app(method: str, path: str, status: int) -> None:
    assert ask(method, path).status_code == status


def test_what_is_in_the_path_is_handed_on() -> None:
    assert ask("POST", "/named/a%20b").json() == {"name": "a b", "layers": False}
    assert ask("POST", "/named/a", root_path="/mounted").json() == {"name": "a", "layers": True}
    assert ask("POST", "/named/a/b").status_code == 404
    assert ask("GET", "/named/a").status_code == 405


def test_the_hot_routes_have_one() -> None:
    app: Any = create_app(Settings())
    shortcuts = [layer.kwargs["routes"] for layer in app.user_middleware if layer.cls is ShortcutMiddleware]
    assert shortcuts == [(*daily_metrics.hot_router.routes, *provider_webhooks.hot_router.routes)]
