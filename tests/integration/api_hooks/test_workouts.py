"""Workouts over HTTP: planned, shown, changed, removed; and refused where they should be."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb

from ops.valkey import EmbeddedValkey

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]
Plan = Callable[..., httpx.Response]


@pytest.fixture
def day(ask: Ask) -> date:
    """Today where the athletes live."""
    found: date = ask("SELECT (now() AT TIME ZONE 'Europe/Stockholm')::date AS today")[0]["today"]
    return found


@pytest.fixture
def plan(api: httpx.Client, people: Any, as_coach: dict[str, str], day: date) -> Plan:
    """Plan a run of the athlete's today as the coach; or what is given as a list."""

    def send(*many: dict[str, Any], headers: dict[str, str] = as_coach, **fields: Any) -> httpx.Response:
        usual = {"clientId": people.client, "date": str(day), "type": "RUNNING"}
        body: Any = [usual | one for one in many] if many else usual | fields
        return api.post("/api/workouts", json=body, headers=headers)

    return send


@pytest.fixture
def read(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Callable[..., dict[str, Any]]:
    def get(**parameters: Any) -> dict[str, Any]:
        wanted = {"clientId": people.client} | parameters
        answer = api.get("/api/workouts", params=wanted, headers=as_coach)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    return get


Read = Callable[..., dict[str, Any]]


def owed(ask: Ask) -> list[dict[str, Any]]:
    return ask("SELECT lane, key, revision FROM owed_work ORDER BY key")


def test_one_is_planned_shown_and_owed_to_the_cascade(
    plan: Plan, read: Read, people: Any, ask: Ask, api: httpx.Client, as_coach: dict[str, str], day: date
) -> None:
    answer = plan(intensity="THRESHOLD", durationMinutes=60, distanceM=12_000.5, coachNotes="easy start")
    assert answer.status_code == 201, answer.text
    content = answer.json()
    (workout,) = content["workouts"]
    assert (workout["status"], workout["date"], workout["position"]) == ("PLANNED", str(day), 0)
    assert (workout["intensity"], workout["durationMinutes"]) == ("THRESHOLD", 60)
    assert (workout["distanceM"], workout["coachNotes"]) == (12_000.5, "easy start")
    assert owed(ask) == [{"lane": "injuries", "key": people.client, "revision": 1}]
    assert [json.loads(one["payload"]) for one in ask("SELECT payload FROM owed_inputs")] == [[f"plan:{day}"]]
    (receipt,) = content["receipts"]
    assert api.get(receipt["url"], headers=as_coach).json()["state"] == "waiting"
    assert read()["workouts"] == [workout | {"change": None}]


def test_a_list_is_planned_as_a_whole(
    plan: Plan, read: Read, ask: Ask, people: Any, bearer: Bearer, day: date
) -> None:
    later = str(day + timedelta(days=1))
    answer = plan(
        {"date": later},
        {"position": 1},
        {"type": "CORE"},
        {"clientId": people.foreign_client},
        headers=bearer(people.admin),
    )
    assert answer.status_code == 201
    assert len(answer.json()["workouts"]) == 4
    assert {each["key"] for each in answer.json()["receipts"]} == {people.client, people.foreign_client}
    assert [one["revision"] for one in owed(ask)] == [1, 1]
    shown = [(one["type"], one["date"], one["position"]) for one in read()["workouts"]]
    assert shown == [("CORE", str(day), 0), ("RUNNING", str(day), 1), ("RUNNING", later, 0)]


def test_a_list_of_a_hundred_and_no_more(plan: Plan, ask: Ask) -> None:
    assert plan(*[{"position": number} for number in range(100)]).status_code == 201
    answer = plan(*[{}] * 101)
    assert answer.status_code == 422
    rule = {"field": "workouts", "value": 101, "rule": "1 to 100 in a list"}
    assert answer.json()["details"] == [rule]
    assert ask("SELECT count(*) FROM workouts") == [{"count": 100}]


def modify(ask: Ask, workout: str, key: str, *, undone: bool = False) -> None:
    ask(
        "INSERT INTO workout_modifications (workout_id, effect_key, decision, planned_type, planned_status,"
        " planned_intensity, planned_duration_minutes, modified_type, modified_status, undone_at)"
        " VALUES (%s, %s, 'REST', 'RUNNING', 'PLANNED', 'MAX', 90, 'RUNNING', 'CANCELLED',"
        " CASE WHEN %s THEN now() END)",
        UUID(workout),
        key,
        undone,
    )
    ask(
        "INSERT INTO effects (effect_key, lane, kind, client_id, date, revision, cause, after)"
        " SELECT %s, 'injuries', 'workout', client_id, '2026-03-14', 1, %s, '{}'"
        " FROM workouts WHERE id = %s",
        key,
        Jsonb({"rule": "PAIN", "pain": 8}),
        UUID(workout),
    )


def test_what_software_has_changed_is_shown_with_the_plan_and_the_reason(
    plan: Plan, read: Read, ask: Ask
) -> None:
    workout = plan().json()["workouts"][0]["id"]
    modify(ask, workout, "workout:1", undone=True)
    assert read()["workouts"][0]["change"] is None
    modify(ask, workout, "workout:2")
    change = read()["workouts"][0]["change"]
    assert (change["decision"], change["checkInDate"]) == ("REST", "2026-03-14")
    assert change["cause"] == {"rule": "PAIN", "pain": 8}
    assert change["planned"] == {
        "type": "RUNNING",
        "status": "PLANNED",
        "intensity": "MAX",
        "durationMinutes": 90,
        "distanceM": None,
    }


def test_a_change_is_over_once_its_effect_is_withdrawn_though_a_person_has_been_there(
    plan: Plan, read: Read, ask: Ask
) -> None:
    modify(ask, plan().json()["workouts"][0]["id"], "workout:1")
    ask("UPDATE effects SET withdrawn_at = now(), withdrawn_because = 'CORRECTED', left_as_is = true")
    assert read()["workouts"][0]["change"] is None


def test_the_days_that_are_asked_for(plan: Plan, read: Read, day: date) -> None:
    for days in (-1, 0, 27, 28):
        plan(date=str(day + timedelta(days=days)))
    usual = read()
    assert (usual["from"], usual["to"]) == (str(day), str(day + timedelta(days=27)))
    assert len(usual["workouts"]) == 2
    assert len(read(**{"from": str(day - timedelta(days=1))})["workouts"]) == 2
    assert read(to=str(day))["from"] == str(day - timedelta(days=27))
    assert len(read(**{"from": str(day - timedelta(days=300)), "to": str(day)})["workouts"]) == 2


@pytest.mark.parametrize(
    ("parameters", "field", "rule"),
    [
        ({"clientId": "me"}, "clientId", "a UUID"),
        ({"from": "tomorrow"}, "from", "a date (YYYY-MM-DD)"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "from", "no later than to, 2026-03-01"),
        ({"from": "2025-03-01", "to": "2026-03-02"}, "from", "within the 366 days up to 2026-03-02"),
    ],
)
def test_days_that_are_none_are_refused(
    api: httpx.Client,
    people: Any,
    as_coach: dict[str, str],
    parameters: dict[str, str],
    field: str,
    rule: str,
) -> None:
    wanted = {"clientId": people.client} | parameters
    answer = api.get("/api/workouts", params=wanted, headers=as_coach)
    assert answer.status_code == 422
    (detail,) = answer.json()["details"]
    assert (detail["field"], detail["value"], detail["rule"]) == (field, parameters[field], rule)


@pytest.fixture
def workout(plan: Plan, ask: Ask) -> str:
    """A planned workout, and nothing owed any more."""
    found = plan(intensity="MAX", durationMinutes=60, coachNotes="hills").json()["workouts"][0]["id"]
    ask("DELETE FROM owed_inputs")
    ask("DELETE FROM owed_work")
    return str(found)


@pytest.fixture
def change(api: httpx.Client, as_coach: dict[str, str], workout: str) -> Callable[..., httpx.Response]:
    def send(*, headers: dict[str, str] = as_coach, **fields: Any) -> httpx.Response:
        return api.patch(f"/api/workouts/{workout}", json=fields, headers=headers)

    return send


Change = Callable[..., httpx.Response]


def test_what_is_named_changes_and_the_rest_stays(change: Change, ask: Ask, day: date) -> None:
    answer = change(durationMinutes=30, intensity=None, date=str(day + timedelta(days=1)))
    assert answer.status_code == 200, answer.text
    now = answer.json()["workout"]
    assert (now["durationMinutes"], now["intensity"], now["coachNotes"]) == (30, None, "hills")
    assert now["date"] == str(day + timedelta(days=1))
    assert now["updatedAt"] > now["createdAt"]
    assert answer.json()["receipt"]["revision"] == 1
    (looked_at,) = ask("SELECT payload FROM owed_inputs")  # from where it was, and where it is now
    assert json.loads(looked_at["payload"]) == [f"plan:{day}", f"plan:{day + timedelta(days=1)}"]


def test_the_athlete_says_what_became_of_it(change: Change, people: Any, bearer: Bearer, ask: Ask) -> None:
    athlete = bearer(people.athlete)
    done = change(status="COMPLETED", headers=athlete).json()["workout"]
    assert (done["status"], done["completedAt"] is None) == ("COMPLETED", False)
    again = change(status="COMPLETED", headers=athlete).json()
    assert again == {"success": True, "workout": done, "receipt": None}
    assert change(status="PLANNED", headers=athlete).json()["workout"]["completedAt"] is None
    assert [one["revision"] for one in owed(ask)] == [2]
    assert change(durationMinutes=5, headers=athlete).status_code == 403
    assert change(status="COMPLETED", durationMinutes=5, headers=athlete).status_code == 403
    assert ask("SELECT status, duration_minutes FROM workouts") == [
        {"status": "PLANNED", "duration_minutes": 60}
    ]


def test_a_change_of_nothing_owes_nothing(change: Change, ask: Ask) -> None:
    assert change().json()["receipt"] is None
    assert change(durationMinutes=60).json()["receipt"] is None
    assert owed(ask) == []


def test_removing_answers_what_it_was(
    api: httpx.Client, as_coach: dict[str, str], workout: str, ask: Ask, people: Any, bearer: Bearer
) -> None:
    url = f"/api/workouts/{workout}"
    assert api.delete(url, headers=bearer(people.athlete)).status_code == 403
    modify(ask, workout, "workout:1")
    answer = api.delete(url, headers=as_coach)
    assert answer.status_code == 200
    assert answer.json()["workout"]["coachNotes"] == "hills"
    assert answer.json()["receipt"]["lane"] == "injuries"
    again = api.delete(url, headers=as_coach)
    assert (again.status_code, again.json()) == (404, {"error": "Workout not found"})
    assert ask("SELECT * FROM workouts") == []


@pytest.fixture
def _nothing_is_stored(ask: Ask) -> Iterator[None]:
    yield
    assert ask("SELECT * FROM workouts") == []
    assert ask("SELECT * FROM owed_work") == []


@pytest.mark.usefixtures("_nothing_is_stored")
@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"type": "REST"}, "one of RUNNING, STRENGTH,"),
        ({"type": None}, "one of RUNNING, STRENGTH,"),
        ({"intensity": "hard"}, "one of RECOVERY, EASY,"),
        ({"durationMinutes": -1}, "a number from 0 to 1440 min"),
        ({"durationMinutes": "60"}, "a number from 0 to 1440 min"),
        ({"distanceM": 1e9}, "a number from 0 to 500000 m"),
        ({"position": 1.5}, "a whole number from 0 to 100"),
        ({"date": "2026-02-30"}, "a date (YYYY-MM-DD)"),
        ({"date": "0001-01-01"}, "at most 731 days from "),
        ({"date": "9999-12-31"}, "at most 731 days from "),
        ({"date": "2026-W11-6"}, "a date (YYYY-MM-DD)"),
        ({"date": 20260314}, "a date (YYYY-MM-DD)"),
        ({"coachNotes": "x" * 2_001}, "text of at most 2000 characters"),
        ({"clientId": "me"}, "a UUID"),
    ],
)
def test_one_bad_field_plans_nothing(plan: Plan, fields: dict[str, Any], rule: str) -> None:
    ((name, _),) = fields.items()
    answer = plan(**fields)
    assert answer.status_code == 422
    (detail,) = answer.json()["details"]
    assert detail["field"] == name
    assert detail["rule"].startswith(rule)
    in_a_list = plan({}, {}, fields)
    assert in_a_list.status_code == 422
    assert [one["field"] for one in in_a_list.json()["details"]] == [f"[2].{name}"]


@pytest.mark.usefixtures("_nothing_is_stored")
@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        (b"", 400, []),
        (b"7", 400, []),
        (b"[7]", 400, []),
        (b"[]", 422, ["workouts"]),
        (b"{}", 422, ["clientId", "date", "type"]),
        (b'[{"type": "CORE", "type": "CORE"}]', 422, ["type"]),
        (b'[{"coachNotes": "a\\u0000b"}]', 422, ["[0].coachNotes"]),
        (b"[" * 20 + b"]" * 20, 400, []),
        (b"[" + b" " * 70_000 + b"]", 413, []),
    ],
)
def test_what_is_no_workout_is_refused(
    api: httpx.Client, as_coach: dict[str, str], body: bytes, status: int, fields: list[str]
) -> None:
    answer = api.post("/api/workouts", content=body, headers=as_coach)
    assert answer.status_code == status, answer.text
    assert {detail["field"] for detail in answer.json().get("details", [])} == set(fields)


@pytest.mark.usefixtures("_nothing_is_stored")
def test_one_foreign_athlete_in_a_list_plans_nothing(plan: Plan, people: Any, bearer: Bearer) -> None:
    assert plan({}, {"clientId": people.foreign_client}).status_code == 403
    assert plan({}, {"clientId": str(uuid4())}).status_code == 403
    unknown = plan({}, {"clientId": str(uuid4())}, headers=bearer(people.admin))
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Client not found"})
    assert plan(headers=bearer(people.athlete)).status_code == 403


@pytest.mark.parametrize("fields", [{"status": "DONE"}, {"status": None}, {"type": None}, {"date": None}])
def test_a_bad_change_changes_nothing(change: Change, fields: dict[str, Any], ask: Ask) -> None:
    answer = change(durationMinutes=1, **fields)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["details"]] == list(fields)
    assert ask("SELECT duration_minutes FROM workouts") == [{"duration_minutes": 60}]


@pytest.mark.parametrize("who", ["other_coach", "physio"])
def test_a_foreign_and_an_unknown_workout_are_refused_alike(
    api: httpx.Client, people: Any, bearer: Bearer, workout: str, who: str, ask: Ask
) -> None:
    headers = bearer(getattr(people, who))
    for url in (f"/api/workouts/{workout}", f"/api/workouts/{uuid4()}"):
        for answer in (
            api.patch(url, json={"status": "COMPLETED"}, headers=headers),
            api.delete(url, headers=headers),
        ):
            assert (answer.status_code, answer.json()) == (404, {"error": "Workout not found"})
    answer = api.get("/api/workouts", params={"clientId": people.client}, headers=headers)
    assert answer.status_code == 403
    assert owed(ask) == []


def test_without_an_account_a_token_or_an_id(
    api: httpx.Client, people: Any, bearer: Bearer, plan: Plan, as_coach: dict[str, str]
) -> None:
    assert plan(headers=bearer("nobody@example.org")).json() == {"error": "User not found"}
    assert plan(headers={}).status_code == 401
    assert api.delete(f"/api/workouts/{uuid4()}", headers=bearer("nobody@example.org")).status_code == 404
    answer = api.patch("/api/workouts/seven", json={}, headers=as_coach)
    assert answer.json()["details"] == [{"field": "id", "value": "seven", "rule": "a UUID"}]
    assert people.client


def test_without_redis_it_is_acknowledged_and_owed(
    plan: Plan, valkey_server: EmbeddedValkey, ask: Ask, people: Any
) -> None:
    valkey_server.kill()
    assert plan().status_code == 201
    assert owed(ask) == [{"lane": "injuries", "key": people.client, "revision": 1}]


def test_a_physio_in_charge_sees_the_plan_and_leaves_it_alone(
    api: httpx.Client, people: Any, bearer: Bearer, workout: str, plan: Plan, ask: Ask
) -> None:
    ask(
        "INSERT INTO physio_assignments (physio_user_id, client_id, start_date)"
        " VALUES (%s, %s, '2026-01-01')",
        UUID(people.physio),
        UUID(people.client),
    )
    physio = bearer(people.physio)
    seen = api.get("/api/workouts", params={"clientId": people.client}, headers=physio)
    assert [one["id"] for one in seen.json()["workouts"]] == [workout]
    url = f"/api/workouts/{workout}"
    assert api.patch(url, json={"status": "COMPLETED"}, headers=physio).status_code == 403
    assert api.patch(url, json={"durationMinutes": 1}, headers=physio).status_code == 403
    assert api.delete(url, headers=physio).status_code == 403
    assert plan(headers=physio).status_code == 403
    assert owed(ask) == []
