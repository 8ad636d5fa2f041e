"""`afterwrite athlete` makes the athlete that was meant, or none."""

from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.integration.ops.hands.conftest import Type

pytestmark = pytest.mark.integration


def _athletes(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute(
        "SELECT clients.id, clients.name, business_id, users.email, role FROM clients"
        " JOIN users ON users.id = user_id ORDER BY clients.created_at"
    ).fetchall()


def test_a_coach_is_made_once_and_names_are_tidied(type_: Type, connection: Connection[DictRow]) -> None:
    connection.execute("INSERT INTO users (email, name, role) VALUES ('Ana@example.org', 'Ana', 'COACH')")
    assert type_("athlete", " Kim  Lind ", "--coach", "ana@Example.org").code == 0
    assert type_("athlete", "Sam", "--coach", "New@example.org").code == 0
    made = [(row["name"], row["email"], row["role"]) for row in _athletes(connection)]
    assert made == [("Kim Lind", "Ana@example.org", "COACH"), ("Sam", "new@example.org", "COACH")]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("",), "The athlete's name is '', and must be a name"),
        (("   ",), "must be a name"),
        (("Kim", "--coach", "notanemail"), "--coach is 'notanemail', and must be an e-mail address"),
        (("Kim", "--coach", ""), "must be an e-mail address"),
        (("Kim", "--coach", "sam@example.org"), "has a login as ATHLETE, which is no coach"),
        (("Kim", "--business", "Harbor"), "There is no business 'Harbor'"),
        (("Kim", "--login", "notanemail"), "--login is 'notanemail', and must be an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(
    type_: Type, connection: Connection[DictRow], arguments: tuple[str, ...], complaint: str
) -> None:
    connection.execute("INSERT INTO users (email, name, role) VALUES ('sam@example.org', 'Sam', 'ATHLETE')")
    said = type_("athlete", *arguments)
    assert said.code == 2
    assert complaint in said.err
    assert _athletes(connection) == []
    assert len(connection.execute("SELECT 1 FROM users").fetchall()) == 1


def test_a_namesake_is_pointed_out_with_both_ids(type_: Type, connection: Connection[DictRow]) -> None:
    assert type_("athlete", "Kim").err == ""
    said = type_("athlete", "kim")
    assert said.code == 0
    first, second = (str(row["id"]) for row in _athletes(connection))
    assert all(id_ in said.err for id_ in (first, second))
    assert second in said.out
    assert type_("athlete", "Kim", "--coach", "other@example.org").err == ""


def test_an_athlete_with_a_login_of_their_own(type_: Type, connection: Connection[DictRow]) -> None:
    connection.execute("INSERT INTO users (email, name, role) VALUES ('Sam@example.org', 'Sam', 'ATHLETE')")
    made = type_("athlete", "Kim", "--login", "Kim@example.org")
    assert made.code == 0
    assert "As the athlete: afterwrite token --user kim@example.org" in made.out
    assert type_("athlete", "Sam", "--login", "sam@example.org").code == 0
    logins = connection.execute(
        "SELECT clients.name, users.email, users.role FROM athlete_accounts JOIN users ON users.id = user_id"
        " JOIN clients ON clients.id = client_id ORDER BY clients.created_at"
    ).fetchall()
    assert [tuple(row.values()) for row in logins] == [
        ("Kim", "kim@example.org", "ATHLETE"),
        ("Sam", "Sam@example.org", "ATHLETE"),
    ]


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("coach@example.org", "--login coach@example.org has a login as COACH, which is no athlete."),
        ("sam@example.org", "--login sam@example.org is another athlete's already."),
    ],
)
def test_somebody_elses_login_is_refused_and_nobody_is_made(
    type_: Type, connection: Connection[DictRow], address: str, complaint: str
) -> None:
    assert type_("athlete", "Sam", "--coach", "coach@example.org", "--login", "sam@example.org").code == 0
    said = type_("athlete", "Kim", "--coach", "new@example.org", "--login", address)
    assert said.code == 2
    assert complaint in said.err
    assert [row["name"] for row in _athletes(connection)] == ["Sam"]
    assert connection.execute("SELECT 1 FROM users WHERE email = 'new@example.org'").fetchall() == []


@pytest.mark.parametrize("by_id", [True, False])
def test_an_athlete_of_a_business(type_: Type, connection: Connection[DictRow], *, by_id: bool) -> None:
    (row,) = connection.execute("INSERT INTO businesses (name) VALUES ('Harbour') RETURNING id")
    business: UUID = row["id"]
    assert type_("athlete", "Kim", "--business", str(business) if by_id else "Harbour").code == 0
    assert [one["business_id"] for one in _athletes(connection)] == [business]
    assert type_("engine", "--json").json[0]["athletes"] == 1
