"""Dead work is given another chance, and only dead work."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState
from coalescing.verdicts import Dead
from ops.errors import OpsError
from ops.replay import replay
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from storage import ledger

pytestmark = pytest.mark.integration

LANE = CHECKINS.name


@pytest.fixture
def settings(database_url: str, redis_url: str, redis_prefix: str) -> Settings:
    return Settings.model_validate(
        {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "redis_prefix": redis_prefix}
    )


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def lane(redis_url: str, redis_prefix: str) -> Iterator[LaneClient]:
    client = ScriptClient.connect(redis_url, timeout_ms=2_000)
    yield LaneClient(CHECKINS, client, redis_prefix)
    client.close()


def _kill(connection: Connection[DictRow], lane: LaneClient, *keys: str) -> None:
    ledger.owe(connection, LANE, dict.fromkeys(keys))
    lane.submit_many([(key, b"1") for key in keys], delay_ms=0)
    token = new_token()
    lane.claim(len(keys), token)
    ledger.mark_dead(connection, LANE, dict.fromkeys(keys, "worn out"))
    lane.settle(token, dict.fromkeys(keys, Dead("worn out")))


def test_dead_keys_are_due_at_once_with_fresh_attempts(
    settings: Settings, connection: Connection[DictRow], lane: LaneClient
) -> None:
    _kill(connection, lane, "a", "b", "c")
    ledger.owe(connection, LANE, {"alive": None})
    assert replay(settings, lane=LANE, keys=["b", "alive", "unknown"]) == ["b"]
    assert (lane.peek("b").state, lane.peek("b").attempts) == (EntryState.WAITING, 0)
    assert lane.peek("a").state is EntryState.DEAD
    assert replay(settings, lane=LANE, keys=None) == ["a", "c"]
    assert lane.stats().gauges.due == 3
    assert replay(settings, lane=LANE, keys=None) == []


def test_without_redis_it_is_owed_again_and_says_so(
    settings: Settings, connection: Connection[DictRow], lane: LaneClient, valkey_server: EmbeddedValkey
) -> None:
    _kill(connection, lane, "a")
    valkey_server.kill()
    try:
        with pytest.raises(OpsError, match="1 keys are owed again"):
            replay(settings, lane=LANE, keys=None)
    finally:
        valkey_server.start()
    assert ledger.owed(connection, LANE, ["a"]) == {"a": ledger.Owed(1)}
    assert [dict(page) for page in ledger.overdue(connection, LANE, older_than_seconds=-1, page=9)] == [
        {"a": 1}
    ]


def test_an_unknown_lane_is_named(settings: Settings) -> None:
    with pytest.raises(OpsError, match=r"'checkin' is not declared; known lanes: checkins"):
        replay(settings, lane="checkin", keys=None)
