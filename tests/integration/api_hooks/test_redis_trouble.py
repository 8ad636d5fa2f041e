"""Intake does not depend on Redis: gone, frozen or refusing, a write is acknowledged within a second."""

import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import psycopg
import pytest
import redis
import structlog
from structlog.testing import LogCapture

from api_hooks import submitting
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState
from ops.ports import free_port
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from tests.serving import USUAL_PATIENCE

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Serve = Callable[[Settings], Any]

#: "Well under a second". One write of each test may be held up by the machine's other work.
PROMPT_SECONDS = 0.9


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the patience that servers are given in production."""
    return settings.model_copy(update=USUAL_PATIENCE)


def usual(durations: list[float]) -> float:
    """The slowest but one."""
    return sorted(durations)[-2]


class Morning:
    """Posts check-ins of one athlete, each with another mood, and watches the clock."""

    def __init__(self, api: httpx.Client, headers: dict[str, str], client: str, today: str) -> None:
        self._api, self._headers, self._client, self._today = api, headers, client, today
        self.posted = 0

    def post(self) -> float:
        """One more check-in that differs from the last; how long it took, in seconds."""
        self.posted += 1
        body = {"clientId": self._client, "date": self._today, "sleepHours": self.posted / 10}
        started = time.perf_counter()
        answer = self._api.post("/api/daily-metrics", json=body, headers=self._headers)
        seconds = time.perf_counter() - started
        assert answer.status_code == 200
        assert answer.json()["receipt"]["revision"] == self.posted
        return seconds

    def receipt(self) -> dict[str, Any]:
        key = f"{self._client}:{self._today}"
        answer = self._api.get(f"/api/receipts/checkins/{key}", headers=self._headers)
        content: dict[str, Any] = answer.json()
        return content


@pytest.fixture
def morning(api: httpx.Client, people: Any, as_coach: dict[str, str], today: str) -> Morning:
    return Morning(api, as_coach, people.client, today)


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    return _captured(monkeypatch, submitting)


def _captured(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> list[Any]:
    capture = LogCapture()
    logger = structlog.wrap_logger(None, processors=[capture], wrapper_class=structlog.stdlib.BoundLogger)
    monkeypatch.setattr(module, "_logger", logger)
    return capture.entries


@pytest.fixture
def entry(settings: Settings, people: Any, today: str) -> Iterator[Callable[[], Any]]:
    """The check-in's entry in Redis, as it is now."""
    scripts = ScriptClient.connect(settings.require_redis_url(), timeout_ms=2_000)
    lane = LaneClient(CHECKINS, scripts, settings.redis_prefix)
    yield lambda: lane.peek(f"{people.client}:{today}")
    scripts.close()


def test_redis_killed_while_serving(
    valkey_server: EmbeddedValkey, morning: Morning, ask: Ask, logs: list[Any], wait_until: Any, entry: Any
) -> None:
    morning.post()
    valkey_server.kill()
    assert usual([morning.post() for _ in range(20)]) < PROMPT_SECONDS
    assert [line["log_level"] for line in logs] == ["warning"]
    assert morning.receipt()["state"] == "owed"
    assert ask("SELECT revision, done_revision FROM owed_work") == [{"revision": 21, "done_revision": 0}]

    valkey_server.start()
    wait_until(lambda: morning.post() and _is_fresh(entry(), morning), 10, "the API submits to Redis again")
    assert [line["log_level"] for line in logs] == ["warning", "info"]


def test_redis_frozen_while_serving(
    valkey_server: EmbeddedValkey, morning: Morning, ask: Ask, logs: list[Any], wait_until: Any, entry: Any
) -> None:
    morning.post()
    valkey_server.freeze()
    durations = [morning.post() for _ in range(20)]
    assert usual(durations) < PROMPT_SECONDS
    assert sum(durations) < 20 * 0.25, "the breaker keeps most of them from waiting at all"
    assert [line["log_level"] for line in logs] == ["warning"]
    assert morning.receipt()["state"] == "owed"
    assert ask("SELECT revision FROM owed_work") == [{"revision": 21}]

    valkey_server.thaw()
    wait_until(lambda: morning.post() and _is_fresh(entry(), morning), 10, "the API submits to Redis again")


def _is_fresh(entry: Any, morning: Morning) -> bool:
    return bool(entry.state is EntryState.WAITING and entry.revision == morning.posted)


def test_redis_absent_at_start(
    serve: Serve, settings: Settings, people: Any, as_coach: dict[str, str], today: str, tmp_path: Any,
    wait_until: Any,
) -> None:  # fmt: skip
    late = EmbeddedValkey(tmp_path / "late", port=free_port())
    with serve(settings.model_copy(update={"redis_url": late.url})) as api:
        morning = Morning(api, as_coach, people.client, today)
        assert usual([morning.post() for _ in range(5)]) < PROMPT_SECONDS
        assert morning.receipt()["state"] == "owed"
        with late:
            wait_until(
                lambda: morning.post() and morning.receipt()["state"] == "waiting", 10, "Redis is found"
            )


def test_redis_at_an_address_that_does_not_answer(
    serve: Serve, settings: Settings, people: Any, as_coach: dict[str, str], today: str
) -> None:
    """A host that swallows packets costs a time limit, not a minute: 192.0.2.0/24 is nobody's."""
    with serve(settings.model_copy(update={"redis_url": "redis://192.0.2.1:6379/0"})) as api:
        morning = Morning(api, as_coach, people.client, today)
        assert usual([morning.post() for _ in range(5)]) < PROMPT_SECONDS


def test_redis_out_of_memory(
    redis_url: str, morning: Morning, logs: list[Any], wait_until: Any, entry: Any
) -> None:
    with redis.Redis.from_url(redis_url) as administrator:
        administrator.config_set("maxmemory", "1")
        try:
            assert usual([morning.post() for _ in range(5)]) < PROMPT_SECONDS
            assert [line["log_level"] for line in logs] == ["warning"]
        finally:
            administrator.config_set("maxmemory", "0")
    wait_until(lambda: morning.post() and _is_fresh(entry(), morning), 10, "the API submits to Redis again")


def test_redis_flushed_while_serving(redis_url: str, morning: Morning, entry: Any, logs: list[Any]) -> None:
    morning.post()
    with redis.Redis.from_url(redis_url) as administrator:
        administrator.flushall()
        administrator.script_flush()
    morning.post()
    assert _is_fresh(entry(), morning)
    assert logs == []


def test_no_health_values_in_the_logs(
    valkey_server: EmbeddedValkey, morning: Morning, logs: list[Any], people: Any
) -> None:
    valkey_server.kill()
    morning.post()
    (line,) = logs
    assert set(line) == {"event", "lane", "reason", "log_level"}
    assert people.coach not in str(line)
    assert "sleep" not in str(line)


def test_the_database_alone_decides(
    valkey_server: EmbeddedValkey, morning: Morning, database_url: str
) -> None:
    """A write that Redis never heard of is as good as any other."""
    valkey_server.freeze()
    for _ in range(3):
        morning.post()
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT sleep_hours, revision FROM daily_metrics").fetchall()
    assert found == [(0.3, 3)]
