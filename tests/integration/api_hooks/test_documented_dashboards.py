"""Answers of dashboards and assignments are written by hand, so here they are held against their schemas."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow
from pydantic import BaseModel

from api_hooks.assignment_schemas import (
    CompletedAssignment,
    CompletedAssignments,
    GivenBroadcast,
    WithdrawnBroadcast,
)
from api_hooks.dashboard_schemas import BusinessStats, StoredTest, TeamDashboard
from tests.days import today_in
from tests.teams import broadcast, make_team, one

pytestmark = pytest.mark.integration


def hold_against(model: type[BaseModel], answer: httpx.Response, status: int = 200) -> None:
    """Every field is documented and of the documented type; what is absent may be."""
    assert answer.status_code == status, answer.text
    again = model.model_validate_json(answer.content)
    documented = again.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert names(documented) == names(answer.json())


def names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: names(inner) for name, inner in value.items()}
    return [names(inner) for inner in value] if isinstance(value, list) else None


def test_answers_are_as_documented(
    api: httpx.Client, people: Any, bearer: Callable[[str], dict[str, str]], connection: Connection[DictRow]
) -> None:
    team = make_team(connection, 6)
    first, *others = broadcast(connection, team, date(2026, 3, 14))
    for table in ("testers", "locations"):
        connection.execute(
            f"INSERT INTO {table} (business_id, name) VALUES (%s, 'A')".encode(), [team.business]
        )
    connection.execute(
        "INSERT INTO tests (client_id, test_date, type, tester_id, location_id)"
        " SELECT %s, now(), 'RUNNING', testers.id, locations.id FROM testers, locations",
        [team.athletes[0]],
    )
    admin = bearer(people.admin)
    hold_against(CompletedAssignment, api.post(f"/api/assignments/{first}/complete", headers=admin))
    hold_against(CompletedAssignment, api.post(f"/api/assignments/{first}/complete", headers=admin))
    many = {"ids": list(map(str, others))}
    hold_against(CompletedAssignments, api.post("/api/assignments/complete", json=many, headers=admin))
    today = str(today_in(connection, "UTC"))
    given = {"id": str(uuid4()), "kind": "CARDIO", "name": "Intervals", "assignedDate": today}
    for status in (201, 200):
        made = api.post(f"/api/teams/{team.id}/broadcasts", json=given, headers=admin)
        hold_against(GivenBroadcast, made, status)
    path = f"/api/teams/{team.id}/broadcasts/{given['id']}"
    hold_against(WithdrawnBroadcast, api.delete(path, headers=admin))
    tested = {
        "id": str(uuid4()),
        "clientId": str(team.athletes[0]),
        "testDate": "2026-03-14T12:00:00Z",
        "testType": "SKIING",
        "testerId": str(one(connection, "SELECT id FROM testers")),
    }
    for status in (201, 200):
        made = api.post(f"/api/business/{team.business}/tests", json=tested, headers=admin)
        hold_against(StoredTest, made, status)
    for query in ("", "?includeMemberStats=false"):
        hold_against(TeamDashboard, api.get(f"/api/teams/{team.id}/dashboard{query}", headers=admin))
    for query in ("", "?includeAthletes=false&shortWindow=true"):
        hold_against(BusinessStats, api.get(f"/api/business/{team.business}/stats{query}", headers=admin))
