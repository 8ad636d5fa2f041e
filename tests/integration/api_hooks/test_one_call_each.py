"""The whole of intake is one SQL statement and one call to Redis, whatever the check-in and its history."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest
import redis
from psycopg_pool import AsyncConnectionPool

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]


class Conversation:
    """What the app says to its servers: statements through any cursor, and calls that Redis counted."""

    def __init__(self, redis_url: str, statements: list[str]) -> None:
        self.statements = statements
        self._redis = redis.Redis.from_url(redis_url)

    def begin(self) -> None:
        self.statements.clear()
        self._redis.config_resetstat()

    def redis_calls(self) -> dict[str, int]:
        counted: dict[str, dict[str, int]] = self._redis.info("commandstats")  # type: ignore[assignment]
        calls = {name.removeprefix("cmdstat_"): stats["calls"] for name, stats in counted.items()}
        ours = {"config|resetstat", "info"}
        # Commands that a script runs count too, but take no way over the network.
        inner = {"time", "hget", "hset", "hincrby", "zadd", "zrem", "zscore", "hdel", "hmget", "del"}
        return {name: count for name, count in calls.items() if name not in ours | inner}

    def close(self) -> None:
        self._redis.close()


@pytest.fixture
def conversation(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conversation]:
    statements: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: bytes, *args: Any, **kwargs: Any) -> Any:
        statements.append(query.decode())
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    conversation = Conversation(redis_url, statements)
    yield conversation
    conversation.close()


def test_a_new_a_changed_and_an_unchanged_check_in(conversation: Conversation, post: Post) -> None:
    post(mood=1)  # the first one has the script loaded
    for fields, calls in [({"mood": 2}, 1), ({"mood": 3, "stress": 4, "notes": "x"}, 1), ({"mood": 3}, 0)]:
        conversation.begin()
        assert post(**fields).status_code == 200
        assert len(conversation.statements) == 1
        assert re.match(
            r"WITH .*INSERT INTO daily_metrics.*INSERT INTO owed_work", conversation.statements[0], re.DOTALL
        )
        assert conversation.redis_calls() == ({"evalsha": calls} if calls else {})


def test_a_check_in_that_is_refused_asks_nobody(conversation: Conversation, post: Post) -> None:
    conversation.begin()
    assert post(mood=99).status_code == 422
    assert conversation.statements == []
    assert conversation.redis_calls() == {}


def test_a_foreign_athlete_costs_one_statement(conversation: Conversation, post: Post, people: Any) -> None:
    conversation.begin()
    assert post(clientId=people.foreign_client, mood=5).status_code == 403
    assert len(conversation.statements) == 1
    assert conversation.redis_calls() == {}


def test_the_statement_is_prepared_once_whatever_is_given(
    api: httpx.Client, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement prepared anew for each combination of given fields would be planned anew each time."""
    pools: list[AsyncConnectionPool[Any]] = []
    getconn = AsyncConnectionPool.getconn
    names: dict[int, int] = {}

    async def noted(self: Any, *args: Any) -> Any:
        pools.append(self)
        connection = await getconn(self, *args)
        names[id(connection)] = len(connection._prepared._names)
        return connection

    monkeypatch.setattr(AsyncConnectionPool, "getconn", noted)
    for fields in [{"mood": 1}, {"stress": 2}, {"hrvRMSSD": 60.5}, {"notes": "x"}, {"mood": None}, {}] * 4:
        assert post(**fields).status_code == 200
    assert set(names.values()) <= {0, 1}
    assert 1 in names.values()
    assert api.get("/healthz").status_code == 200


def test_reading_costs_one_statement_however_many_days(
    conversation: Conversation, post: Post, api: httpx.Client, people: Any, as_coach: dict[str, str]
) -> None:
    post(mood=5)
    conversation.begin()
    answer = api.get("/api/daily-metrics", params={"clientId": people.client, "days": 366}, headers=as_coach)
    assert answer.status_code == 200
    assert len(conversation.statements) == 1
    assert conversation.redis_calls() == {}
