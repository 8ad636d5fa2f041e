"""The cache of dashboards: one process at a time makes an answer, and none is invented."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from ops.ports import free_port
from ops.valkey import EmbeddedValkey
from runtime.json_cache import JsonCache, Kept, Times
from runtime.patient_redis import PatientRedis
from runtime.settings import Settings
from tests.conftest import WaitUntil
from tests.serving import USUAL_PATIENCE
from tests.teams import Team, broadcast, make_team, one

pytestmark = pytest.mark.integration

QUICK = Times(fresh=0.2, stale=0.6, last_good=5.0, lock=1.0)


class AwayError(Exception):
    """PostgreSQL is away."""


class Kitchen:
    """Makes bodies, slowly, and counts them."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.made = 0
        self.version = 1
        self.is_away = False

    async def make(self) -> Kept:
        self.made += 1
        number = self.made
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.is_away:
            raise AwayError
        return Kept(b'{"made":%d}' % number, self.version, time.time())


@pytest.fixture
def opened(redis_url: str, redis_prefix: str) -> Callable[..., Any]:
    """A cache as one process has it."""

    @asynccontextmanager
    async def cache(
        times: Times = QUICK, url: str = redis_url, patience_ms: int = 10_000
    ) -> AsyncIterator[JsonCache]:
        redis = PatientRedis(url, timeout_ms=patience_ms)
        made = JsonCache(redis, redis_prefix, forgiven=(AwayError,), times=times)
        yield made
        await made.close()
        await redis.close()

    return cache


Opened = Callable[..., Any]


async def _until(predicate: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not predicate():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def test_a_crowd_is_not_taken_for_an_absent_redis(redis_url: str) -> None:
    """All together wait for a connection for longer than Redis is given for one answer."""

    async def answered() -> bool:
        await asyncio.sleep(0.1)
        return True

    async def story() -> None:
        redis = PatientRedis(redis_url, timeout_ms=500)
        answers = await asyncio.gather(*(redis.ask(answered, otherwise=False) for _ in range(100)))
        await redis.close()
        assert answers.count(True) == 100

    asyncio.run(story())


def test_f4_many_readers_in_many_processes_have_it_made_once(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen(0.2)
        async with opened() as one_process, opened() as another:
            readers = [cache.get("k", 1, kitchen.make) for cache in (one_process, another) * 20]
            answers = await asyncio.gather(*readers)
        assert kitchen.made == 1
        assert {kept.body for kept, _ in answers} == {b'{"made":1}'}
        hows = [how for _, how in answers]
        assert (hows.count("miss"), hows.count("inflight")) == (1, 39)

    asyncio.run(story())


def test_a_reader_who_leaves_does_not_take_the_answer_from_the_others(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen(0.1)
        async with opened() as cache:
            first = asyncio.create_task(cache.get("k", 1, kitchen.make))
            await _until(lambda: kitchen.made == 1)
            second = asyncio.create_task(cache.get("k", 1, kitchen.make))
            await asyncio.sleep(0)
            first.cancel()
            kept, how = await second
        assert (kept.body, how, kitchen.made) == (b'{"made":1}', "inflight", 1)

    asyncio.run(story())


def test_what_is_stale_is_served_while_it_is_made_anew(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        async with opened() as cache:
            assert (await cache.get("k", 1, kitchen.make))[1] == "miss"
            assert (await cache.get("k", 1, kitchen.make))[1] == "hit"
            await asyncio.sleep(0.25)
            kept, how = await cache.get("k", 1, kitchen.make)
            assert (kept.body, how) == (b'{"made":1}', "stale")
            await _until(lambda: kitchen.made == 2)
            await _until(lambda: not cache._making)
            kept, how = await cache.get("k", 1, kitchen.make)
            assert (kept.body, how) == (b'{"made":2}', "hit")

    asyncio.run(story())


def test_what_is_stale_is_made_anew_by_one_process(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        times = replace(QUICK, fresh=1.0, stale=5.0)
        async with opened(times) as one_process, opened(times) as another:
            await one_process.get("team:1", 1, kitchen.make)
            await asyncio.sleep(times.fresh)
            kitchen.seconds = 0.2
            for cache in (one_process, another):
                kept, how = await cache.get("team:1", 1, kitchen.make)
                assert (kept.body, how) == (b'{"made":1}', "stale")
            await _until(lambda: not one_process._making and not another._making)
        assert kitchen.made == 2

    asyncio.run(story())


def test_f1_of_an_older_version_nothing_is_served(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        async with opened() as cache:
            await cache.get("k", 1, kitchen.make)
            kitchen.version = 2
            kept, how = await cache.get("k", 2, kitchen.make)
            assert (kept.body, how) == (b'{"made":2}', "miss")
            # A reader who has looked up the version a moment too early gets the newer one.
            assert (await cache.get("k", 1, kitchen.make))[1] == "hit"

    asyncio.run(story())


def test_f5_if_it_cannot_be_made_the_last_good_one_is_served_or_the_truth_told(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        async with opened() as cache:
            await cache.get("k", 1, kitchen.make)
            kitchen.is_away = True
            kept, how = await cache.get("k", 2, kitchen.make)
            assert (kept.body, how) == (b'{"made":1}', "degraded")
            with pytest.raises(AwayError):
                await cache.get("another", 1, kitchen.make)

    asyncio.run(story())


def test_a_process_that_dies_with_the_lock_holds_the_others_off_for_a_moment_only(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        async with opened() as dying, opened() as cache:
            await dying._redis.commands.set(f"{dying._prefix}k:1:lock", "of a process that is gone", px=300)
            kept, _ = await cache.get("k", 1, kitchen.make)
        assert (kept.body, kitchen.made) == (b'{"made":1}', 1)

    asyncio.run(story())


def test_without_redis_it_is_slower_and_not_wrong(opened: Opened) -> None:
    async def story() -> None:
        kitchen = Kitchen(0.05)
        async with opened(url=f"redis://127.0.0.1:{free_port()}/0") as cache:
            answers = await asyncio.gather(*(cache.get("k", 1, kitchen.make) for _ in range(10)))
            assert kitchen.made == 1
            assert {kept.body for kept, _ in answers} == {b'{"made":1}'}
            kept, how = await cache.get("k", 1, kitchen.make)
            assert (kept.body, how) == (b'{"made":2}', "miss")

    asyncio.run(story())


def test_a_frozen_redis_costs_a_fraction_of_a_second_once(
    opened: Opened, valkey_server: EmbeddedValkey
) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        async with opened(patience_ms=200) as cache:
            await cache.get("k", 1, kitchen.make)
            valkey_server.freeze()
            began = time.monotonic()
            for number in range(20):
                kept, how = await cache.get("k", 1, kitchen.make)
                assert (kept.body, how) == (b'{"made":%d}' % (number + 2), "miss")
            assert time.monotonic() - began < 2

    try:
        asyncio.run(story())
    finally:
        valkey_server.thaw()


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    return make_team(connection, 2)


def test_f5_a_dashboard_that_cannot_be_read_is_the_last_good_one_with_its_age_or_a_503(
    serve: Callable[[Settings], Any],
    settings: Settings,
    team: Team,
    connection: Connection[DictRow],
    bearer: Callable[[str], dict[str, str]],
) -> None:
    """A lock on a table that only the dashboard reads: the statement takes too long, and is given up."""
    broadcast(connection, team, one(connection, "SELECT current_date"), completed=1)
    path, coach = f"/api/teams/{team.id}/dashboard", bearer(str(team.coach))
    with serve(settings.model_copy(update=USUAL_PATIENCE)) as api:
        good = api.get(path, headers=coach).json()
        connection.execute("INSERT INTO team_summaries VALUES (%s, 7, now())", [team.id])
        with connection.transaction():
            connection.execute(
                "LOCK TABLE broadcasts, team_day_summaries, assignments IN ACCESS EXCLUSIVE MODE"
            )
            answer = api.get(path, headers=coach)
            assert (answer.status_code, answer.headers["x-cache"]) == (200, "degraded")
            content = answer.json()
            assert content.pop("degraded") is True
            assert content.pop("ageSeconds") >= 2  # as long as it was waited for
            assert content == {name: value for name, value in good.items() if name != "ageSeconds"}
            refused = api.get(f"{path}?days=7", headers=coach)
            assert (refused.status_code, refused.json()["success"]) == (503, False)
            assert refused.json()["retryAfter"] == 2


def test_f4_a_hundred_readers_of_a_slow_dashboard_wait_for_one_statement(
    api: httpx.Client,
    team: Team,
    connection: Connection[DictRow],
    bearer: Callable[[str], dict[str, str]],
    wait_until: WaitUntil,
) -> None:
    headers = bearer(str(team.coach))
    hows: list[str] = []

    def read() -> None:
        hows.append(api.get(f"/api/teams/{team.id}/dashboard", headers=headers).headers["x-cache"])

    with connection.transaction():
        connection.execute("LOCK TABLE team_day_summaries IN ACCESS EXCLUSIVE MODE")
        threads = [threading.Thread(target=read) for _ in range(40)]
        for thread in threads:
            thread.start()
        # Not `pg_stat_activity`: a transaction sees it as it was when it looked first.
        waiting = (
            "SELECT count(*) FROM pg_locks WHERE relation = 'team_day_summaries'::regclass AND NOT granted"
        )
        wait_until(lambda: one(connection, waiting) > 0, 15, "a reader waits for the lock")
        assert one(connection, waiting) == 1
    for thread in threads:
        thread.join(20)
    assert (len(hows), hows.count("miss")) == (40, 1)


def test_an_unknown_team_is_not_cached(
    api: httpx.Client, people: Any, bearer: Callable[[str], dict[str, str]]
) -> None:
    answer = api.get(f"/api/teams/{uuid4()}/dashboard", headers=bearer(people.admin))
    assert (answer.status_code, "x-cache" in answer.headers) == (404, False)
