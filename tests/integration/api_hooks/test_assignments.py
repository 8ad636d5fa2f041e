"""Assignments over HTTP: completed one by one or many at a time, all or none, with receipts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.teams import Team, broadcast, make_team, one

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
DAY = date(2026, 3, 14)


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    return make_team(connection, 3)


@pytest.fixture
def given(connection: Connection[DictRow], team: Team) -> list[UUID]:
    return broadcast(connection, team, DAY)


def complete(api: httpx.Client, headers: dict[str, str], *ids: Any) -> httpx.Response:
    return api.post("/api/assignments/complete", json={"ids": list(map(str, ids))}, headers=headers)


def statuses(connection: Connection[DictRow]) -> dict[UUID, str]:
    return {row["id"]: row["status"] for row in connection.execute("SELECT id, status FROM assignments")}


def owed(connection: Connection[DictRow]) -> dict[str, int]:
    rows = connection.execute("SELECT key, revision FROM owed_work WHERE lane = 'team-summaries'")
    return {row["key"]: row["revision"] for row in rows}


def test_one_is_completed_once_and_owes_the_teams_summary(
    api: httpx.Client, bearer: Bearer, team: Team, given: list[UUID], connection: Connection[DictRow]
) -> None:
    coach = bearer(str(team.coach))
    answer = api.post(f"/api/assignments/{given[0]}/complete", headers=coach)
    assert answer.status_code == 200, answer.text
    content = answer.json()
    assert (content["success"], content["changed"]) == (True, True)
    assert content["assignment"]["status"] == "COMPLETED"
    assert content["assignment"]["completedAt"] is not None
    assert (content["receipt"]["lane"], content["receipt"]["key"]) == ("team-summaries", f"{team.id}:{DAY}")
    asked = api.get(content["receipt"]["url"], headers=coach).json()
    assert asked["state"] == "waiting"
    again = api.post(f"/api/assignments/{given[0]}/complete", headers=coach).json()
    assert (again["changed"], again["receipt"]) == (False, None)
    assert again["assignment"] == content["assignment"]
    assert owed(connection) == {f"{team.id}:{DAY}": 1}


def test_many_are_completed_at_once_with_a_receipt_for_each_team_and_day(
    api: httpx.Client,
    bearer: Bearer,
    people: Any,
    team: Team,
    given: list[UUID],
    connection: Connection[DictRow],
) -> None:
    tomorrow = DAY + timedelta(days=1)
    more = broadcast(connection, team, tomorrow, "AGILITY", completed=1)
    other = make_team(connection, 1)
    foreign = broadcast(connection, other, DAY)
    answer = complete(api, bearer(people.admin), *given, *more, *foreign, given[0])
    assert answer.status_code == 200, answer.text
    content = answer.json()
    assert content["completed"] == 6  # of seven, one was done before
    assert len(content["assignments"]) == 7
    keys = {f"{team.id}:{DAY}", f"{team.id}:{tomorrow}", f"{other.id}:{DAY}"}
    assert {receipt["key"] for receipt in content["receipts"]} == keys
    assert owed(connection) == dict.fromkeys(keys, 1)
    assert set(statuses(connection).values()) == {"COMPLETED"}


def test_all_of_them_or_none(
    api: httpx.Client, bearer: Bearer, team: Team, given: list[UUID], connection: Connection[DictRow]
) -> None:
    foreign = broadcast(connection, make_team(connection, 1), DAY)
    for other in (foreign[0], uuid4()):
        answer = complete(api, bearer(str(team.coach)), *given, other)
        assert (answer.status_code, answer.json()) == (404, {"error": "Assignment not found"})
    assert set(statuses(connection).values()) == {"PENDING"}
    assert owed(connection) == {}


def test_one_without_a_team_concerns_no_summary(
    api: httpx.Client, people: Any, as_coach: dict[str, str], connection: Connection[DictRow]
) -> None:
    alone = one(
        connection,
        "INSERT INTO assignments (kind, client_id, name, assigned_date)"
        " VALUES ('CARDIO', %s, 'Alone', %s) RETURNING id",
        *(people.client, DAY),
    )
    content = api.post(f"/api/assignments/{alone}/complete", headers=as_coach).json()
    assert (content["changed"], content["receipt"]) == (True, None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("admin", 200),
        ("coach", 200),  # the athlete's
        ("athlete", 200),
        ("owner", 200),
        ("member", 200),
        ("former_member", 404),
        ("other_coach", 404),
        ("physio", 404),
    ],
)
def test_who_may_complete_it(
    api: httpx.Client,
    people: Any,
    bearer: Bearer,
    connection: Connection[DictRow],
    who: str,
    status: int,
) -> None:
    team = make_team(connection, 0)
    team.athletes.append(UUID(people.client))
    connection.execute("UPDATE clients SET team_id = %s WHERE id = %s", [team.id, people.client])
    (given,) = broadcast(connection, team, DAY)
    caller = str(team.coach) if who == "owner" else getattr(people, who, people.other_coach)
    if "member" in who:
        connection.execute(
            "INSERT INTO business_members (business_id, user_id, role, is_active) VALUES (%s, %s, 'C', %s)",
            [team.business, people.other_coach, who == "member"],
        )
    answer = api.post(f"/api/assignments/{given}/complete", headers=bearer(caller))
    assert answer.status_code == status
    assert statuses(connection)[given] == ("COMPLETED" if status == 200 else "PENDING")
    if status == 200:
        assert api.get(answer.json()["receipt"]["url"], headers=bearer(caller)).status_code == 200
    stranger = api.get(f"/api/receipts/team-summaries/{team.id}:{DAY}", headers=bearer(people.physio))
    assert stranger.status_code == 403


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({}, [{"field": "ids", "value": None, "rule": "a list of 1 to 500 UUIDs"}]),
        ({"ids": []}, [{"field": "ids", "value": 0, "rule": "a list of 1 to 500 UUIDs"}]),
        ({"ids": "all"}, [{"field": "ids", "value": "all", "rule": "a list of 1 to 500 UUIDs"}]),
        ({"ids": ["1", 2]}, [
            {"field": "ids[0]", "value": "1", "rule": "a UUID"},
            {"field": "ids[1]", "value": 2, "rule": "a UUID"},
        ]),
        ({"ids": [str(UUID(int=number)) for number in range(501)]}, [
            {"field": "ids", "value": 501, "rule": "a list of 1 to 500 UUIDs"},
        ]),
    ],
)  # fmt: skip
def test_bad_input_is_named(
    api: httpx.Client, as_coach: dict[str, str], body: Any, details: list[dict[str, Any]]
) -> None:
    answer = api.post("/api/assignments/complete", json=body, headers=as_coach)
    assert (answer.status_code, answer.json()["details"]) == (422, details)


def test_other_refusals(api: httpx.Client, bearer: Bearer, as_coach: dict[str, str]) -> None:
    assert api.post("/api/assignments/complete", content=b"[", headers=as_coach).status_code == 400
    assert api.post("/api/assignments/x/complete", headers=as_coach).status_code == 422
    assert api.post(f"/api/assignments/{uuid4()}/complete").status_code == 401
    nobody = bearer("nobody@example.org")
    assert api.post(f"/api/assignments/{uuid4()}/complete", headers=nobody).json() == {
        "error": "User not found"
    }
