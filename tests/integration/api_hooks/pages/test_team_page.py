"""A team's page and its file over HTTP: the summaries' numbers, who is missing, and names that are text."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tasks.team_summaries import summarise
from tasks.work import Work
from tests.teams import Team, broadcast, make_team

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Database = Connection[DictRow]


def text_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def part(page: str, heading: str) -> str:
    """The text of one card."""
    (found,) = [card for card in page.split("<section") if f">{heading}</h2>" in card]
    return text_of(found.partition("</section>")[0])


def count(connection: Database, team: Team, day: date) -> None:
    with connection.transaction():
        summarise(connection, [Work(f"{team.id}:{day}", b"", 1, 1)])


def check_in(connection: Database, team: Team, members: int, level: str = "GOOD") -> None:
    for athlete in team.athletes[:members]:
        connection.execute(
            "INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, readiness_score,"
            " readiness_level) SELECT id, (now() AT TIME ZONE time_zone)::date, 1, 1, 7.5, %s"
            " FROM clients WHERE id = %s",
            [level, athlete],
        )


@pytest.mark.parametrize("is_counted", [True, False], ids=["counted", "not counted yet"])
def test_it_shows_what_each_member_has_done_by_day(
    api: httpx.Client, bearer: Bearer, connection: Database, team: Team, the_day: date, is_counted: bool
) -> None:
    broadcast(connection, team, the_day, completed=2)
    broadcast(connection, team, the_day, "CARDIO", completed=1)
    broadcast(connection, team, the_day - timedelta(days=1), completed=6)
    if is_counted:
        count(connection, team, the_day)
        count(connection, team, the_day - timedelta(days=1))
    answer = api.get(f"/teams/{team.id}?days=7", headers=bearer(str(team.coach)))
    assert answer.status_code == 200
    rows = [re.findall(r'<td class="(\w+)">([^<]*)', row) for row in answer.text.split("<tr>")[2:8]]
    assert rows[0][:3] == [("all", "2/2"), ("all", "1/1"), ("free", "\N{EN DASH}")]
    assert rows[1][:2] == [("most", "1/2"), ("all", "1/1")]
    assert rows[2][:2] == [("none", "0/2"), ("all", "1/1")]
    assert [row[-1][1] for row in rows[:3]] == ["3/3", "2/3", "1/3"]
    assert all(len(row) == 8 for row in rows)
    missing = part(answer.text, "Still to do today")
    assert "5 of 6" in missing
    assert "Athlete 0" not in missing


def test_it_names_who_has_not_checked_in(
    api: httpx.Client, bearer: Bearer, connection: Database, team: Team
) -> None:
    check_in(connection, team, 5)
    answer = api.get(f"/teams/{team.id}", headers=bearer(str(team.coach)))
    missing = part(answer.text, "No check-in today")
    assert "1 of 6 Athlete 5" in missing
    assert "Athlete 4" not in missing


def test_the_spread_is_of_five_or_more(
    api: httpx.Client, bearer: Bearer, connection: Database, team: Team
) -> None:
    coach, path = bearer(str(team.coach)), f"/teams/{team.id}"
    check_in(connection, team, 4, "FAIR")
    assert "Fair: " not in api.get(path, headers=coach).text
    connection.execute("DELETE FROM daily_metrics")
    check_in(connection, team, 5, "FAIR")
    assert "Fair: 5; " in api.get(path, headers=coach).text
    connection.execute("UPDATE daily_metrics SET revision = 2")  # changed, and not assessed again yet
    assert "Fair: " not in api.get(path, headers=coach).text


def test_only_those_who_may_read_the_dashboard_see_it(
    api: httpx.Client, bearer: Bearer, people: Any, team: Team
) -> None:
    for path in (f"/teams/{team.id}", f"/teams/{team.id}/completion.csv"):
        for caller in (str(team.coach), people.admin):
            assert api.get(path, headers=bearer(caller)).status_code == 200
        for caller in (people.coach, people.athlete, people.physio):
            refused = api.get(path, headers=bearer(caller))
            assert refused.status_code == 404
            assert "Athlete 0" not in refused.text
        assert api.get(path).status_code == 401
    assert api.get(f"/teams/{uuid4()}", headers=bearer(people.admin)).status_code == 404


def test_athletes_are_linked_to_only_for_those_who_may_see_them(
    api: httpx.Client, bearer: Bearer, people: Any, connection: Database, team: Team
) -> None:
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [team.business, people.coach],
    )
    link = f'href="/athletes/{team.athletes[0]}"'
    assert link in api.get(f"/teams/{team.id}", headers=bearer(str(team.coach))).text
    colleague = api.get(f"/teams/{team.id}", headers=bearer(people.coach))
    assert "Athlete 0" in colleague.text
    assert link not in colleague.text


def test_an_empty_team_is_told(api: httpx.Client, bearer: Bearer, connection: Database) -> None:
    team = make_team(connection, 0)
    coach = bearer(str(team.coach))
    assert "Nobody is in this team yet." in api.get(f"/teams/{team.id}", headers=coach).text
    file = api.get(f"/teams/{team.id}/completion.csv", headers=coach)
    assert file.text == "day,athlete,athlete_id,kind,assigned,completed\r\n"


def test_names_are_text_on_the_page_and_in_the_file(
    api: httpx.Client, bearer: Bearer, connection: Database, team: Team, the_day: date
) -> None:
    names = ['=HYPERLINK("x")', "+1", "-1", "@a", " =1", '<b>Kim</b>, "K"']
    for athlete, name in zip(team.athletes, names, strict=True):
        connection.execute("UPDATE clients SET name = %s WHERE id = %s", [name, athlete])
    connection.execute("UPDATE teams SET name = '<i>Team'")
    broadcast(connection, team, the_day, completed=1)
    count(connection, team, the_day)
    coach = bearer(str(team.coach))
    page = api.get(f"/teams/{team.id}", headers=coach).text
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;b&gt;Kim" in page
    file = api.get(f"/teams/{team.id}/completion.csv", headers=coach)
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"] == 'attachment; filename="completion.csv"'
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert sorted(row["athlete"] for row in rows) == sorted([f"'{name}" for name in names[:5]] + names[5:])
    (done,) = [row for row in rows if row["completed"] == "1"]
    assert done == {
        "day": str(the_day),
        "athlete": f"'{names[0]}",
        "athlete_id": str(team.athletes[0]),
        "kind": "STRENGTH",
        "assigned": "1",
        "completed": "1",
    }


@pytest.mark.parametrize("days", ["0", "91", "x", "-1", "1e1"])
def test_days_that_cannot_be_shown(api: httpx.Client, bearer: Bearer, team: Team, days: str) -> None:
    for path in (f"/teams/{team.id}", f"/teams/{team.id}/completion.csv"):
        answer = api.get(path, params={"days": days}, headers=bearer(str(team.coach)))
        assert answer.status_code == 422
        assert "a whole number from 1 to 90" in answer.text


def test_an_id_that_is_none(api: httpx.Client, bearer: Bearer, people: Any) -> None:
    answer = api.get("/teams/x", headers=bearer(people.admin))
    assert answer.status_code == 422
    assert "A team's address has the team's id in it." in answer.text.replace("&#39;", "'")


def test_the_list_of_athletes_leads_there(api: httpx.Client, bearer: Bearer, people: Any, team: Team) -> None:
    for caller, is_seen in ((str(team.coach), True), (people.admin, True), (people.coach, False)):
        page = api.get("/athletes", headers=bearer(caller)).text
        assert (f'href="/teams/{team.id}"' in page) is is_seen
        assert (f'href="/businesses/{team.business}"' in page) is is_seen
