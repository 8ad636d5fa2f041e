"""Who may no longer, may not from the next request on; and nothing that is deferred carries a session."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest
import redis
from psycopg.rows import dict_row

from api_hooks.application import create_app
from runtime.settings import Settings
from runtime.tokens import mint
from tests.doors import Door, World, doors_of, knock

pytestmark = pytest.mark.integration

READS = [
    door
    for door in doors_of(create_app(Settings()))
    if not door.is_public and not door.is_change and door.names_somebody
]

Serve = Callable[[Settings], Any]


class Stage:
    """An app, a world behind it, and what an administrator does to the world."""

    def __init__(self, api: httpx.Client, settings: Settings, connection: Any) -> None:
        self.api, self.settings, self.connection = api, settings, connection
        self.world = World(connection)

    def sql(self, statement: str, *parameters: Any) -> None:
        self.connection.execute(statement.encode(), parameters)

    def may(self, door: Door, role: str) -> bool:
        """Whether somebody of the role may; asks twice, for what is cached the first time."""
        headers = {"authorization": f"Bearer {mint(self.settings, str(self.world.users[role]))}"}
        asked = self.world.request(door)
        statuses = {knock(self.api, asked, headers).status_code for _ in range(2)}
        assert len(statuses) == 1
        return statuses.isdisjoint({401, 403, 404})


@pytest.fixture
def stage(fresh_settings: Callable[[], Any], serve: Serve) -> Iterator[Stage]:
    with fresh_settings() as settings, serve(settings) as api:
        url = settings.require_database_url()
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            yield Stage(api, settings, connection)


def doors_for(stage: Stage, role: str) -> list[Door]:
    found = [door for door in READS if stage.may(door, role)]
    assert found
    return found


#: Who loses what. That a token is remembered for 30 s is no matter: it says who asks, not what they may.
REVOKED = {
    "a coach whose athlete, team and business are somebody else's now": (
        "coach",
        (
            "UPDATE clients SET user_id = %(another coach)s",
            "UPDATE teams SET user_id = %(another coach)s",
            "UPDATE business_members SET is_active = false WHERE user_id = %(coach)s",
            "DELETE FROM coach_alerts",
        ),
    ),
    "a physiotherapist whose charge is over": (
        "physio",
        ("UPDATE physio_assignments SET end_date = '2020-01-02'",),
    ),
    "an athlete who has no account any more": ("athlete", ("DELETE FROM athlete_accounts",)),
    "an administrator who is one no more": (
        "admin",
        ("UPDATE users SET role = 'ATHLETE' WHERE role = 'ADMIN'",),
    ),
}


@pytest.mark.parametrize("who", REVOKED)
def test_c5_who_may_no_longer_may_not_from_the_next_request_on(stage: Stage, who: str) -> None:
    role, statements = REVOKED[who]
    doors = doors_for(stage, role)
    for statement in statements:
        stage.connection.execute(statement.encode(), stage.world.users)
    assert [str(door) for door in doors if stage.may(door, role)] == []


def test_c5_whose_login_is_removed_is_nobody_from_the_next_request_on(stage: Stage) -> None:
    headers = {"authorization": f"Bearer {mint(stage.settings, str(stage.world.users['physio']))}"}
    door = next(door for door in READS if door.path == "/api/daily-metrics")
    asked = stage.world.request(door)
    assert knock(stage.api, asked, headers).status_code == 200
    stage.sql("DELETE FROM physio_assignments")
    stage.sql("DELETE FROM users WHERE role = 'PHYSIO'")
    answer = knock(stage.api, asked, headers)
    assert (answer.status_code, answer.json()) == (404, {"error": "User not found"})


def test_c7_nothing_that_is_deferred_carries_the_callers_session(stage: Stage) -> None:
    """What was deferred in the original called its own API, with the cookie of whoever had checked in."""
    token = mint(stage.settings, str(stage.world.users["athlete"]))
    session = {"cookie": f"{stage.settings.session_cookie_name}={token}"}
    for door in doors_of(create_app(Settings())):
        if door.is_change and not door.is_public:
            knock(stage.api, stage.world.request(door), session)
    stored = stage.connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        " AND table_type = 'BASE TABLE'"
    ).fetchall()
    texts = [
        str(row["text"])
        for table in stored
        for row in stage.connection.execute(f"SELECT t::text AS text FROM {table['table_name']} t")
    ]
    with redis.Redis.from_url(stage.settings.require_redis_url()) as client:
        kept = [_dumped(client, key) for key in client.keys(f"*{stage.settings.redis_prefix}*")]
    assert any("checkins" in text for text in kept), "something was deferred"
    signature = token.rpartition(".")[2]
    assert [text for text in texts + kept if signature in text] == []


def _dumped(client: "redis.Redis[bytes]", key: bytes) -> str:
    readers: dict[bytes, Callable[[], Any]] = {
        b"hash": lambda: client.hgetall(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"list": lambda: client.lrange(key, 0, -1),
        b"string": lambda: client.get(key),
        b"set": lambda: client.smembers(key),
    }
    return json.dumps([str(key), str(readers[client.type(key)]())])
