"""Coach alerts over HTTP: a coach's own, active ones first, and dealt with."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from storage.coach_alert_doors import ALERTS

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def raised(ask: Ask) -> Callable[..., str]:
    """An alert on an athlete."""

    def make(client: str, kind: str, status: str = "ACTIVE", *, ago: int = 0, over: bool = False) -> str:
        rows = ask(
            "INSERT INTO coach_alerts (user_id, client_id, type, condition_key, severity, status, context,"
            " raised_at, resolved_at)"
            " SELECT user_id, id, %s, 'k', 'HIGH', %s, '{\"days\": 3}', now() - make_interval(hours => %s),"
            " CASE WHEN %s THEN now() END FROM clients WHERE id = %s RETURNING id",
            kind,
            status,
            ago,
            over,
            UUID(client),
        )
        return str(rows[0]["id"])

    return make


Raised = Callable[..., str]


def listed(api: httpx.Client, headers: dict[str, str], **parameters: Any) -> list[dict[str, Any]]:
    answer = api.get("/api/coach-alerts", params=parameters, headers=headers)
    assert answer.status_code == 200, answer.text
    alerts: list[dict[str, Any]] = answer.json()["alerts"]
    return alerts


def test_active_ones_come_first_then_the_newest(
    api: httpx.Client, people: Any, as_coach: dict[str, str], raised: Raised
) -> None:
    assert listed(api, as_coach) == []
    resolved = raised(people.client, "HIGH_ACWR", "RESOLVED", over=True)
    dismissed = raised(people.client, "MISSED_WORKOUTS", "DISMISSED", ago=1)
    old = raised(people.client, "READINESS_DROP", ago=9)
    new = raised(people.client, "MISSED_CHECKINS", ago=5)
    alerts = listed(api, as_coach)
    assert [alert["id"] for alert in alerts] == [new, old, resolved, dismissed]
    assert (alerts[0]["type"], alerts[0]["severity"]) == ("MISSED_CHECKINS", "HIGH")
    assert (alerts[0]["context"], alerts[0]["athleteName"]) == ({"days": 3}, "client")
    assert [alert["id"] for alert in listed(api, as_coach, limit=1)] == [new]
    assert len(listed(api, as_coach, limit=-5)) == 1


def test_a_coach_sees_their_own_and_an_admin_all(
    api: httpx.Client, people: Any, bearer: Bearer, raised: Raised
) -> None:
    mine, foreign = raised(people.client, "HIGH_ACWR"), raised(people.foreign_client, "HIGH_ACWR")
    assert [one["id"] for one in listed(api, bearer(people.coach))] == [mine]
    assert [one["id"] for one in listed(api, bearer(people.other_coach))] == [foreign]
    assert {one["id"] for one in listed(api, bearer(people.admin))} == {mine, foreign}
    for who in (people.athlete, people.physio):
        assert api.get("/api/coach-alerts", headers=bearer(who)).status_code == 403
    assert api.get("/api/coach-alerts").status_code == 401
    assert api.get("/api/coach-alerts", headers=bearer("nobody@example.org")).status_code == 404


def test_no_more_is_read_than_the_alerts_of_the_coachs_athletes(
    people: Any, raised: Raised, ask: Ask
) -> None:
    raised(people.client, "HIGH_ACWR")
    for _ in range(300):
        raised(people.foreign_client, "HIGH_ACWR", "RESOLVED", over=True)
    ask("ANALYZE coach_alerts")
    (coach,) = ask("SELECT user_id FROM clients WHERE id = %s", UUID(people.client))
    numbered = re.sub(rb"%\((\w+)\)s", b"%s", ALERTS.text)
    values = {b"caller_id": coach["user_id"], b"caller_email": None, b"limit": 100}
    given = [values[name] for name in re.findall(rb"%\((\w+)\)s", ALERTS.text)]
    ((plan,),) = (row.values() for row in ask(f"EXPLAIN (ANALYZE, FORMAT JSON) {numbered.decode()}", *given))
    assert _read(plan[0]["Plan"]) <= 10


def _read(node: dict[str, Any]) -> float:
    """Rows of alerts that a plan has looked at."""
    own = 0.0
    if node.get("Relation Name") == "coach_alerts":
        own = node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    return own + sum(map(_read, node.get("Plans", ())))


@pytest.mark.parametrize(("way", "status"), [("dismiss", "DISMISSED"), ("action", "ACTIONED")])
def test_e10_a_coach_deals_with_an_alert(
    api: httpx.Client, people: Any, as_coach: dict[str, str], raised: Raised, way: str, status: str
) -> None:
    alert = raised(people.client, "HIGH_ACWR")
    answer = api.post(f"/api/coach-alerts/{alert}/{way}", headers=as_coach)
    assert answer.status_code == 200, answer.text
    now = answer.json()["alert"]
    assert (now["id"], now["status"], now["resolvedAt"]) == (alert, status, None)
    again = api.post(f"/api/coach-alerts/{alert}/{way}", headers=as_coach)
    assert again.json() == answer.json()


def test_what_is_over_stays_as_it_is(
    api: httpx.Client, people: Any, as_coach: dict[str, str], raised: Raised
) -> None:
    alert = raised(people.client, "HIGH_ACWR", "RESOLVED", over=True)
    answer = api.post(f"/api/coach-alerts/{alert}/dismiss", headers=as_coach)
    assert (answer.status_code, answer.json()["alert"]["status"]) == (200, "RESOLVED")


@pytest.mark.parametrize(("who", "status"), [("other_coach", 404), ("athlete", 403), ("physio", 403)])
def test_others_may_not_deal_with_it(
    api: httpx.Client, people: Any, bearer: Bearer, raised: Raised, who: str, status: int, ask: Ask
) -> None:
    alert = raised(people.client, "HIGH_ACWR")
    answer = api.post(f"/api/coach-alerts/{alert}/dismiss", headers=bearer(getattr(people, who)))
    assert answer.status_code == status
    assert ask("SELECT status FROM coach_alerts") == [{"status": "ACTIVE"}]


def test_an_alert_that_there_is_not(api: httpx.Client, as_coach: dict[str, str]) -> None:
    unknown = api.post(f"/api/coach-alerts/{uuid4()}/dismiss", headers=as_coach)
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Alert not found"})
    none = api.post("/api/coach-alerts/seven/action", headers=as_coach)
    assert none.json()["details"] == [{"field": "id", "value": "seven", "rule": "a UUID"}]
