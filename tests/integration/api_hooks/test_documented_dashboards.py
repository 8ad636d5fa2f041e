"""Answers of dashboards and assignments are written by hand, so here they are held against their schemas."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow
from pydantic import BaseModel

from api_hooks.assignment_schemas import CompletedAssignment, CompletedAssignments
from api_hooks.dashboard_schemas import BusinessStats, TeamDashboard
from tests.teams import broadcast, make_team

pytestmark = pytest.mark.integration


def hold_against(model: type[BaseModel], answer: httpx.Response) -> None:
    """Every field is documented and of the documented type; what is absent may be."""
    assert answer.status_code == 200, answer.text
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
    for query in ("", "?includeMemberStats=false"):
        hold_against(TeamDashboard, api.get(f"/api/teams/{team.id}/dashboard{query}", headers=admin))
    for query in ("", "?includeAthletes=false&shortWindow=true"):
        hold_against(BusinessStats, api.get(f"/api/business/{team.business}/stats{query}", headers=admin))
