"""A business's page and its file over HTTP: the figures of the API, of groups and never of a few."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tests.teams import Team

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Database = Connection[DictRow]


@pytest.fixture
def busy(connection: Database, team: Team) -> Team:
    """Two tests this month, a check-in of each athlete, and three subscriptions."""
    connection.execute(
        "WITH made AS (INSERT INTO testers (business_id, name) VALUES (%s, 'Tess') RETURNING id)"
        " INSERT INTO tests (test_date, type, client_id, tester_id)"
        " SELECT now(), 'RUNNING', %s, made.id FROM made, generate_series(1, 2)",
        [team.business, team.athletes[0]],
    )
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, readiness_score,"
        " readiness_level) SELECT id, (now() AT TIME ZONE 'Europe/Stockholm')::date, 1, 1, 7.5, 'GOOD'"
        " FROM clients WHERE team_id = %s",
        [team.id],
    )
    for athlete, tier in zip(team.athletes, ("PRO", "PRO", "ELITE"), strict=False):
        connection.execute(
            "INSERT INTO athlete_subscriptions (client_id, business_id, tier, status)"
            " VALUES (%s, %s, %s, 'ACTIVE')",
            [athlete, team.business, tier],
        )
    return team


def test_it_shows_the_figures_of_the_api(api: httpx.Client, bearer: Bearer, busy: Team) -> None:
    coach = bearer(str(busy.coach))
    page = api.get(f"/businesses/{busy.business}", headers=coach)
    assert page.status_code == 200
    assert ">A business</h1>" in page.text
    for said in ("Pro: 2; Elite: 1.", "7.5 of 10", "tests a month", ": 2."):
        assert said in page.text
    shared = api.get(
        f"/api/business/{busy.business}/stats?includeRecentTests=false&includeBreakdowns=false", headers=coach
    )
    assert shared.headers["x-cache"] == "hit"  # one body for both


def test_its_months_are_a_file(api: httpx.Client, bearer: Bearer, busy: Team) -> None:
    file = api.get(f"/businesses/{busy.business}/trends.csv", headers=bearer(str(busy.coach)))
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert len(rows) == 12
    newest = rows[-1]
    assert (newest["tests"], newest["check_ins"], newest["average_readiness"]) == ("2", "6", "7.5")
    assert 0 < int(newest["check_in_rate"]) <= 100
    assert (rows[0]["tests"], rows[0]["average_readiness"]) == ("0", "")


def test_of_a_few_athletes_nothing_is_said(
    api: httpx.Client, bearer: Bearer, connection: Database, busy: Team
) -> None:
    connection.execute("UPDATE clients SET business_id = NULL WHERE id = ANY(%s)", [busy.athletes[:2]])
    coach = bearer(str(busy.coach))
    page = api.get(f"/businesses/{busy.business}", headers=coach).text
    assert "7.5" not in page
    assert "not shown" in page
    (*_, newest) = csv.DictReader(
        io.StringIO(api.get(f"/businesses/{busy.business}/trends.csv", headers=coach).text)
    )
    assert (newest["check_ins"], newest["check_in_rate"], newest["average_readiness"]) == ("", "", "")


def test_only_those_who_may_read_the_figures_see_it(
    api: httpx.Client, bearer: Bearer, people: Any, team: Team
) -> None:
    for path in (f"/businesses/{team.business}", f"/businesses/{team.business}/trends.csv"):
        for caller in (str(team.coach), people.admin):
            assert api.get(path, headers=bearer(caller)).status_code == 200
        for caller in (people.coach, people.athlete, people.physio):
            assert api.get(path, headers=bearer(caller)).status_code == 403
        assert api.get(path).status_code == 401
    assert api.get(f"/businesses/{uuid4()}", headers=bearer(people.admin)).status_code == 404
    assert api.get("/businesses/x", headers=bearer(people.admin)).status_code == 422


def test_a_business_without_anything_is_told(
    api: httpx.Client, bearer: Bearer, people: Any, connection: Database
) -> None:
    row = connection.execute("INSERT INTO businesses (name) VALUES ('<b>New') RETURNING id").fetchone()
    assert row is not None
    page = api.get(f"/businesses/{row['id']}", headers=bearer(people.admin))
    assert page.status_code == 200
    assert "&lt;b&gt;New" in page.text
    for said in ("No test in these twelve months", "No subscription is active"):
        assert said in page.text
