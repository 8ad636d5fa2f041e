"""What a worker process has: settings, a pool, lanes. Drains are run in the test's own process."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS, Lane
from runtime.settings import get_settings
from storage.ledger import Debt
from tasks import resources
from tests.intake import CheckInWriter

CACHES = (resources._pool_of, resources._script_client_of, resources._lane_client_of)

#: Makes a door to the checkins lane, or to another one; keywords change the lane's policy.
MakeLane = Callable[..., LaneClient]
#: The ledger's row of a key.
DebtOf = Callable[[str], Debt]


@pytest.fixture(autouse=True)
def _worker_process(
    database_url: str, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The settings of a worker, and nothing left open afterwards."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("AFTERWRITE_REDIS_PREFIX", redis_prefix)
    get_settings.cache_clear()
    for resource in CACHES:
        resource.cache_clear()
    yield
    resources.pool().close()
    resources._script_client_of(os.getpid()).close()
    for resource in CACHES:
        resource.cache_clear()


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    """The test's own connection, in autocommit."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def writer(connection: Connection[DictRow]) -> CheckInWriter:
    return CheckInWriter(connection)


@pytest.fixture
def redis_patience_ms() -> int:
    """How long a lane's client waits for Redis: for tests of its absence to override."""
    return 10_000


@pytest.fixture
def make_lane(redis_url: str, redis_prefix: str, redis_patience_ms: int) -> Iterator[MakeLane]:
    """Without a window, and with backoffs of a few milliseconds, unless told otherwise."""
    client = ScriptClient.connect(redis_url, timeout_ms=redis_patience_ms, breaker_seconds=0.01)

    def make(lane: Lane = CHECKINS, **policy: int) -> LaneClient:
        quick = {"window_ms": 0, "backoff_base_ms": 1, "backoff_cap_ms": 1}
        return LaneClient(replace(lane, **(quick | policy)), client, redis_prefix)

    yield make
    client.close()


@pytest.fixture
def lane(make_lane: MakeLane) -> LaneClient:
    return make_lane()


@pytest.fixture
def debt_of(database_url: str) -> DebtOf:
    """Over a connection of its own, since tests may have ended all others."""

    def read(key: str) -> Debt:
        query = "SELECT * FROM owed_work WHERE lane = %s AND key = %s"
        with psycopg.connect(database_url, row_factory=dict_row) as opened:
            row = opened.execute(query, [CHECKINS.name, key]).fetchone()
        assert row is not None
        return Debt.from_row(row)

    return read


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said to PostgreSQL through any cursor, in order; to be cleared as one likes."""
    seen: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(str(query))
        return execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return seen
