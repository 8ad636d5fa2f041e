"""Choosing whose verdict a business goes by."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import REASSESSMENTS
from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Type

pytestmark = pytest.mark.integration


@pytest.fixture
def business(connection: Connection[DictRow]) -> UUID:
    row = connection.execute("INSERT INTO businesses (name) VALUES ('Harbour') RETURNING id").fetchone()
    assert row is not None
    found: UUID = row["id"]
    return found


@pytest.fixture
def athlete(connection: Connection[DictRow], business: UUID) -> UUID:
    """An athlete of the business with check-ins of today and of 10 and of 50 days before."""
    writer = CheckInWriter(connection)
    athlete = writer.athlete()
    connection.execute(
        "UPDATE clients SET business_id = %s, time_zone = 'UTC' WHERE id = %s", [business, athlete]
    )
    for days in (50, 10, 0):
        writer.take(athlete, ago(days), mood=5)
    return athlete


@pytest.fixture
def past_days(redis_url: str, redis_prefix: str) -> Iterator[LaneClient]:
    client = ScriptClient.connect(redis_url, timeout_ms=2_000)
    yield LaneClient(REASSESSMENTS, client, redis_prefix)
    client.close()


def ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


def engine_of(connection: Connection[DictRow], business: UUID) -> Any:
    row = connection.execute("SELECT engine FROM businesses WHERE id = %s", [business]).fetchone()
    return row and row["engine"]


def test_a_choice_is_stored_and_recent_verdicts_are_owed_and_submitted(
    type_: Type, connection: Connection[DictRow], business: UUID, athlete: UUID, past_days: LaneClient
) -> None:
    said = type_("engine", "Harbour", "individual")
    assert (said.code, "goes by individual from now on" in said.out) == (0, True)
    assert engine_of(connection, business) == "individual"
    owed = connection.execute(
        "SELECT payload FROM owed_inputs WHERE lane = 'reassessments' AND key = %s", [str(athlete)]
    ).fetchall()
    assert [orjson.loads(row["payload"]) for row in owed] == [[[str(ago(10)), str(ago(0))]]]
    assert past_days.peek(str(athlete)).revision == 1
    (entry,) = connection.execute("SELECT * FROM operator_actions").fetchall()
    assert (entry["who"], entry["action"]) == ("night shift", "engine")
    again = type_("engine", str(business), "individual")
    assert "already" in again.out


def test_without_arguments_it_lists_the_businesses(type_: Type, business: UUID, athlete: UUID) -> None:
    said = type_("engine")
    assert (said.code, str(athlete) in said.out) == (0, False)
    assert all(text in said.out for text in ("Harbour", str(business), "percent"))


def test_for_machines(type_: Type, business: UUID, athlete: UUID) -> None:
    row = {"id": str(business), "name": "Harbour", "engine": "percent", "athletes": 1}
    assert type_("engine", "--json").json == [row]
    assert athlete
    said = type_("engine", "Harbour", "individual", "--json")
    assert said.json == {
        "business": str(business),
        "name": "Harbour",
        "engine": "individual",
        "changed": True,
        "days": 30,
        "athletes_owed": 1,
        "all_submitted": True,
    }
    assert type_("engine", "Harbour", "individual", "--json").json["changed"] is False


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("Harbour", "magic"), "no engine 'magic'; choose one of percent, individual"),
        (("Elsewhere", "percent"), "no business 'Elsewhere'"),
        (("Harbour",), "say which engine"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(
    type_: Type, connection: Connection[DictRow], business: UUID, arguments: tuple[str, ...], complaint: str
) -> None:
    said = type_("engine", *arguments)
    assert said.code == 2
    assert complaint in said.err
    assert engine_of(connection, business) == "percent"


def test_a_name_of_two_businesses_is_no_choice(
    type_: Type, connection: Connection[DictRow], business: UUID
) -> None:
    connection.execute("INSERT INTO businesses (name) VALUES ('Harbour')")
    said = type_("engine", "Harbour", "individual")
    assert said.code == 1
    assert str(business) in said.err
