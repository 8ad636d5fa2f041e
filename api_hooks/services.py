"""What the web process holds while it runs: PostgreSQL, Redis, and who may call."""

import asyncio
from contextlib import suppress
from typing import cast

from starlette.requests import Request

from api_hooks.authentication import Authenticator
from api_hooks.chat_desk import ChatDesk
from api_hooks.chat_store import ChatStore
from api_hooks.database import Database
from api_hooks.errors import UnavailableError
from api_hooks.event_inbox import EventInbox
from api_hooks.intake import Intake
from api_hooks.metrics_page import MetricsPage
from api_hooks.redis_view import RedisView
from api_hooks.statement_reader import StatementReader
from api_hooks.submitting import Submitting
from chat.context.sources import ContextSources
from coalescing.async_client import AsyncScriptClient
from coalescing.async_submitter import AsyncSubmitter
from coalescing.lanes import (
    BUSINESS_TRENDS,
    CHAT_AFTERWARDS,
    CHECKINS,
    DELIVERIES,
    INJURIES,
    STRAVA_BACKFILL,
    TEAM_SUMMARIES,
    TRAINING_LOADS,
)
from providers.connections.connecting import Connecting
from runtime.json_cache import JsonCache
from runtime.patient_redis import PatientRedis
from runtime.rate_limit import RateLimit
from runtime.settings import Settings
from runtime.shared_limit import SharedLimit
from storage.pools import web_pool

#: Reads of businesses' figures that one user may have a minute; those from a fresh cache are not counted.
STATS_A_MINUTE = 6_000


class Services:
    """Made at start, without waiting for any server; opened and closed by the app's lifespan."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(
            web_pool(
                settings.require_database_url(),
                size=settings.api_pool_size,
                timeout_seconds=settings.postgres_timeout_seconds,
            ),
            settings.postgres_timeout_seconds,
        )
        self._scripts = AsyncScriptClient.connect(
            settings.require_redis_url(),
            timeout_ms=settings.redis_timeout_ms,
            breaker_seconds=settings.redis_breaker_seconds,
        )
        self.intake = Intake(self.database, AsyncSubmitter(CHECKINS, self._scripts, settings.redis_prefix))
        self.training_loads = Submitting(AsyncSubmitter(TRAINING_LOADS, self._scripts, settings.redis_prefix))
        self.injuries = Submitting(AsyncSubmitter(INJURIES, self._scripts, settings.redis_prefix))
        self.deliveries = Submitting(AsyncSubmitter(DELIVERIES, self._scripts, settings.redis_prefix))
        self.team_summaries = Submitting(AsyncSubmitter(TEAM_SUMMARIES, self._scripts, settings.redis_prefix))
        self.business_trends = Submitting(
            AsyncSubmitter(BUSINESS_TRENDS, self._scripts, settings.redis_prefix)
        )
        self.backfills = Submitting(AsyncSubmitter(STRAVA_BACKFILL, self._scripts, settings.redis_prefix))
        self.event_inbox = EventInbox(self.database, self._scripts, settings.redis_prefix)
        self._patient = PatientRedis(settings.require_redis_url(), timeout_ms=settings.redis_timeout_ms)
        self.writes_limit = SharedLimit(
            self._patient, settings.redis_prefix, "writes", settings.writes_per_minute
        )
        self.authenticator = Authenticator(settings, self.writes_limit)
        self._sharing: asyncio.Task[None] | None = None
        self.cache = JsonCache(self._patient, settings.redis_prefix, forgiven=(UnavailableError,))
        self.stats_limit = RateLimit(self._patient, settings.redis_prefix, "business-stats", STATS_A_MINUTE)
        self._connecting: Connecting | None = None
        reader = StatementReader(self.database, max(1, settings.api_pool_size // 2))
        self.contexts = ContextSources(reader, self._patient, settings)
        afterwards = Submitting(AsyncSubmitter(CHAT_AFTERWARDS, self._scripts, settings.redis_prefix))
        store = ChatStore(self.database, afterwards)
        self.chat = ChatDesk(settings, store, self._patient, self.contexts)
        self.redis = RedisView(settings, self._scripts)
        self.metrics = MetricsPage(self.database, self.redis, self.chat, settings)

    def connecting(self) -> Connecting:
        """How athletes are connected with Strava.

        Raises:
            NotConfiguredError: a setting is missing for it.
        """
        if self._connecting is None:
            self._connecting = Connecting.of(self.settings)
        return self._connecting

    async def open(self) -> None:
        """Begin to connect."""
        await self.database.open()
        self._sharing = asyncio.create_task(self.writes_limit.keep_sharing())

    async def close(self) -> None:
        """Let go of all connections."""
        if self._connecting is not None:
            self._connecting.close()
        await self.event_inbox.close()
        await self.chat.close()
        await self.contexts.close()
        if self._sharing is not None:
            self._sharing.cancel()
            with suppress(asyncio.CancelledError):
                await self._sharing
        await self.cache.close()
        await self._patient.close()
        await self.database.close()
        await self.redis.close()
        await self._scripts.close()


def services_of(request: Request) -> Services:
    """The services of the app that the request came to."""
    return cast("Services", request.app.state.services)
