"""Injury cases over HTTP: shown with their restrictions, and assessed by persons."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from domain.wording import URGENT_NOTE

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def open_case(ask: Ask, people: Any) -> Callable[..., str]:
    """A case of the athlete with one restriction."""

    def make(part: str = "KNEE", status: str = "ACTIVE", last: str = "2026-03-14") -> str:
        case = ask(
            "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on,"
            " last_reported_on, worst_pain, severity, decision, minimum_days, proposal)"
            " VALUES (%s, 'INJURY', %s, %s, 'AUTOMATIC', '2026-03-01', %s, 6, 'HIGH', 'REST', 21,"
            " '{\"pauseWeeks\": 4}') RETURNING id",
            UUID(people.client),
            part,
            status,
            last,
        )[0]["id"]
        ask(
            "INSERT INTO training_restrictions (client_id, case_id, type, severity, source, body_parts,"
            " affected_workout_types, start_date, end_date)"
            " VALUES (%s, %s, 'NO_JUMPING', 'SEVERE', 'INJURY_CASCADE', ARRAY[%s], '{PLYOMETRIC}',"
            " '2026-03-14', '2026-04-11')",
            UUID(people.client),
            case,
            part,
        )
        return str(case)

    return make


OpenCase = Callable[..., str]


@pytest.fixture
def read(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Callable[[], list[dict[str, Any]]]:
    def get() -> list[dict[str, Any]]:
        answer = api.get("/api/injury-cases", params={"clientId": people.client}, headers=as_coach)
        assert answer.status_code == 200, answer.text
        assert answer.json()["note"] == URGENT_NOTE
        cases: list[dict[str, Any]] = answer.json()["cases"]
        return cases

    return get


Read = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def assess(api: httpx.Client, as_coach: dict[str, str]) -> Callable[..., httpx.Response]:
    def send(case: str, status: Any, headers: dict[str, str] = as_coach) -> httpx.Response:
        return api.patch(f"/api/injury-cases/{case}", json={"status": status}, headers=headers)

    return send


Assess = Callable[..., httpx.Response]


def owed(ask: Ask) -> list[dict[str, Any]]:
    return ask("SELECT lane, key, revision FROM owed_work")


def test_open_ones_come_first_with_restrictions_and_proposal(open_case: OpenCase, read: Read) -> None:
    assert read() == []
    resolved = open_case("THIGH", "RESOLVED", "2026-03-20")
    monitored = open_case("SHOULDER", "MONITORING", "2026-03-10")
    active = open_case("KNEE", "ACTIVE", "2026-03-12")
    cases = read()
    assert [case["id"] for case in cases] == [active, monitored, resolved]
    case = cases[0]
    assert (case["bodyPart"], case["worstPain"], case["minimumDays"]) == ("KNEE", 6, 21)
    assert case["proposal"] == {"pauseWeeks": 4}
    (restriction,) = case["restrictions"]
    assert (restriction["type"], restriction["bodyParts"]) == ("NO_JUMPING", ["KNEE"])
    assert (restriction["startDate"], restriction["endDate"]) == ("2026-03-14", "2026-04-11")
    assert restriction["isActive"] is True


@pytest.mark.parametrize("status", ["RESOLVED", "WITHDRAWN"])
def test_d1_a_person_resolves_a_case_and_its_restrictions_are_cleared(
    open_case: OpenCase, assess: Assess, read: Read, people: Any, ask: Ask, status: str
) -> None:
    case, other = open_case("KNEE"), open_case("THIGH")
    answer = assess(case, status)
    assert answer.status_code == 200, answer.text
    now = answer.json()["case"]
    assert (now["status"], now["source"], now["assessedBy"]) == (status, "MANUAL", people.coach)
    assert now["assessedAt"] is not None
    assert now["resolvedOn"] is not None
    (restriction,) = now["restrictions"]
    assert (restriction["isActive"], restriction["clearedBy"]) == (False, people.coach)
    assert restriction["clearedAt"] == now["assessedAt"]
    assert [one for one in read() if one["id"] == case] == [now]
    assert [one["restrictions"][0]["isActive"] for one in read() if one["id"] == other] == [True]
    assert owed(ask) == [{"lane": "injuries", "key": people.client, "revision": 1}]
    assert [json.loads(one["payload"]) for one in ask("SELECT payload FROM owed_inputs")] == [
        ["plan:2026-03-01"]
    ]
    assert answer.json()["receipt"]["key"] == people.client


def test_one_that_is_watched_keeps_its_restrictions(open_case: OpenCase, assess: Assess) -> None:
    now = assess(open_case(), "MONITORING").json()["case"]
    assert (now["status"], now["source"], now["resolvedOn"]) == ("MONITORING", "MANUAL", None)
    assert [one["isActive"] for one in now["restrictions"]] == [True]


def test_one_may_be_opened_again_unless_another_is_open(
    open_case: OpenCase, assess: Assess, ask: Ask
) -> None:
    case = open_case()
    assess(case, "RESOLVED")
    again = assess(case, "ACTIVE").json()["case"]
    assert (again["status"], again["resolvedOn"]) == ("ACTIVE", None)
    assert [one["isActive"] for one in again["restrictions"]] == [False]
    assess(case, "RESOLVED")
    open_case()
    before = owed(ask)
    answer = assess(case, "ACTIVE")
    assert answer.status_code == 409
    assert answer.json() == {"error": "Another case of the same body part is open: assess that one"}
    assert owed(ask) == before
    assert assess(case, "WITHDRAWN").status_code == 200


@pytest.mark.parametrize("who", ["admin", "coach"])
def test_those_may_who_should(
    open_case: OpenCase, assess: Assess, people: Any, bearer: Bearer, who: str
) -> None:
    assert assess(open_case(), "RESOLVED", bearer(getattr(people, who))).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("athlete", 403), ("other_coach", 404), ("physio", 404)])
def test_others_may_not(
    open_case: OpenCase,
    assess: Assess,
    people: Any,
    bearer: Bearer,
    who: str,
    status: int,
    ask: Ask,
) -> None:
    case = open_case()
    assert assess(case, "RESOLVED", bearer(getattr(people, who))).status_code == status
    assert ask("SELECT status, source FROM injury_cases") == [{"status": "ACTIVE", "source": "AUTOMATIC"}]
    assert owed(ask) == []


def test_who_may_read(api: httpx.Client, people: Any, bearer: Bearer) -> None:
    may = {"admin": 200, "coach": 200, "athlete": 200, "other_coach": 403, "physio": 403}
    for who, status in may.items():
        headers = bearer(getattr(people, who))
        answer = api.get("/api/injury-cases", params={"clientId": people.client}, headers=headers)
        assert answer.status_code == status, who
    assert api.get("/api/injury-cases", params={"clientId": people.client}).status_code == 401


@pytest.mark.parametrize("status", ["CLEARED", "active", None, 7, ["RESOLVED"]])
def test_a_status_that_is_none_is_named(open_case: OpenCase, assess: Assess, status: Any, ask: Ask) -> None:
    answer = assess(open_case(), status)
    assert answer.status_code == 422
    (detail,) = answer.json()["details"]
    assert (detail["field"], detail["rule"]) == (
        "status",
        "one of ACTIVE, MONITORING, RESOLVED, WITHDRAWN",
    )
    assert owed(ask) == []


def test_a_body_or_a_case_that_is_none(
    api: httpx.Client, as_coach: dict[str, str], assess: Assess, open_case: OpenCase
) -> None:
    url = f"/api/injury-cases/{open_case()}"
    assert api.patch(url, content=b"[]", headers=as_coach).status_code == 400
    missing = api.patch(url, json={}, headers=as_coach)
    assert missing.json()["details"][0]["rule"].startswith("given, as one of ACTIVE")
    unknown = assess(str(uuid4()), "RESOLVED")
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Case not found"})
    assert assess("seven", "RESOLVED").json()["details"][0] == {
        "field": "id",
        "value": "seven",
        "rule": "a UUID",
    }


def test_a_physio_in_charge_assesses_cases(
    api: httpx.Client, people: Any, bearer: Bearer, open_case: OpenCase, assess: Assess, ask: Ask
) -> None:
    ask(
        "INSERT INTO physio_assignments (physio_user_id, client_id, start_date)"
        " VALUES (%s, %s, '2026-01-01')",
        UUID(people.physio),
        UUID(people.client),
    )
    physio, case = bearer(people.physio), open_case()
    seen = api.get("/api/injury-cases", params={"clientId": people.client}, headers=physio)
    assert [one["id"] for one in seen.json()["cases"]] == [case]
    now = assess(case, "MONITORING", physio).json()["case"]
    assert (now["status"], now["source"], now["assessedBy"]) == ("MONITORING", "MANUAL", people.physio)
    assert api.get("/api/coach-alerts", headers=physio).status_code == 403
