"""A pause is in the ledger, in Redis, and in the audit; drains by hand can go past it."""

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from ops.valkey import EmbeddedValkey
from storage import audit, ledger, pauses
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

LANE = CHECKINS.name


def test_a_paused_lane_takes_inputs_and_gives_nothing_away_until_it_is_resumed(
    type_: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    said = type_("pause", LANE, "--reason", "deploy", "--json")
    assert (said.code, said.json["paused"], said.json["held"]) == (0, True, 0)
    lane.submit("k", delay_ms=0)
    assert lane.claim(9, new_token()) == []
    pause = pauses.paused(connection)[LANE]
    assert (pause.paused_by, pause.reason) == ("night shift", "deploy")
    assert "paused by night shift: deploy" in type_("lanes", "--sample", "0").out
    assert type_("resume", LANE, "--as", "Ann").out == f"{LANE} goes on.\n"
    assert [entry.key for entry in lane.claim(9, new_token())] == ["k"]
    assert pauses.paused(connection) == {}
    assert type_("resume", LANE).out == f"{LANE} was not paused.\n"
    newest = audit.recent(connection, limit=9)
    assert [(one.who, one.action, one.lane) for one in newest] == [
        ("night shift", "resume", LANE),
        ("Ann", "resume", LANE),
        ("night shift", "pause", LANE),
    ]


def test_without_redis_a_pause_is_in_the_ledger_and_says_when_it_takes_effect(
    type_: Any, connection: Connection[DictRow], valkey_server: EmbeddedValkey
) -> None:
    valkey_server.kill()
    try:
        said = type_("pause", LANE, "--json")
    finally:
        valkey_server.start()
    assert (said.code, said.json["paused"]) == (1, True)
    assert "when Redis is back" in said.err
    assert LANE in pauses.paused(connection)


def test_an_action_that_cannot_be_audited_is_not_done(
    type_: Any, connection: Connection[DictRow], lane: LaneClient
) -> None:
    connection.execute("DROP TABLE operator_actions")
    said = type_("pause", LANE)
    assert (said.code, "afterwrite migrate" in said.err) == (1, True)
    assert pauses.paused(connection) == {}
    assert lane.stats().gauges.paused_ms == 0


def test_an_unknown_lane_is_named(type_: Any) -> None:
    for action in ("pause", "resume", "drain"):
        said = type_(action, "chekins")
        assert (said.code, "'chekins' is not declared; known lanes: " in said.err) == (2, True)


def test_a_paused_lane_is_not_drained_by_mistake(type_: Any) -> None:
    type_("pause", LANE, "--reason", "deploy")
    said = type_("drain", LANE)
    assert (said.code, said.out) == (1, "")
    assert "paused by night shift (deploy)" in said.err


def test_a_drain_by_hand_does_what_is_due_and_counts_it(
    environment: dict[str, str], lane: LaneClient, connection: Connection[DictRow], type_: Any
) -> None:
    """In a process of its own, since it becomes a worker."""
    writer = CheckInWriter(connection)
    keys = [writer.key(writer.athlete(), date(2026, 3, 2), mood=5) for _ in range(3)]
    lane.submit_many([(key, b"", 1) for key in keys], delay_ms=0)
    lane.submit("not a check-in", delay_ms=0)
    ledger.owe(connection, LANE, {"not a check-in": None})
    type_("pause", LANE)
    drained = subprocess.run(
        [*(sys.executable, "-c", "from ops.cli import main; main()"), *_DRAIN],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(drained.stdout)
    assert (answer["claimed"], answer["finished"], answer["retried"], answer["batches"]) == (4, 3, 1, 1)
    assert drained.returncode == 1, "one of them failed"
    assert "run failed" in drained.stderr
    assert ledger.owed(connection, LANE, keys) == {}
    assert audit.recent(connection, limit=1)[0].action == "drain"
    assert LANE in pauses.paused(connection)


_DRAIN = ("drain", LANE, "--even-if-paused", "--at-most", "1", "--json")
