"""Putting the web process together."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api_hooks import (
    activities,
    assignments,
    broadcasts,
    business_stats,
    coach_alerts,
    daily_metrics,
    effects,
    health,
    injury_cases,
    integrations,
    metrics,
    notification_channels,
    notification_preferences,
    notifications,
    openapi,
    performance_tests,
    provider_webhooks,
    receipts,
    strava_connecting,
    streaks,
    team_dashboard,
    training_load,
    workouts,
)
from api_hooks.correlation import CorrelationMiddleware
from api_hooks.error_handlers import install_error_handlers
from api_hooks.pages.routers import page_routers
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
    )
    hot_routes = (*daily_metrics.hot_router.routes, *provider_webhooks.hot_router.routes)
    app.add_middleware(ShortcutMiddleware, routes=hot_routes)
    app.add_middleware(CorrelationMiddleware)  # added last: the outermost
    install_error_handlers(app)
    check_ins = (daily_metrics.hot_router, daily_metrics.router)
    loads = (activities.router, training_load.router)
    cascades = (effects.router, workouts.router, injury_cases.router, streaks.router, coach_alerts.router)
    told = (notifications.router, notification_preferences.router, notification_channels.router)
    webhooks = (provider_webhooks.hot_router, provider_webhooks.router)
    providers = (integrations.router, strava_connecting.router, *webhooks)
    given = (assignments.router, broadcasts.router, performance_tests.router)
    dashboards = (team_dashboard.router, business_stats.router)
    others = (receipts.router, health.router, metrics.router)
    for routers in (check_ins, loads, cascades, told, providers, given, dashboards, others, page_routers):
        for router in routers:
            app.include_router(router)
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
