"""Putting the web process together."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from itertools import chain

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api_hooks import daily_metrics, docs_page, openapi, provider_webhooks
from api_hooks.body_guard import BodyGuardMiddleware
from api_hooks.correlation import CorrelationMiddleware
from api_hooks.error_handlers import install_error_handlers
from api_hooks.pages.routers import page_routers
from api_hooks.routers import API_ROUTERS
from api_hooks.security_headers import SecurityHeadersMiddleware
from api_hooks.services import Services
from api_hooks.shortcut import ShortcutMiddleware
from coalescing.declared import declared_lanes, lane_named
from providers.adapters.declared import declared_adapters
from runtime.logs import configure_logs
from runtime.settings import Settings, get_settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The app. Settings are read when it starts, unless they are given."""
    app = FastAPIOffline(  # its page at /docs asks no other host for anything
        title=openapi.TITLE,
        description=openapi.DESCRIPTION,
        version=version("afterwrite"),
        lifespan=partial(_lifespan, settings),
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.endpoint.__name__,
        redoc_url=None,
        docs_url=None,  # it has a page of its own, with a policy
    )
    hot_routes = (*daily_metrics.hot_router.routes, *provider_webhooks.hot_router.routes)
    app.add_middleware(ShortcutMiddleware, routes=hot_routes)
    read = get_settings if settings is None else lambda: settings
    app.add_middleware(BodyGuardMiddleware, settings=read)
    app.add_middleware(CorrelationMiddleware)
    app.add_middleware(SecurityHeadersMiddleware, settings=read)  # added last: the outermost
    install_error_handlers(app)
    for router in chain(API_ROUTERS, page_routers):
        app.include_router(router)
    app.include_router(docs_page.router)
    cookie_name = settings.session_cookie_name if settings else _default_cookie_name()
    app.openapi = partial(openapi.document, app, cookie_name)  # type: ignore[method-assign]  # as FastAPI's manual has it
    return app


@asynccontextmanager
async def _lifespan(settings: Settings | None, app: FastAPI) -> AsyncIterator[None]:
    settings = settings or get_settings()
    configure_logs(settings, "api")
    _let_uvicorn_log_like_us()
    # Should one of them be wrong, it is said now, and not to the first who asks about it.
    declared_lanes()
    for provider in declared_adapters():
        lane_named(provider)
    services = Services(settings)
    await services.open()
    app.state.services = services
    _spare_the_collector()
    try:
        yield
    finally:
        await services.close()


def _spare_the_collector() -> None:
    """What was made at start stays: without it, the collector has far less to look at in every round."""
    gc.collect()
    gc.freeze()


def _let_uvicorn_log_like_us() -> None:
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        if logger.handlers:  # `--no-access-log` took them away, and means it
            logger.handlers.clear()
            logger.propagate = True


def _default_cookie_name() -> str:
    default = Settings.model_fields["session_cookie_name"].default
    return str(default)
