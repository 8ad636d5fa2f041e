"""Health: the process is alive even where nothing else is; ready only where all that is needed answers."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.heartbeats import BEATS, Heartbeat
from runtime.settings import Settings

pytestmark = pytest.mark.integration

Serve = Callable[[Settings], Any]


@pytest.fixture
def worker(settings: Settings) -> Iterator[Heartbeat]:
    """A worker that has just been heard of."""
    heartbeat = Heartbeat(settings.require_redis_url(), settings.redis_prefix, "w1", timeout_ms=500)
    heartbeat.beat()
    yield heartbeat
    heartbeat.stop()


@pytest.fixture
def beat(settings: Settings) -> Iterator[Heartbeat]:
    """A beat that has just been heard of."""
    heartbeat = Heartbeat(
        settings.require_redis_url(), settings.redis_prefix, "b1", timeout_ms=500, kind=BEATS
    )
    heartbeat.beat()
    yield heartbeat
    heartbeat.stop()


def checks(api: httpx.Client, *, within: float = 3.0) -> dict[str, bool]:
    """Ask; the answer must come in time, and its status must be what the checks say."""
    started = time.perf_counter()
    answer = api.get("/readyz")
    assert time.perf_counter() - started < within
    content = answer.json()
    found = {name: check["ok"] for name, check in content["checks"].items()}
    assert (answer.status_code, content["status"]) == (
        (200, "ready") if all(found.values()) else (503, "not ready")
    )
    return found


@pytest.mark.usefixtures("worker", "beat")
def test_ready(api: httpx.Client) -> None:
    assert checks(api) == {"postgres": True, "redis": True, "worker": True, "beat": True}
    assert api.get("/readyz").json()["checks"]["worker"]["seen"] == 1


@pytest.mark.usefixtures("beat")
def test_not_ready_without_a_worker(api: httpx.Client, worker: Heartbeat) -> None:
    assert checks(api)["worker"]
    worker.stop()
    assert checks(api) == {"postgres": True, "redis": True, "worker": False, "beat": True}
    assert "no worker" in api.get("/readyz").json()["checks"]["worker"]["reason"]


@pytest.mark.usefixtures("worker")
def test_not_ready_without_a_beat(api: httpx.Client, beat: Heartbeat) -> None:
    assert checks(api)["beat"]
    beat.stop()
    assert checks(api) == {"postgres": True, "redis": True, "worker": True, "beat": False}
    assert "no beat was heard of within 30 s" in api.get("/readyz").json()["checks"]["beat"]["reason"]


@pytest.mark.usefixtures("worker", "beat")
def test_a_worker_of_long_ago_does_not_count(serve: Serve, settings: Settings, wait_until: Any) -> None:
    with serve(settings.model_copy(update={"worker_seen_within_seconds": 0.5})) as api:
        wait_until(lambda: not checks(api)["worker"], 5, "the worker is missed")


@pytest.mark.usefixtures("worker", "beat")
@pytest.mark.parametrize("trouble", ["freeze", "kill"])
def test_redis_in_trouble(
    api: httpx.Client, valkey_server: EmbeddedValkey, trouble: str, wait_until: Any
) -> None:
    assert checks(api)["redis"]
    getattr(valkey_server, trouble)()
    for _ in range(3):
        assert checks(api) == {"postgres": True, "redis": False, "worker": False, "beat": False}
        assert api.get("/healthz").json() == {"status": "alive"}
    valkey_server.thaw()
    valkey_server.start()
    wait_until(lambda: checks(api)["redis"], 10, "Redis is found again")


@pytest.mark.usefixtures("worker", "beat")
@pytest.mark.parametrize("trouble", ["freeze", "kill"])
def test_postgres_in_trouble(
    api: httpx.Client, postgres_server: EmbeddedPostgres, trouble: str, wait_until: Any
) -> None:
    assert checks(api)["postgres"]
    getattr(postgres_server, trouble)()
    for _ in range(3):
        assert checks(api) == {"postgres": False, "redis": True, "worker": True, "beat": True}
        assert api.get("/healthz").json() == {"status": "alive"}
    postgres_server.thaw()
    postgres_server.start()
    wait_until(lambda: checks(api)["postgres"], 15, "PostgreSQL is found again")


@pytest.mark.usefixtures("worker", "beat")
def test_a_database_without_the_schema(
    serve: Serve, settings: Settings, postgres_server: EmbeddedPostgres
) -> None:
    empty = postgres_server.url.rpartition("/")[0] + "/postgres"
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('daily_metrics')").fetchone() == (None,)
    with serve(settings.model_copy(update={"database_url": empty})) as api:
        assert checks(api) == {"postgres": False, "redis": True, "worker": True, "beat": True}
        assert "migrate" in api.get("/readyz").json()["checks"]["postgres"]["reason"]
