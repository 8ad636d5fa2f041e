"""Broadcasts over HTTP: given to the whole team once, taken back whole or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tasks.team_summaries import summarise
from tasks.work import Work
from tests.days import today_in
from tests.teams import Team, make_team, naive_days, one, stored_days

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Give = Callable[..., httpx.Response]


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    return make_team(connection, 3)


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection, "UTC")


@pytest.fixture
def give(api: httpx.Client, bearer: Bearer, team: Team, today: date) -> Give:
    """As the team's coach, by default."""

    def post(headers: dict[str, str] | None = None, team_id: UUID = team.id, **fields: Any) -> httpx.Response:
        body = {"kind": "STRENGTH", "name": "Legs", "assignedDate": str(today), **fields}
        coach = headers or bearer(str(team.coach))
        return api.post(f"/api/teams/{team_id}/broadcasts", json=body, headers=coach)

    return post


def count(connection: Connection[DictRow], key: str) -> None:
    """As the lane does."""
    with connection.transaction():
        summarise(connection, [Work(key, b"", 1, 1)])


def test_all_who_are_in_the_team_have_it_to_do(
    api: httpx.Client, bearer: Bearer, give: Give, team: Team, today: date, connection: Connection[DictRow]
) -> None:
    answer = give()
    assert answer.status_code == 201, answer.text
    content = answer.json()
    assert content["assigned"] == 3
    assert (content["broadcast"]["teamId"], content["broadcast"]["userId"]) == (str(team.id), str(team.coach))
    rows = connection.execute("SELECT client_id, kind, name, assigned_date, status FROM assignments")
    assert {row["client_id"]: tuple(row.values())[1:] for row in rows} == dict.fromkeys(
        team.athletes, ("STRENGTH", "Legs", today, "PENDING")
    )
    asked = api.get(content["receipt"]["url"], headers=bearer(str(team.coach))).json()
    assert (content["receipt"]["lane"], asked["state"]) == ("team-summaries", "waiting")
    count(connection, f"{team.id}:{today}")
    shown = api.get(f"/api/teams/{team.id}/dashboard", headers=bearer(str(team.coach))).json()
    assert [each["totalAssigned"] for each in shown["data"]["recentBroadcasts"]] == [3]


def test_a_double_tap_gives_it_once(give: Give, connection: Connection[DictRow]) -> None:
    """Many times, since those who meet in the middle of it are few."""
    with ThreadPoolExecutor(8) as threads:
        for turn in range(1, 21):
            its_id = str(uuid4())
            answers = list(threads.map(lambda _, its_id=its_id: give(id=its_id), range(8)))
            assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
            assert {answer.json()["broadcast"]["id"] for answer in answers} == {its_id}
            assert {answer.json()["assigned"] for answer in answers} == {3}
            assert one(connection, "SELECT count(*) FROM assignments") == 3 * turn
            assert one(connection, "SELECT revision FROM owed_work WHERE lane = 'team-summaries'") == turn


def test_an_id_of_another_teams_broadcast_is_refused(
    bearer: Bearer, give: Give, connection: Connection[DictRow]
) -> None:
    foreign, its_id = make_team(connection, 1), str(uuid4())
    assert give(bearer(str(foreign.coach)), foreign.id, id=its_id).status_code == 201
    assert give(id=its_id).status_code == 409
    assert one(connection, "SELECT count(*) FROM assignments") == 1


def test_it_is_taken_back_with_its_assignments_and_the_counts_follow(
    api: httpx.Client, bearer: Bearer, give: Give, team: Team, today: date, connection: Connection[DictRow]
) -> None:
    coach, kept, gone = bearer(str(team.coach)), give(kind="CARDIO").json(), give().json()
    count(connection, f"{team.id}:{today}")
    path = f"/api/teams/{team.id}/broadcasts/{gone['broadcast']['id']}"
    answer = api.delete(path, headers=coach)
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, 3)
    assert answer.json()["receipt"]["revision"] == kept["receipt"]["revision"] + 2
    count(connection, f"{team.id}:{today}")
    assert stored_days(connection) == naive_days(connection) != {}
    assert api.delete(path, headers=coach).json() == {"error": "Broadcast not found"}


def test_what_somebody_has_done_stays(
    api: httpx.Client, bearer: Bearer, give: Give, team: Team, connection: Connection[DictRow]
) -> None:
    given = give().json()["broadcast"]["id"]
    connection.execute("UPDATE assignments SET status = 'COMPLETED' WHERE client_id = %s", [team.athletes[0]])
    answer = api.delete(f"/api/teams/{team.id}/broadcasts/{given}", headers=bearer(str(team.coach)))
    assert (answer.status_code, answer.json()) == (409, {"error": "1 of 3 athletes have completed it"})
    assert one(connection, "SELECT count(*) FROM assignments") == 3


def test_strangers_neither_give_nor_take_back(
    api: httpx.Client, bearer: Bearer, people: Any, give: Give, team: Team, connection: Connection[DictRow]
) -> None:
    given = give().json()["broadcast"]["id"]
    for stranger in (people.other_coach, people.athlete, people.physio):
        assert give(bearer(stranger)).status_code == 404
        path = f"/api/teams/{team.id}/broadcasts/{given}"
        assert api.delete(path, headers=bearer(stranger)).status_code == 404
    assert one(connection, "SELECT count(*) FROM broadcasts") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "SWIM"),
        ("name", ""),
        ("name", None),
        ("id", "7"),
        ("assignedDate", "tomorrow"),
        ("assignedDate", 20260314),
        ("assignedDate", "1999-01-01"),
    ],
)
def test_bad_input_is_named(give: Give, field: str, value: Any) -> None:
    answer = give(**{field: value})
    (fault,) = answer.json()["details"]
    assert (answer.status_code, fault["field"], fault["value"]) == (422, field, value)


def test_a_day_far_ahead_is_a_slip(give: Give, today: date) -> None:
    assert give(assignedDate=str(today + timedelta(days=366))).status_code == 201
    assert give(assignedDate=str(today + timedelta(days=368))).status_code == 422
