"""`afterwrite seed` on a real database: all of it is there and owed, or nothing is."""

import json
import signal
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from typer.testing import CliRunner, Result

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import REASSESSMENTS
from ops.cli import app
from ops.errors import OpsError
from ops.seeding import run as module
from runtime.settings import get_settings
from storage.conservation import balance
from tests.teams import naive_days

pytestmark = pytest.mark.integration

FIFTY = ("seed", "--users", "50", "--days", "20", "--json")


@pytest.fixture(autouse=True)
def _settings(
    monkeypatch: pytest.MonkeyPatch, database_url: str, redis_url: str, redis_prefix: str
) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("AFTERWRITE_REDIS_PREFIX", redis_prefix)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, row_factory=dict_row, autocommit=True) as connection:
        yield connection


def seed(*more: str) -> Result:
    return CliRunner().invoke(app, [*FIFTY, *more])


def count(connection: Connection[DictRow], what: str, *parameters: Any) -> int:
    row = connection.execute(f"SELECT count(*) AS n FROM {what}".encode(), parameters).fetchone()
    assert row is not None
    return int(row["n"])


def test_fifty_users_are_there_with_all_that_belongs_to_them(connection: Connection[DictRow]) -> None:
    result = seed()
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    assert count(connection, "users") == 50 == made["rows"]["users"]
    assert count(connection, "clients") == count(connection, "athlete_accounts")
    for table, rows in made["rows"].items():
        assert count(connection, table) == rows > 0
    assert count(connection, "daily_metrics WHERE NOT is_imported") == 0
    assert count(connection, "teams t WHERE NOT EXISTS (SELECT FROM clients WHERE team_id = t.id)") == 0
    assert count(connection, "clients WHERE created_at > now() - interval '19 days'") == 0  # rates of 20 days
    business, coach = made["try"]["businessId"], made["try"]["coachEmail"]
    assert count(connection, "business_members WHERE business_id = %s", business) >= 1
    assert count(connection, "teams JOIN users u ON u.id = user_id WHERE email = %s", coach) >= 1
    assert naive_days(connection)


def test_the_athlete_to_try_may_ask_the_assistant_and_has_heart_rates_to_weigh_sessions_by(
    connection: Connection[DictRow],
) -> None:
    tried = json.loads(seed().stdout)["try"]
    subscribed = (
        "athlete_subscriptions WHERE client_id = %s AND tier <> 'FREE' AND status IN ('ACTIVE', 'TRIAL')"
    )
    assert count(connection, subscribed, tried["clientId"]) == 1
    login = "athlete_accounts a JOIN users u ON u.id = a.user_id WHERE client_id = %s AND u.email = %s"
    assert count(connection, login, tried["clientId"], tried["athleteEmail"]) == 1
    assert count(connection, "clients WHERE sex IS NULL OR max_hr <= resting_hr + 60") == 0
    assert count(connection, "clients WHERE resting_hr IS NOT NULL") > 40


def test_the_history_is_owed_and_nothing_is_lost(
    connection: Connection[DictRow], redis_url: str, redis_prefix: str
) -> None:
    made = json.loads(seed().stdout)
    books = {lane.lane: lane for lane in balance(connection)}
    assert books["checkins"].owed == books["checkins"].accepted == made["rows"]["daily_metrics"]
    assert all(lane.lost == 0 for lane in books.values())
    with_history = count(connection, "(SELECT DISTINCT client_id FROM daily_metrics) one")
    assert books["reassessments"].owed == with_history
    assert books["team-summaries"].owed == made["rows"]["teams"]
    assert books["business-trends"].owed == made["rows"]["businesses"]
    redis = ScriptClient.connect(redis_url, timeout_ms=2_000)
    try:
        assert LaneClient(REASSESSMENTS, redis, redis_prefix).stats().gauges.waiting == with_history
    finally:
        redis.close()


def test_a_database_with_users_is_left_alone(connection: Connection[DictRow]) -> None:
    connection.execute("INSERT INTO users (email, name, role) VALUES ('a@example.org', 'A', 'COACH')")
    refused = seed()
    assert isinstance(refused.exception, OpsError)
    assert "--add" in str(refused.exception)
    assert count(connection, "users") == 1
    assert seed("--add").exit_code == 0
    assert count(connection, "users") == 51


def test_the_same_people_are_not_made_twice(connection: Connection[DictRow]) -> None:
    seed()
    again = seed("--add")
    assert isinstance(again.exception, OpsError)
    assert "--seed" in str(again.exception)
    assert count(connection, "users") == 50
    assert seed("--add", "--seed", "2").exit_code == 0
    assert count(connection, "users") == 100


def test_what_fails_halfway_leaves_nothing(
    connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OpsError("on purpose")

    monkeypatch.setattr(module, "owe_summaries", fail)
    assert seed().exit_code == 1
    assert count(connection, "users") == count(connection, "owed_work") == 0


def test_without_redis_it_is_seeded_all_the_same(
    connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    get_settings.cache_clear()
    result = seed()
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["allSubmitted"] is False
    assert count(connection, "users") == 50


def test_an_interruption_leaves_nothing_and_says_so(
    connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(module, "owe_summaries", interrupt)
    result = seed()
    assert result.exit_code == 130
    assert "nothing was made" in result.stderr
    assert count(connection, "users") == count(connection, "owed_work") == 0
