"""`afterwrite lanes` tells how each lane is doing, and how much of it is known."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.verdicts import DONE
from ops.valkey import EmbeddedValkey
from storage import ledger

pytestmark = pytest.mark.integration

LANE = CHECKINS.name


def checkins(said: Any) -> Any:
    return next(lane for lane in said.json["lanes"] if lane["lane"] == LANE)


@pytest.fixture
def busy(lane: LaneClient, kill: Any, connection: Connection[DictRow]) -> None:
    """Four inputs and one run that is done; two are due, one waits, one is dead, three are owed."""
    kill("dead")
    lane.submit_many([(key, b"") for key in ("a", "a", "a", "b")], delay_ms=0)
    token = new_token()
    assert [entry.key for entry in lane.claim(1, token)] == ["a"]
    lane.settle(token, {"a": DONE})
    lane.submit("c", delay_ms=0)
    lane.submit("d")
    ledger.owe(connection, LANE, {"b": None, "c": None, "d": None})


def test_all_that_is_known_is_there(busy: None, type_: Any) -> None:
    said = type_("lanes", "--sample", "0", "--json")
    known = checkins(said)
    assert said.code == 0, busy
    assert (known["owed"], known["dead"], known["pause"], known["per_second"]) == (3, 1, None, None)
    redis = known["redis"]
    assert (redis["waiting"], redis["due"], redis["held"], redis["dead"]) == (3, 2, 0, 1)
    assert known["oldest_owed_seconds"] > 0
    assert redis["counters"]["enqueued"] == 7
    assert redis["inputs_per_run"] == pytest.approx(7 / 2)
    assert redis["lag_ms"]["p99"] is not None


def test_a_table_has_the_same(busy: None, type_: Any) -> None:
    said = type_("lanes", LANE, "--sample", "0")
    heading, _, row = said.out.splitlines()[:3]
    assert heading.split()[:2] == ["lane", "policy"], busy
    assert row.split()[:4] == ["checkins", "3", "s", "window"]
    assert "afterwrite dead list" in said.out


def test_rates_are_measured(type_: Any) -> None:
    rates = checkins(type_("lanes", "--sample", "0.1", "--json"))["per_second"]
    assert rates == {"inputs": 0.0, "runs": 0.0}


def test_a_lane_that_the_ledger_knows_and_nobody_declares_is_shown(
    type_: Any, connection: Connection[DictRow]
) -> None:
    ledger.owe(connection, "gone", {"a": None})
    said = type_("lanes", "--sample", "0", "--json")
    (gone,) = [lane for lane in said.json["lanes"] if lane["lane"] == "gone"]
    assert (gone["is_declared"], gone["owed"], gone["redis"]) == (False, 1, None)


def test_without_redis_it_tells_what_the_ledger_knows(
    type_: Any, connection: Connection[DictRow], valkey_server: EmbeddedValkey
) -> None:
    ledger.owe(connection, LANE, {"a": None})
    valkey_server.kill()
    try:
        said = type_("lanes", "--json")
        table = type_("lanes")
    finally:
        valkey_server.start()
    assert (said.code, table.code) == (1, 1)
    assert (checkins(said)["owed"], checkins(said)["redis"]) == (1, None)
    assert "did not answer" in said.json["redis_error"]
    assert "did not answer" in table.out.splitlines()[0]


def test_without_the_ledger_it_tells_what_redis_knows(
    type_: Any, lane: LaneClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane.submit("a")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    said = type_("lanes", "--sample", "0", "--json")
    assert said.code == 1
    assert (checkins(said)["owed"], checkins(said)["redis"]["waiting"]) == (None, 1)
    assert "PostgreSQL cannot be used" in said.json["ledger_error"]


def test_an_unknown_lane_is_named_with_those_that_are_known(type_: Any) -> None:
    said = type_("lanes", "chekins")
    assert (said.code, said.out) == (2, "")
    assert "'chekins' is not declared; known lanes: " in said.err
