"""Performance tests over HTTP: stored once, and counted in the business's figures."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.teams import Team, make_team, one

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Store = Callable[..., httpx.Response]


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    return make_team(connection, 1)


@pytest.fixture
def tester(connection: Connection[DictRow], team: Team) -> UUID:
    insert = "INSERT INTO testers (business_id, name) VALUES (%s, 'Tess') RETURNING id"
    made: UUID = one(connection, insert, team.business)
    return made


@pytest.fixture
def coach(connection: Connection[DictRow], team: Team, bearer: Bearer) -> dict[str, str]:
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [team.business, team.coach],
    )
    return bearer(str(team.coach))


@pytest.fixture
def store(api: httpx.Client, coach: dict[str, str], team: Team, tester: UUID) -> Store:
    def post(headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        body = {
            "clientId": str(team.athletes[0]),
            "testDate": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(timespec="seconds"),
            "testType": "CYCLING",
            "testerId": str(tester),
            **fields,
        }
        return api.post(f"/api/business/{team.business}/tests", json=body, headers=headers or coach)

    return post


def inputs(connection: Connection[DictRow]) -> list[Any]:
    rows = connection.execute("SELECT payload FROM owed_inputs WHERE lane = 'business-trends'")
    return [bytes(row["payload"]).decode() for row in rows]


def test_it_is_stored_and_the_figures_are_owed(
    api: httpx.Client, store: Store, coach: dict[str, str], team: Team, connection: Connection[DictRow]
) -> None:
    answer = store()
    assert answer.status_code == 201, answer.text
    receipt = answer.json()["receipt"]
    assert (receipt["lane"], receipt["key"]) == ("business-trends", str(team.business))
    assert api.get(receipt["url"], headers=coach).json()["state"] == "waiting"
    assert inputs(connection) == []  # the month is open
    stats = api.get(f"/api/business/{team.business}/stats", headers=coach).json()
    assert stats["statistics"]["testsByType"]["CYCLING"] == 1
    assert stats["recentTests"][0]["id"] == answer.json()["test"]["id"]


def test_one_of_a_closed_month_has_that_month_counted_again(
    store: Store, connection: Connection[DictRow]
) -> None:
    old = datetime.now(UTC) - timedelta(days=70)
    assert store(testDate=old.isoformat()).status_code == 201
    (days,) = inputs(connection)
    assert days in {f'["{(old + timedelta(hours=hours)).date()}"]' for hours in (0, 2)}  # in Stockholm


def test_sent_again_it_is_stored_once(store: Store, connection: Connection[DictRow]) -> None:
    its_id = str(uuid4())
    first, second = store(id=its_id), store(id=its_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert (second.json()["test"], second.json()["receipt"]) == (first.json()["test"], None)
    assert one(connection, "SELECT count(*) FROM tests") == 1
    foreign = make_team(connection, 1)
    connection.execute("UPDATE tests SET client_id = %s", [foreign.athletes[0]])
    assert store(id=its_id).status_code == 409


def test_athlete_tester_and_location_must_be_the_businesss(
    store: Store, connection: Connection[DictRow]
) -> None:
    foreign = make_team(connection, 1)
    insert = "INSERT INTO {} (business_id, name) VALUES (%s, 'X') RETURNING id"
    tester, location = (one(connection, insert.format(x), foreign.business) for x in ("testers", "locations"))
    values = {"clientId": foreign.athletes[0], "testerId": tester, "locationId": location}
    answer = store(**{name: str(value) for name, value in values.items()})
    assert answer.status_code == 422
    assert {fault["field"]: fault["value"] for fault in answer.json()["details"]} == {
        name: str(value) for name, value in values.items()
    }
    assert one(connection, "SELECT count(*) FROM tests") == 0


def test_only_the_businesss_own_coaches_store_them(
    store: Store, bearer: Bearer, people: Any, connection: Connection[DictRow]
) -> None:
    for stranger in (people.other_coach, people.athlete, people.physio):
        assert store(bearer(stranger)).status_code == 403
    assert one(connection, "SELECT count(*) FROM tests") == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clientId", "me"),
        ("testType", "ROWING"),
        ("testDate", "2026-03-14"),
        ("testDate", "2026-03-14T17:30:00"),
        ("testDate", "1969-12-31T00:00:00Z"),
        ("testDate", "2999-01-01T00:00:00Z"),
        ("testDate", None),
        ("testerId", "Tess"),
        ("id", 7),
    ],
)
def test_bad_input_is_named(store: Store, field: str, value: Any) -> None:
    answer = store(**{field: value})
    assert answer.status_code == 422
    assert [(fault["field"], fault["value"]) for fault in answer.json()["details"]] == [(field, value)]


def test_somebody_or_somewhere_must_have_taken_it(store: Store) -> None:
    answer = store(testerId=None)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["details"]] == ["testerId", "locationId"]


def test_a_day_is_kept_as_a_date(store: Store) -> None:
    answer = store(testDate="2026-03-14T23:30:00-05:00")
    assert date.fromisoformat(answer.json()["test"]["testDate"][:10]) == date(2026, 3, 15)
