"""Metrics come from Redis and the ledger alone: any process shows them, and none counts anything."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
import redis
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api_hooks import metrics_page
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS, LANES
from coalescing.verdicts import DONE
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.heartbeats import BEATS, Heartbeat
from runtime.settings import Settings
from tests.serving import USUAL_PATIENCE

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Serve = Callable[[Settings], Any]
Values = dict[tuple[str, str], float]

TOKEN = "a token for metrics that is long enough to be one"


@pytest.fixture(autouse=True)
def _always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics_page, "KEPT_SECONDS", 0.0)


@pytest.fixture
def lane(settings: Settings) -> Iterator[LaneClient]:
    scripts = ScriptClient.connect(settings.require_redis_url())
    yield LaneClient(CHECKINS, scripts, settings.redis_prefix)
    scripts.close()


def scrape(api: httpx.Client) -> Values:
    """Every sample of the checkins lane and of no lane, by name and by its other label."""
    answer = api.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (
            sample.name.removeprefix("afterwrite_"),
            sample.labels.get("le") or sample.labels.get("server") or "",
        ): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.labels.get("lane") in {None, CHECKINS.name}
    }


def test_it_shows_what_redis_and_the_ledger_say(
    api: httpx.Client, post: Post, lane: LaneClient, settings: Settings
) -> None:
    heartbeat = Heartbeat(settings.require_redis_url(), settings.redis_prefix, "w1", timeout_ms=500)
    heartbeat.beat()
    key = post(mood=1).json()["receipt"]["key"]
    post(mood=2)
    found = scrape(api)
    assert (found["up", "redis"], found["up", "postgres"]) == (1, 1)
    assert (found["lane_waiting", ""], found["lane_owed", ""], found["workers_seen", ""]) == (1, 1, 1)
    assert (found["lane_opened_total", ""], found["lane_coalesced_total", ""]) == (1, 1)
    assert found["lane_oldest_owed_age_seconds", ""] > 0
    assert found["lane_lag_seconds_count", ""] == 0
    lane.submit("due", delay_ms=0)
    token = new_token()
    assert [entry.key for entry in lane.claim(10, token)] == ["due"]
    lane.settle(token, {"due": DONE})
    lane.pause()
    found = scrape(api)
    assert (found["lane_completed_total", ""], found["lane_paused", ""]) == (1, 1)
    assert found["lane_lag_seconds_bucket", "+Inf"] == found["lane_run_duration_seconds_count", ""] == 1
    assert key not in api.get("/metrics").text
    heartbeat.stop()


def test_it_shows_since_when_an_entry_of_the_schedule_has_not_run_well(
    api: httpx.Client, settings: Settings
) -> None:
    with psycopg.connect(settings.require_database_url(), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO schedule_runs (entry, due_at, started_at, finished_at, rows, error) VALUES"
            " ('a', now() - interval '9 h', now(), now() - interval '9 h', 1, NULL),"
            " ('a', now() - interval '3 h', now(), now() - interval '3 h', 1, NULL),"
            " ('a', now() - interval '2 h', now(), now() - interval '2 h', NULL, 'OSError'),"
            " ('a', now() - interval '1 h', now(), NULL, NULL, NULL),"
            " ('b', now(), now(), now(), NULL, 'OSError'),"
            " ('c', now(), now(), now() - interval '60 s', 1, NULL)"
        )
    ages = {
        sample.labels["entry"]: sample.value
        for family in text_string_to_metric_families(api.get("/metrics").text)
        for sample in family.samples
        if sample.name == "afterwrite_schedule_success_age_seconds"
    }
    assert ages == {"a": pytest.approx(3 * 3_600, abs=60), "c": pytest.approx(60, abs=60)}


def test_a_beat_that_was_heard_of_is_counted(api: httpx.Client, settings: Settings) -> None:
    assert scrape(api)["beats_seen", ""] == 0
    heartbeat = Heartbeat(
        settings.require_redis_url(), settings.redis_prefix, "b1", timeout_ms=500, kind=BEATS
    )
    heartbeat.beat()
    found = scrape(api)
    assert (found["beats_seen", ""], found["workers_seen", ""]) == (1, 0)
    heartbeat.stop()


def test_another_process_shows_the_same_counts(serve: Serve, settings: Settings, lane: LaneClient) -> None:
    lane.submit("a", delay_ms=60_000)
    pages = []
    for _ in range(2):  # as after a restart
        with serve(settings) as api:
            pages.append({k: v for k, v in scrape(api).items() if k[0].endswith("_total")})
    assert pages[0] == pages[1]
    assert pages[0]["lane_enqueued_total", ""] == 1


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_without_redis_the_ledger_is_shown(
    serve: Serve,
    settings: Settings,
    post: Post,
    valkey_server: EmbeddedValkey,
    wait_until: Any,
    trouble: str,
) -> None:
    post(mood=1)
    with serve(settings.model_copy(update=USUAL_PATIENCE)) as api:
        getattr(valkey_server, trouble)()
        started = time.perf_counter()
        found = scrape(api)
        assert time.perf_counter() - started < 2
        assert (found["up", "redis"], found["up", "postgres"], found["lane_owed", ""]) == (0, 1, 1)
        assert ("lane_waiting", "") not in found
        valkey_server.thaw()
        valkey_server.start()
        wait_until(lambda: scrape(api)["up", "redis"], 10, "Redis is found again")


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_without_postgresql_redis_is_shown(
    serve: Serve, settings: Settings, lane: LaneClient, postgres_server: EmbeddedPostgres, trouble: str
) -> None:
    lane.submit("a", delay_ms=60_000)
    with serve(settings.model_copy(update={"postgres_timeout_seconds": 1.0})) as api:
        assert scrape(api)["up", "postgres"] == 1
        getattr(postgres_server, trouble)()
        started = time.perf_counter()
        found = scrape(api)
        assert time.perf_counter() - started < 5
        assert (found["up", "redis"], found["up", "postgres"], found["lane_waiting", ""]) == (1, 0, 1)
        assert ("lane_owed", "") not in found
        postgres_server.thaw()


def test_however_many_scrape_the_servers_are_asked_once(
    api: httpx.Client, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrape(api)  # has the script loaded
    monkeypatch.setattr(metrics_page, "KEPT_SECONDS", 60.0)
    with redis.Redis.from_url(redis_url) as raw:
        raw.config_resetstat()
        with ThreadPoolExecutor(8) as several:
            pages = set(several.map(lambda _: api.get("/metrics").text, range(40)))
        calls: dict[str, Any] = raw.info("commandstats")  # type: ignore[assignment]
    assert len(pages) == 1
    assert calls["cmdstat_evalsha"]["calls"] == len(LANES)


def test_with_a_token_it_wants_it(serve: Serve, settings: Settings, bearer: Any) -> None:
    with serve(settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})) as api:
        for headers in (
            {},
            {"authorization": f"Bearer {TOKEN[:-1]}"},
            {"authorization": f"Bearer {TOKEN}x"},
            {"authorization": f"Basic {TOKEN}"},
            {"authorization": b"Bearer \xff\xfe"},
            bearer("admin@example.org"),
        ):
            answer = api.get("/metrics", headers=headers)
            assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
            assert answer.headers["www-authenticate"].startswith("Bearer")
        answer = api.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert "afterwrite_up" in answer.text
