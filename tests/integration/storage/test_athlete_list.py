"""The morning's list: those that the caller may see, those in need first, and no more than can be read."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from picture.listed import ListedAthlete, listed
from picture.verdict import Standing
from storage.athlete_list import ATHLETES, MOST_ATHLETES

pytestmark = pytest.mark.integration


def made(connection: Connection[DictRow], statement: str, *values: Any) -> UUID:
    row = connection.execute(statement.encode(), values).fetchone()
    assert row is not None
    return UUID(str(row["id"]))


def coach(connection: Connection[DictRow], role: str = "COACH") -> UUID:
    statement = "INSERT INTO users (email, name, role) VALUES (%s, 'Robin', %s) RETURNING id"
    return made(connection, statement, f"{uuid4()}@example.org", role)


def athlete(connection: Connection[DictRow], owner: UUID, name: str) -> UUID:
    return made(connection, "INSERT INTO clients (user_id, name) VALUES (%s, %s) RETURNING id", owner, name)


def check_in(
    connection: Connection[DictRow],
    client: UUID,
    score: float | None = None,
    level: str | None = None,
    *,
    days_ago: int = 0,
    assessed: int | None = 1,
) -> None:
    connection.execute(
        "INSERT INTO daily_metrics"
        " (client_id, date, revision, assessed_revision, readiness_score, readiness_level)"
        " VALUES (%s, (now() AT TIME ZONE 'Europe/Stockholm')::date - %s::int, 1, %s, %s, %s)",
        [client, days_ago, assessed, score, level],
    )


def rows(connection: Connection[DictRow], caller: UUID, wanted: str = "") -> list[DictRow]:
    parameters = {"caller_id": caller, "caller_email": None, "wanted": wanted}
    return connection.execute(ATHLETES.text, parameters).fetchall()


def seen(connection: Connection[DictRow], caller: UUID, wanted: str = "") -> list[ListedAthlete]:
    return [listed(row) for row in rows(connection, caller, wanted) if row["id"] is not None]


def test_each_caller_gets_the_athletes_that_they_may_see(connection: Connection[DictRow]) -> None:
    owner, other = coach(connection), coach(connection)
    kim, ann = athlete(connection, owner, "kim"), athlete(connection, owner, "Ann")
    athlete(connection, other, "Not theirs")
    check_in(connection, kim, days_ago=2)
    assert [one.client_id for one in seen(connection, owner)] == [ann, kim]
    assert [one.newest is None for one in seen(connection, owner)] == [True, False]
    assert len(seen(connection, coach(connection, "ADMIN"))) == 3
    nobody = rows(connection, coach(connection))
    assert [(row["caller_name"], row["id"], row["found"]) for row in nobody] == [("Robin", None, None)]
    assert [row["caller_id"] for row in rows(connection, uuid4())] == [None]


def test_those_in_need_come_first_then_the_unknown_then_the_rest(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    for name, values in {
        "a good": (7.4, "GOOD"),
        "b best": (9.1, "EXCELLENT"),
        "c fair": (4.2, "FAIR"),
        "d poor": (3.5, "POOR"),
        "e poorer": (3.1, "POOR"),
        "f worst": (3.8, "VERY_POOR"),
        "g empty": (None, None),
    }.items():
        check_in(connection, athlete(connection, owner, name), *values)
    check_in(connection, athlete(connection, owner, "h pending"), 2.0, "VERY_POOR", assessed=0)
    check_in(connection, athlete(connection, owner, "i yesterday"), 2.0, "VERY_POOR", days_ago=1)
    athlete(connection, owner, "j new")
    assert [(one.name, one.standing) for one in seen(connection, owner)] == [
        ("f worst", Standing.KNOWN),
        ("e poorer", Standing.KNOWN),
        ("d poor", Standing.KNOWN),
        ("c fair", Standing.KNOWN),
        ("g empty", Standing.NOT_ENOUGH_DATA),
        ("h pending", Standing.PENDING),
        ("i yesterday", Standing.NOT_TODAY),
        ("j new", Standing.NO_CHECK_INS),
        ("a good", Standing.KNOWN),
        ("b best", Standing.KNOWN),
    ]
    assert {one.score for one in seen(connection, owner) if one.standing is not Standing.KNOWN} == {None}


def test_names_are_in_the_order_that_people_count_in(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    wanted = ["Bad 1 b", "bad 2", "Bad 2 b 9", "Bad 2 b 10", "Bad 10", "Bad 100", "Worse"]
    for name in reversed(wanted):
        athlete(connection, owner, name)
    assert [one.name for one in seen(connection, owner)] == wanted


def test_a_name_is_looked_for_as_it_is_written(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    for name in ("Åsa Öberg", "100 % Ann", "Under_score"):
        athlete(connection, owner, name)
    for wanted, found in {
        "öb": "Åsa Öberg",
        "%": "100 % Ann",
        "_": "Under_score",
        "ANN": "100 % Ann",
    }.items():
        assert [one.name for one in seen(connection, owner, wanted)] == [found]
    assert seen(connection, owner, "nobody") == []


def test_no_more_than_can_be_read_and_how_many_there_are(connection: Connection[DictRow]) -> None:
    owner = coach(connection)
    connection.execute(
        "INSERT INTO clients (user_id, name) SELECT %s, 'A ' || n FROM generate_series(1, %s) AS n",
        [owner, MOST_ATHLETES + 5],
    )
    found = rows(connection, owner)
    assert len(found) == MOST_ATHLETES
    assert {row["found"] for row in found} == {MOST_ATHLETES + 5}
    assert found[-1]["name"] == f"A {MOST_ATHLETES}"
