"""Answers are written by hand, so here they are held against the document that describes them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from api_hooks.case_schemas import AssessedInjuryCase, InjuryCases
from api_hooks.coach_alert_schemas import CoachAlerts, DealtWithAlert
from api_hooks.load_schemas import AcceptedActivity, Activities, TrainingLoads
from api_hooks.schemas import Alive, Problem, Readiness, ReceiptState, RecentCheckIns, StoredCheckIn
from api_hooks.streak_schemas import Streaks
from api_hooks.workout_schemas import PlannedWorkouts, Workouts, WrittenWorkout

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Ask = Callable[..., list[dict[str, Any]]]


def hold_against(model: type[BaseModel], content: Any) -> None:
    """Every field is documented and of the documented type, and every documented one is there."""
    again = model.model_validate_json(httpx.Response(200, json=content).content)
    documented = again.model_dump(mode="json", by_alias=True)
    assert names(documented) == names(content)


def names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: names(inner) for name, inner in value.items()}
    return [names(inner) for inner in value] if isinstance(value, list) else None


@pytest.fixture
def content(
    post: Post, api: httpx.Client, as_coach: dict[str, str], people: Any, ask: Ask, today: str
) -> dict[type[BaseModel], list[Any]]:
    """Answers of all kinds: pending and assessed, waiting and done."""
    first = post(mood=5, hrvRMSSD=60, keywordAnalysis={"matches": [{"keyword": "a"}]}).json()
    look = lambda: api.get(first["receipt"]["url"], headers=as_coach).json()  # noqa: E731
    read = lambda: api.get(f"/api/daily-metrics?clientId={people.client}", headers=as_coach).json()  # noqa: E731
    pending = [look(), read()]
    ask(
        "UPDATE daily_metrics SET assessed_revision = 1, assessed_at = now(), hrv_status = 'GOOD',"
        " hrv_percent = 90.5, readiness_score = 7.4, factor_scores = '{\"hrv\": 8.5}',"
        " red_flags = '[{\"code\": \"X\"}]', reasons = '[]'"
    )
    ask("UPDATE owed_work SET done_revision = 1, done_at = now()")
    run = {"type": "Run", "startedAt": f"{today}T00:00Z", "durationSeconds": 60, "averageHR": 150}
    activity = api.post("/api/activities", json={"clientId": people.client, **run}, headers=as_coach).json()
    loads = lambda: api.get(f"/api/training-load?clientId={people.client}", headers=as_coach).json()  # noqa: E731
    no_loads = loads()
    ask(
        "INSERT INTO training_loads"
        " (client_id, date, unit, sessions, unknown_sessions, duplicates, zone, spike)"
        " SELECT id, (now() AT TIME ZONE time_zone)::date, 'RPE', 1, 1, 0, 'CAUTION', 'LARGE' FROM clients"
    )
    streak = api.get(f"/api/athlete/streaks?clientId={people.client}", headers=as_coach).json()
    planned = {"clientId": people.client, "date": today, "type": "RUNNING", "durationMinutes": 60}
    plan = api.post("/api/workouts", json=planned, headers=as_coach).json()
    ask(
        "INSERT INTO workout_modifications (workout_id, effect_key, decision, planned_type, planned_status,"
        " modified_type, modified_status)"
        " SELECT id, 'k', 'REST', 'RUNNING', 'PLANNED', 'RUNNING', 'CANCELLED' FROM workouts"
    )
    from_today = {"clientId": people.client, "from": today}
    workouts = api.get("/api/workouts", params=from_today, headers=as_coach).json()
    change = f"/api/workouts/{plan['workouts'][0]['id']}"
    changes = [api.patch(change, json={"position": 1}, headers=as_coach).json() for _ in range(2)]
    ask(
        "WITH made AS (INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on,"
        " last_reported_on, severity, decision, minimum_days)"
        " SELECT id, 'INJURY', 'KNEE', 'ACTIVE', 'AUTOMATIC', '2026-03-14', '2026-03-14', 'HIGH', 'REST', 3"
        " FROM clients RETURNING id, client_id)"
        " INSERT INTO training_restrictions (client_id, case_id, type, severity, source, body_parts,"
        " affected_workout_types, start_date, end_date)"
        " SELECT client_id, id, 'NO_JUMPING', 'MILD', 'INJURY_CASCADE', '{KNEE}', '{}', '2026-03-14',"
        " '2026-03-15' FROM made"
    )
    cases = api.get(f"/api/injury-cases?clientId={people.client}", headers=as_coach).json()
    assess = f"/api/injury-cases/{cases['cases'][0]['id']}"
    assessed = api.patch(assess, json={"status": "RESOLVED"}, headers=as_coach).json()
    ask(
        "INSERT INTO coach_alerts (user_id, client_id, type, condition_key, severity, context)"
        " SELECT user_id, id, 'HIGH_ACWR', 'k', 'HIGH', '{\"acwr\": 1.9}' FROM clients"
    )
    alerts = api.get("/api/coach-alerts", headers=as_coach).json()
    dismiss = f"/api/coach-alerts/{alerts['alerts'][0]['id']}/dismiss"
    return {
        Streaks: [streak],
        PlannedWorkouts: [plan],
        Workouts: [workouts],
        WrittenWorkout: changes,
        InjuryCases: [cases],
        AssessedInjuryCase: [assessed],
        CoachAlerts: [alerts],
        DealtWithAlert: [api.post(dismiss, headers=as_coach).json()],
        AcceptedActivity: [activity],
        TrainingLoads: [no_loads, loads()],
        Activities: [api.get(f"/api/activities?clientId={people.client}", headers=as_coach).json()],
        StoredCheckIn: [first, post(mood=5).json()],
        ReceiptState: [pending[0], look()],
        RecentCheckIns: [pending[1], read()],
        Alive: [api.get("/healthz").json()],
    }


def test_answers_are_as_documented(content: dict[type[BaseModel], list[Any]]) -> None:
    for model, answers in content.items():
        for answer in answers:
            hold_against(model, answer)


def test_problems_are_as_documented(api: httpx.Client, post: Post) -> None:
    for answer in (api.get("/nowhere"), api.get("/api/daily-metrics?clientId=1"), post(mood=99, stress="x")):
        problem = Problem.model_validate_json(answer.content)
        shown = problem.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert shown == answer.json()


def test_readiness_is_as_documented(api: httpx.Client) -> None:
    content = api.get("/readyz").json()
    assert Readiness.model_validate(content).model_dump(exclude_unset=True) == content


def test_the_pages_for_people_ask_no_other_host(api: httpx.Client) -> None:
    page = api.get("/docs")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "https://" not in page.text
    assert "http://" not in page.text
    assert api.get("/openapi.json").json()["info"]["title"] == "Afterwrite"
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert api.get(f"/static-offline-docs/{asset}").status_code == 200
