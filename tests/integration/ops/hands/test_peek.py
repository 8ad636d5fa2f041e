"""`afterwrite peek` tells what both servers know of a key, in every lane that knows it."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.verdicts import Retry
from storage import ledger

pytestmark = pytest.mark.integration

LANE = CHECKINS.name
LONG = b'{"text": "' + b"x" * 400 + b'\x1b[2J"}'


def test_what_waits_says_when_it_is_due(
    type_: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    ledger.owe(connection, LANE, {"k": None})
    lane.submit("k", revision=1)
    (view,) = type_("peek", "k", "--json").json["lanes"]
    assert (view["lane"], view["state"], view["redis"]["revision"]) == (LANE, "waiting", 1)
    assert 0 < view["redis"]["due_in_seconds"] <= 3
    assert "is due in" in view["next"]
    assert "waiting" in type_("peek", "k", "--lane", LANE).out


def test_what_failed_says_why_and_how_often(
    type_: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    ledger.owe(connection, LANE, {"k": None})
    lane.submit("k", delay_ms=0)
    token = new_token()
    lane.claim(1, token)
    assert type_("peek", "k", "--json").json["lanes"][0]["redis"]["lease_seconds"] > 0
    lane.settle(token, {"k": Retry(60_000, "KeyError: 'x'")})
    said = type_("peek", "k")
    assert "KeyError: 'x'" in said.out
    assert "failed 1 of 5 times" in said.out


def test_a_payload_is_printable_and_cut_unless_all_is_wanted(
    type_: Any, lane: LaneClient, connection: Connection[DictRow]
) -> None:
    ledger.owe(connection, LANE, {"k": b"{}"})
    ledger.owe(connection, LANE, {"k": LONG})
    lane.submit("k", revision=2)
    short, whole = type_("peek", "k").out, type_("peek", "k", "--payload").out
    assert "--payload shows all" in short
    assert "x" * 400 not in short.replace("\n", "").replace(" ", "")
    assert "x" * 400 in whole.replace("\n", "").replace(" ", "")
    assert "\x1b[2J" not in whole
    (view,) = type_("peek", "k", "--json").json["lanes"]
    assert (view["inputs"], view["payload"]) == (["{}", LONG.decode()], LONG.decode())


def test_every_lane_that_knows_it_is_shown(type_: Any, connection: Connection[DictRow]) -> None:
    for lane in (LANE, "gone"):
        ledger.owe(connection, lane, {"k": None})
    views = type_("peek", "k", "--json").json["lanes"]
    assert [(view["lane"], view["state"]) for view in views] == [(LANE, "owed"), ("gone", "owed")]
    assert "not declared" in views[1]["next"]


def test_a_key_that_nobody_knows_is_named_with_where_it_was_looked_for(type_: Any) -> None:
    said = type_("peek", "k")
    assert (said.code, said.out) == (1, "")
    assert "No lane knows the key 'k'; looked in: " in said.err
