"""`afterwrite physio`: putting somebody in charge, and ending it."""

from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Type

pytestmark = pytest.mark.integration


@pytest.fixture
def athlete(connection: Connection[DictRow]) -> UUID:
    athlete = CheckInWriter(connection).athlete()
    connection.execute("UPDATE clients SET name = 'Kim Berg' WHERE id = %s", [athlete])
    return athlete


def stored(connection: Connection[DictRow]) -> list[tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT email, users.role AS login, client_id, team_id, a.role, end_date::text, is_active"
        " FROM physio_assignments a JOIN users ON users.id = physio_user_id ORDER BY a.start_date, email"
    )
    return [tuple(row.values()) for row in rows]


def test_in_charge_of_an_athlete_who_is_made_if_unknown_and_no_more(
    type_: Type, connection: Connection[DictRow], athlete: UUID
) -> None:
    said = type_("physio", "Sam@Example.org", "--of", "athlete", "Kim Berg", "--until", "2099-12-31")
    assert (said.code, said.err) == (0, "")
    assert "sam@example.org is in charge of athlete Kim Berg now, PRIMARY, until 2099-12-31." in said.out
    assert stored(connection) == [("sam@example.org", "PHYSIO", athlete, None, "PRIMARY", "2099-12-31", True)]
    again = type_("physio", "sam@example.org", "--of", "athlete", str(athlete), "--role", "CONSULTANT")
    assert "stays in charge of athlete Kim Berg, CONSULTANT." in again.out
    assert stored(connection) == [("sam@example.org", "PHYSIO", athlete, None, "CONSULTANT", None, True)]
    listed = type_("physio")
    assert all(text in listed.out for text in ("sam@example.org", "athlete Kim Berg", "CONSULTANT"))
    (row,) = type_("physio", "--json").json
    assert (row["what"], row["id"], row["end_date"]) == ("athlete", str(athlete), None)
    end = ("physio", "sam@example.org", "--of", "athlete", "Kim Berg", "--end")
    assert "is in charge of athlete Kim Berg no more" in type_(*end).out
    assert "was not in charge" in type_(*end).out
    assert "coaches are told in their place" in type_("physio").out
    actions = connection.execute("SELECT who, action FROM operator_actions").fetchall()
    assert {(row["who"], row["action"]) for row in actions} == {("night shift", "physio")}


def test_in_charge_of_a_team(type_: Type, connection: Connection[DictRow], athlete: UUID) -> None:
    connection.execute("INSERT INTO teams (user_id, name) SELECT user_id, 'Juniors' FROM clients")
    assert type_("physio", "sam@example.org", "--of", "team", "Juniors").code == 0
    assert athlete
    (assignment,) = stored(connection)
    assert assignment[2] is None
    assert assignment[3] is not None


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["sam@example.org"], 2, "say in charge of what"),
        (["sam@example.org", "--of", "dog", "Rex"], 2, "--of is 'dog', and must be one of athlete, team"),
        (["sam@example.org", "--of", "athlete", "nobody"], 2, "There is no athlete 'nobody'"),
        (
            ["sam@example.org", "--of", "athlete", "Kim Berg", "--role", "CHIEF"],
            2,
            "one of PRIMARY, SECONDARY",
        ),
        (["sam@example.org", "--of", "athlete", "Kim Berg", "--until", "soon"], 2, "--until is 'soon'"),
        (["sam", "--of", "athlete", "Kim Berg"], 2, "must be an e-mail address"),
        (["coach@example.org", "--of", "athlete", "Kim Berg"], 2, "has a login as COACH"),
    ],
)
def test_what_was_not_typed_right_changes_nothing(
    type_: Type,
    connection: Connection[DictRow],
    athlete: UUID,
    arguments: list[str],
    code: int,
    error: str,
) -> None:
    connection.execute("INSERT INTO users (email, name, role) VALUES ('coach@example.org', 'C', 'COACH')")
    said = type_("physio", *arguments)
    assert (said.code, error in said.err) == (code, True), said.err
    assert athlete
    assert stored(connection) == []
    assert connection.execute("SELECT 1 FROM users WHERE role = 'PHYSIO'").fetchall() == []


def test_of_two_of_one_name_the_id_is_asked_for(
    type_: Type, connection: Connection[DictRow], athlete: UUID
) -> None:
    connection.execute(
        "INSERT INTO clients (user_id, name) SELECT user_id, name FROM clients WHERE id = %s", [athlete]
    )
    said = type_("physio", "sam@example.org", "--of", "athlete", "Kim Berg")
    assert (said.code, str(athlete) in said.err) == (1, True)
