"""Without PostgreSQL nothing is acknowledged; what was acknowledged is stored; afterwards all is well."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from structlog.testing import capture_logs

from api_hooks.database import Database
from api_hooks.errors import UnavailableError
from api_hooks.query import Query
from ops.postgres import EmbeddedPostgres
from runtime.settings import Settings
from storage.pools import web_pool
from storage.statements import written
from tests.serving import USUAL_PATIENCE

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Ask = Callable[..., list[dict[str, Any]]]
Serve = Callable[[Settings], Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the patience that servers are given in production."""
    return settings.model_copy(update=USUAL_PATIENCE)


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json() == {
        "error": "The database does not answer; try again in a moment",
        "retryAfter": int(answer.headers["retry-after"]),
    }


def is_stored(answer: httpx.Response) -> bool:
    return answer.status_code == 200


def test_a_killed_database_is_answered_with_503_until_it_is_back(
    postgres_server: EmbeddedPostgres, post: Post, ask: Ask, wait_until: Any
) -> None:
    assert is_stored(post(mood=1))
    postgres_server.kill()
    started = time.perf_counter()
    for _ in range(3):
        assert_unavailable(post(mood=2))
    assert time.perf_counter() - started < 3 * 5
    postgres_server.start()
    wait_until(lambda: is_stored(post(mood=3)), 15, "check-ins are stored again")
    assert ask("SELECT mood FROM daily_metrics") == [{"mood": 3}]


def test_reading_is_answered_with_503_too(
    postgres_server: EmbeddedPostgres, api: httpx.Client, people: Any, as_coach: dict[str, str], today: str
) -> None:
    assert (
        api.get("/api/daily-metrics", params={"clientId": people.client}, headers=as_coach).status_code == 200
    )
    postgres_server.kill()
    assert_unavailable(api.get("/api/daily-metrics", params={"clientId": people.client}, headers=as_coach))
    assert_unavailable(api.get(f"/api/receipts/checkins/{people.client}:{today}", headers=as_coach))


def test_a_frozen_database_does_not_hold_requests_for_ever(
    postgres_server: EmbeddedPostgres, post: Post, wait_until: Any
) -> None:
    assert is_stored(post(mood=1))
    postgres_server.freeze()
    started = time.perf_counter()
    assert_unavailable(post(mood=2))
    assert time.perf_counter() - started < 5
    postgres_server.thaw()
    wait_until(lambda: is_stored(post(mood=3)), 15, "check-ins are stored again")


def test_too_much_at_once_is_no_absence(database_url: str) -> None:
    """Statements are answered all the time, but not everybody gets a turn: those are told so, and in time."""

    async def story() -> tuple[list[Any], list[Any]]:
        pool = web_pool(database_url, size=1, timeout_seconds=2.0)
        database = Database(pool, 0.5)
        await database.open()
        try:
            await pool.wait()
            slow = Query.of(written("SELECT pg_sleep(0.1)"))
            with capture_logs() as logs:
                asked = (database.rows(slow, {}) for _ in range(30))
                answers = await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await database.close()
        return answers, logs

    answers, logs = asyncio.run(story())
    refused = [answer for answer in answers if isinstance(answer, UnavailableError)]
    served = [answer for answer in answers if isinstance(answer, list)]
    assert len(refused) + len(served) == 30
    assert len(served) >= 3
    assert {str(error) for error in refused} == {"The database is busy; try again in a moment"}
    assert [log["event"] for log in logs] == ["all connections to PostgreSQL are in use"]


def test_a_lock_that_somebody_holds_is_answered_with_503(post: Post, database_url: str) -> None:
    assert is_stored(post(mood=1))
    with psycopg.connect(database_url) as other:
        other.execute("SELECT * FROM daily_metrics FOR UPDATE")
        assert_unavailable(post(mood=2))
        other.rollback()
    assert is_stored(post(mood=2))


def test_the_app_starts_without_a_database_and_finds_it_later(
    postgres_server: EmbeddedPostgres,
    serve: Serve,
    settings: Settings,
    people: Any,
    as_coach: dict[str, str],
    today: str,
    wait_until: Any,
) -> None:
    postgres_server.kill()
    body = {"clientId": people.client, "date": today, "mood": 5}
    with serve(settings) as api:
        assert api.get("/healthz").status_code == 200
        assert_unavailable(api.post("/api/daily-metrics", json=body, headers=as_coach))
        postgres_server.start()
        wait_until(
            lambda: is_stored(api.post("/api/daily-metrics", json=body, headers=as_coach)), 15, "it is found"
        )


def test_one_request_finds_out_for_all_connections_that_the_database_was_restarted(
    postgres_server: EmbeddedPostgres, post: Post
) -> None:
    _at_once([lambda mood=mood: post(mood=mood) for mood in range(1, 9)])
    postgres_server.restart()
    assert_unavailable(post(mood=1))
    answers = _at_once([lambda mood=mood: post(mood=mood) for mood in range(1, 9)])
    assert [answer.status_code for answer in answers] == [200] * 8


def test_a_server_that_is_a_standby_for_a_while(
    postgres_server: EmbeddedPostgres, post: Post, ask: Ask, wait_until: Any
) -> None:
    """After a failover an address may lead to a server that takes no writes."""
    name = ask("SELECT current_database() AS name")[0]["name"]
    assert is_stored(post(mood=1))
    ask(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'afterwrite api'")
    for _ in range(2):
        assert_unavailable(post(mood=2))
    with psycopg.connect(postgres_server.url, autocommit=True) as elsewhere:
        elsewhere.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
    wait_until(lambda: is_stored(post(mood=3)), 15, "check-ins are stored again")


def test_a_schema_of_another_release_is_answered_with_503(post: Post, ask: Ask) -> None:
    """A migration that is still to come is not the caller's fault, and will be there in a moment."""
    assert is_stored(post(mood=1))
    ask("ALTER TABLE daily_metrics RENAME COLUMN mood TO humour")
    assert_unavailable(post(mood=2))
    ask("ALTER TABLE daily_metrics RENAME COLUMN humour TO mood")
    assert is_stored(post(mood=2))


def _at_once(calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda call=call: answers.append(call())) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.faults
@pytest.mark.parametrize("how", ["kill", "restart"])
def test_what_was_acknowledged_is_stored(
    how: str, postgres_server: EmbeddedPostgres, post: Post, ask: Ask, wait_until: Any
) -> None:
    """Writers go on while the server is taken away and comes back; each writes a field of its own."""
    acknowledged: dict[str, float] = {}
    revisions: list[int] = []
    statuses: set[int] = set()
    stop = threading.Event()

    def write(field: str, scale: float) -> None:
        value = 0
        while not stop.is_set():
            value = value % 80 + 1
            answer = post(**{field: value / scale})
            statuses.add(answer.status_code)
            if is_stored(answer):
                acknowledged[field] = value / scale
                revisions.append(answer.json()["receipt"]["revision"])

    fields = {"hrvArtifactPercent": 1.0, "hrvDuration": 1.0, "sleepHours": 10.0}
    threads = [threading.Thread(target=write, args=item) for item in fields.items()]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: len(acknowledged) == len(fields), 20, "all of them write")
        getattr(postgres_server, how)()
        postgres_server.start()
        acknowledged.clear()
        wait_until(lambda: len(acknowledged) == len(fields), 30, "all of them write again")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert statuses <= {200, 503}
    (row,) = ask("SELECT hrv_artifact_percent, hrv_duration, sleep_hours, revision FROM daily_metrics")
    assert [row["hrv_artifact_percent"], row["hrv_duration"], row["sleep_hours"]] == [
        acknowledged[field] for field in fields
    ]
    assert len(revisions) == len(set(revisions))
    assert max(revisions) == row["revision"]
    assert ask("SELECT revision FROM owed_work") == [{"revision": row["revision"]}]
