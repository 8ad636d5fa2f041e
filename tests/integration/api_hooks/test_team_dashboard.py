"""A team's dashboard over HTTP; F1 to F13 are what was wrong with such reads before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tasks.team_summaries import summarise
from tasks.work import Work
from tests.days import today_in
from tests.teams import KINDS, Team, broadcast, make_team, one

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Serve = Callable[..., Any]


@pytest.fixture
def team(connection: Connection[DictRow]) -> Team:
    return make_team(connection, 3)


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection)


@pytest.fixture
def read(api: httpx.Client, team: Team, bearer: Bearer) -> Callable[..., httpx.Response]:
    """As the team's owner."""

    def get(**parameters: Any) -> httpx.Response:
        answer = api.get(
            f"/api/teams/{team.id}/dashboard", params=parameters, headers=bearer(str(team.coach))
        )
        assert answer.status_code == 200, answer.text
        return answer

    return get


Read = Callable[..., httpx.Response]


def count(connection: Connection[DictRow], team: Team, day: date) -> None:
    with connection.transaction():
        summarise(connection, [Work(f"{team.id}:{day}", b"", 1, 1)])


def test_the_answer_is_what_clients_expect(
    connection: Connection[DictRow], read: Read, team: Team, today: date
) -> None:
    connection.execute("UPDATE teams SET description = 'Fast', sport_type = 'RUNNING'")
    connection.execute(
        "WITH made AS (INSERT INTO organizations (name) VALUES ('A club') RETURNING id)"
        " UPDATE teams SET organization_id = made.id FROM made"
    )
    broadcast(connection, team, today, completed=2)
    count(connection, team, today)
    content = read().json()
    assert content["success"] is True
    shown = content["data"]["team"]
    assert (shown["id"], shown["name"], shown["description"]) == (str(team.id), "A team", "Fast")
    assert (shown["sportType"], shown["memberCount"]) == ("RUNNING", 3)
    assert shown["organization"]["name"] == "A club"
    (newest,) = content["data"]["recentBroadcasts"]
    assert newest.pop("id")
    assert newest == {
        "assignedDate": str(today),
        "workoutName": "Strength day",
        "workoutType": "strength",
        "totalAssigned": 3,
        "totalCompleted": 2,
        "completionRate": 67,
    }
    first, *_, last = content["data"]["memberStats"]
    assert first == {
        "athleteId": str(team.athletes[0]),
        "name": "Athlete 0",
        "email": "athlete0@example.org",
        "assignedCount": 1,
        "completedCount": 1,
        "completionRate": 100,
    }
    assert (last["athleteId"], last["completionRate"]) == (str(team.athletes[2]), 0)
    assert content["ageSeconds"] <= 5
    assert content["asOf"].endswith("Z")
    assert set(content) == {"success", "data", "asOf", "ageSeconds"}


def test_parts_that_are_not_asked_for_are_absent(read: Read) -> None:
    assert set(read().json()["data"]) == {"team", "recentBroadcasts", "memberStats"}
    assert set(read(includeMemberStats="false").json()["data"]) == {"team", "recentBroadcasts"}
    assert set(read(includeRecentBroadcasts="false").json()["data"]) == {"team", "memberStats"}


def test_f1_what_has_changed_is_shown_at_once_although_it_was_cached(
    connection: Connection[DictRow], api: httpx.Client, bearer: Bearer, read: Read, team: Team, today: date
) -> None:
    given = broadcast(connection, team, today)
    count(connection, team, today)
    assert read().headers["x-cache"] == "miss"
    assert read().headers["x-cache"] == "hit"
    api.post(f"/api/assignments/{given[0]}/complete", headers=bearer(str(team.coach)))
    assert read().json()["data"]["recentBroadcasts"][0]["totalCompleted"] == 0  # the lane has not run yet
    count(connection, team, today)
    answer = read()
    assert answer.headers["x-cache"] == "miss"
    assert answer.json()["data"]["recentBroadcasts"][0]["totalCompleted"] == 1
    count(connection, team, today)  # and what has not changed stays cached
    assert read().headers["x-cache"] == "hit"


def test_f2_f12_every_process_and_every_coach_shares_what_is_cached(
    connection: Connection[DictRow], settings: Any, serve: Serve, bearer: Bearer, people: Any, read: Read,
    team: Team,
) -> None:  # fmt: skip
    today = today_in(connection)
    broadcast(connection, team, today)
    count(connection, team, today)
    assert read().headers["x-cache"] == "miss"
    with serve(settings) as another:
        path = f"/api/teams/{team.id}/dashboard"
        for caller in (people.admin, str(team.coach)):
            assert another.get(path, headers=bearer(caller)).headers["x-cache"] == "hit"
        connection.execute("UPDATE assignments SET status = 'COMPLETED'")
        count(connection, team, today)
        fresh = another.get(path, headers=bearer(people.admin))
    assert fresh.json()["data"]["recentBroadcasts"][0]["totalCompleted"] == 3
    assert read().headers["x-cache"] == "hit"
    assert read().json()["data"]["recentBroadcasts"][0]["totalCompleted"] == 3


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("days", "abc", "a whole number"),
        ("days", "0", "at least 1"),
        ("days", "91", "at most 90"),
        ("days", "7.5", "a whole number"),
        ("includeMemberStats", "maybe", "true or false"),
        ("includeRecentBroadcasts", "", "true or false"),
    ],
)
def test_f9_every_flag_is_checked(
    api: httpx.Client, team: Team, bearer: Bearer, name: str, value: str, rule: str
) -> None:
    path = f"/api/teams/{team.id}/dashboard"
    answer = api.get(path, params={name: value}, headers=bearer(str(team.coach)))
    assert answer.status_code == 422
    assert answer.json() == {
        "success": False,
        "error": f"{name} must be {rule}",
        "details": [{"field": name, "value": value, "rule": rule}],
    }


def test_f10_all_kinds_are_shown_and_counted(
    connection: Connection[DictRow], read: Read, team: Team, today: date
) -> None:
    for kind in KINDS:
        broadcast(connection, team, today, kind, completed=1)
    count(connection, team, today)
    data = read().json()["data"]
    assert {each["workoutType"] for each in data["recentBroadcasts"]} == {kind.lower() for kind in KINDS}
    assert {each["workoutName"] for each in data["recentBroadcasts"]} == {f"{k.title()} day" for k in KINDS}
    assert all(each["totalCompleted"] == 1 for each in data["recentBroadcasts"])
    assert [each["assignedCount"] for each in data["memberStats"]] == [4, 4, 4]
    assert [each["completedCount"] for each in data["memberStats"]] == [4, 0, 0]


def test_f10_other_teams_broadcasts_do_not_count(
    connection: Connection[DictRow], read: Read, team: Team, today: date
) -> None:
    other = make_team(connection, 0)
    other.athletes.extend(team.athletes)  # they were in that one before
    broadcast(connection, other, today, completed=3)
    broadcast(connection, team, today)
    for each in (team, other):
        count(connection, each, today)
    data = read().json()["data"]
    assert [(each["assignedCount"], each["completedCount"]) for each in data["memberStats"]] == [(1, 0)] * 3
    assert len(data["recentBroadcasts"]) == 1


def test_f10_totals_are_counted_and_the_window_ends_today(
    connection: Connection[DictRow], read: Read, team: Team, today: date
) -> None:
    for days in (-1, 0, 30, 31):
        broadcast(connection, team, today - timedelta(days=days), completed=3)
    connection.execute("DELETE FROM assignments WHERE client_id = %s", [team.athletes[2]])
    count(connection, team, today)
    data = read().json()["data"]
    assert [each["totalAssigned"] for each in data["recentBroadcasts"]] == [2, 2, 2, 2]
    assert [each["assignedCount"] for each in data["memberStats"]] == [2, 2, 0]
    assert read(days=1).json()["data"]["memberStats"][0]["assignedCount"] == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("owner", 200), ("member", 200), ("former", 404), ("other_coach", 404),
     ("athlete", 404), ("physio", 404)],
)  # fmt: skip
def test_f10_access_is_by_role(
    api: httpx.Client, people: Any, bearer: Bearer, connection: Connection[DictRow], team: Team, who: str,
    status: int,
) -> None:  # fmt: skip
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role, is_active) VALUES (%s, %s, 'C', %s)",
        [team.business, people.other_coach, who == "member"],
    )
    caller = str(team.coach) if who == "owner" else getattr(people, who, people.other_coach)
    answer = api.get(f"/api/teams/{team.id}/dashboard", headers=bearer(caller))
    assert answer.status_code == status
    if status == 404:
        assert answer.json() == {"success": False, "error": "Team not found or unauthorized"}


def test_other_refusals_say_success_false_too(api: httpx.Client, bearer: Bearer, people: Any) -> None:
    path = f"/api/teams/{uuid4()}/dashboard"
    assert api.get(path).json() == {"success": False, "error": "Unauthorized"}
    unknown = {"success": False, "error": "Team not found or unauthorized"}
    assert api.get(path, headers=bearer(people.admin)).json() == unknown
    nobody = api.get(path, headers=bearer("nobody@example.org"))
    assert (nobody.status_code, nobody.json()) == (404, {"success": False, "error": "User not found"})
    assert api.get("/api/teams/x/dashboard", headers=bearer(people.admin)).json()["success"] is False


def test_f13_every_answer_says_how_it_came_about(read: Read) -> None:
    for how in ("miss", "hit"):
        answer = read()
        assert answer.headers["x-cache"] == how
        assert float(answer.headers["x-handler-ms"]) > 0


def test_a_team_that_was_never_counted_is_counted_when_it_is_read(
    connection: Connection[DictRow], read: Read, team: Team, today: date
) -> None:
    """Nobody has counted yet: that is not zero."""
    broadcast(connection, team, today, completed=2)
    before = read().json()["data"]
    count(connection, team, today)
    assert read().headers["x-cache"] == "miss"
    assert read().json()["data"] == before
    assert before["recentBroadcasts"][0]["totalCompleted"] == 2
    assert [each["completedCount"] for each in before["memberStats"]] == [1, 1, 0]


def test_it_takes_two_statements_whatever_its_size_and_one_when_it_is_cached(
    connection: Connection[DictRow], api: httpx.Client, bearer: Bearer, today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen: list[str] = []
    execute = psycopg.AsyncRawCursor.execute

    async def noted(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(str(query))
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncRawCursor, "execute", noted)
    for members, broadcasts in ((1, 1), (40, 15)):
        team = make_team(connection, members)
        for days in range(broadcasts):
            broadcast(connection, team, today - timedelta(days=days))
        count(connection, team, today)
        for statements in (2, 1):
            seen.clear()
            answer = api.get(f"/api/teams/{team.id}/dashboard", headers=bearer(str(team.coach)))
            assert len(answer.json()["data"]["memberStats"]) == members
            assert len(seen) == statements


def test_the_newest_ten_broadcasts_are_shown(
    connection: Connection[DictRow], read: Read, team: Team, today: date
) -> None:
    for days in range(12):
        broadcast(connection, team, today - timedelta(days=days))
    shown = [each["assignedDate"] for each in read().json()["data"]["recentBroadcasts"]]
    assert shown == [str(today - timedelta(days=days)) for days in range(10)]


def test_a_busy_teams_zone_is_its_businesss(connection: Connection[DictRow], read: Read, team: Team) -> None:
    connection.execute("UPDATE businesses SET time_zone = 'Pacific/Kiritimati'")
    there = today_in(connection, "Pacific/Kiritimati")
    broadcast(connection, team, there)
    broadcast(connection, team, there + timedelta(days=1), "CARDIO")
    assert one(connection, "SELECT count(*) FROM broadcasts") == 2
    assert read(days=1).json()["data"]["memberStats"][0]["assignedCount"] == 1
