"""The page of metrics: read from Redis and the ledger when it is asked for, and at most once a second."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import structlog

from api_hooks.chat_desk import ChatDesk
from api_hooks.database import Database, Row
from api_hooks.metric_families import Readings, RedisReading, exposition
from api_hooks.query import Query
from api_hooks.redis_view import RedisView
from coalescing.declared import declared_lanes
from runtime.settings import Settings
from storage.death_statements import GAUGES
from storage.debts import LedgerGauges
from storage.provider_event_reading import FIGURES
from storage.schedule_runs import SUCCESS_AGES

#: However many ask, and however often: the servers are asked once in this time.
KEPT_SECONDS = 1.0

#: Each server has this long; Redis' and PostgreSQL's own deadlines are shorter, as they are set.
READ_SECONDS = 5.0

_GAUGES = Query.of(GAUGES)
_PROVIDERS = Query.of(FIGURES)
_SUCCESS_AGES = Query(SUCCESS_AGES.encode())
_logger = structlog.get_logger(__name__)
T = TypeVar("T")


class MetricsPage:
    """Makes the page, and keeps it for a moment. Whoever asks while it is being made waits for it."""

    def __init__(self, database: Database, redis: RedisView, chat: ChatDesk, settings: Settings) -> None:
        self._database = database
        self._redis = redis
        self._chat = chat
        self._settings = settings
        self._lock = asyncio.Lock()
        self._page = b""
        self._good_until = 0.0

    async def text(self) -> bytes:
        """The page, in Prometheus' text format. A server that is away leaves out its own part."""
        async with self._lock:
            if time.monotonic() >= self._good_until:
                self._page = await self._made()
                self._good_until = time.monotonic() + KEPT_SECONDS
        return self._page

    async def _made(self) -> bytes:
        lanes = tuple(declared_lanes())
        (redis, redis_seconds), (postgres, postgres_seconds), (chat, _) = await asyncio.gather(
            _read("redis", self._of_redis(lanes)),
            _read("postgres", self._of_postgres()),
            _read("redis", self._chat.reading()),
        )
        ledger, schedule, providers = postgres or (None, {}, ())
        seconds = {"redis": redis_seconds, "postgres": postgres_seconds}
        return exposition(Readings(redis, ledger, seconds, schedule, providers, chat), lanes)

    async def _of_redis(self, lanes: tuple[str, ...]) -> RedisReading:
        stats, workers, beats = await asyncio.gather(
            self._redis.stats_of(lanes),
            self._redis.workers_seen(self._settings.worker_seen_within_seconds),
            self._redis.beats_seen(self._settings.beat_seen_within_seconds),
        )
        return RedisReading(stats, workers, beats)

    async def _of_postgres(self) -> tuple[dict[str, LedgerGauges], dict[str, float], Sequence[Row]]:
        rows, ages, providers = await asyncio.gather(
            self._database.rows(_GAUGES, {}),
            self._database.rows(_SUCCESS_AGES, {}),
            self._database.rows(_PROVIDERS, {}),
        )
        ledger = {row.pop("lane"): LedgerGauges(**row) for row in rows}
        return ledger, {row["entry"]: row["seconds"] for row in ages}, providers


async def _read(server: str, reading: Awaitable[T]) -> tuple[T | None, float]:
    """What was read, None if the server is in whatever trouble; and the seconds that it took."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(READ_SECONDS):
            found = await reading
    except Exception as error:  # noqa: BLE001  whatever it is, the other server's metrics are wanted
        _logger.warning("no metrics of a server", server=server, error_type=type(error).__qualname__)
        found = None
    return found, time.perf_counter() - started
