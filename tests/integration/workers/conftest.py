"""A dispatcher in the test's own process, whose messages are collected instead of sent."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from kombu.exceptions import OperationalError
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from runtime.settings import Settings, get_settings
from tasks import resources
from workers import dispatcher
from workers.dispatcher import Dispatcher

CACHES = (resources._pool_of, resources._script_client_of, resources._lane_client_of)


class Outbox:
    """Takes the place of a task: collects what would be sent, or refuses as a broker that is away."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.is_away = False

    def apply_async(self, **message: Any) -> None:
        if self.is_away:
            raise OperationalError("the broker is away")
        self.sent.append(message)


@pytest.fixture
def settings(
    database_url: str, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """A worker's settings, and nothing left open afterwards."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("AFTERWRITE_REDIS_PREFIX", redis_prefix)
    monkeypatch.setenv("AFTERWRITE_DISPATCH_INTERVAL_MS", "5")
    monkeypatch.setenv("AFTERWRITE_SWEEP_INTERVAL_MS", "1")
    get_settings.cache_clear()
    for cache in CACHES:
        cache.cache_clear()
    yield get_settings()
    resources.pool().close()
    resources._script_client_of(os.getpid()).close()
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def drains(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    outbox = Outbox()
    monkeypatch.setattr(dispatcher, "drain", outbox)
    return outbox


@pytest.fixture
def reconciles(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    outbox = Outbox()
    monkeypatch.setattr(dispatcher, "reconcile", outbox)
    return outbox


@pytest.fixture
def lane(settings: Settings) -> Iterator[LaneClient]:
    """The test's own door to the checkins lane, which no breaker closes."""
    client = ScriptClient.connect(settings.require_redis_url(), timeout_ms=10_000, breaker_seconds=0.001)
    yield LaneClient(CHECKINS, client, settings.redis_prefix)
    client.close()


@pytest.fixture
def ticking(settings: Settings, lane: LaneClient, drains: Outbox, reconciles: Outbox) -> Iterator[Dispatcher]:
    """A dispatcher for the checkins lane that is not started: tests tick it, or start it."""
    assert drains is not reconciles
    made = Dispatcher("tester", [lane.lane.name], settings)
    yield made
    made.stop() if made._thread.is_alive() else made._heartbeat.stop()
