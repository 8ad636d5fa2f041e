"""What is entered into a calendar by hand: entered, changed, shown; and refused where it should be."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api_hooks import entry_fields
from api_hooks.entry_schemas import WrittenAdHocWorkout, WrittenEvent, WrittenFieldTest, WrittenRace
from api_hooks.given_fields import rules_of

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Send = Callable[..., httpx.Response]

DAY = "2026-03-14"

#: Of each kind: what must be given, a change, and the schema of the answer.
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any], Any]] = {
    "events": (
        {"title": "Camp", "eventType": "TRAINING_CAMP", "startDate": DAY},
        {"endDate": "2026-03-16", "trainingImpact": "MODIFIED", "impactNotes": "hills"},
        WrittenEvent,
    ),
    "races": (
        {"name": "City run", "date": DAY, "distance": "10K"},
        {"distance": "CUSTOM", "customDistanceKm": 16.1, "targetTime": 71.5, "classification": "B"},
        WrittenRace,
    ),
    "field-tests": (
        {"date": DAY, "testType": "COOPER"},
        {"lt2HR": 171, "results": {"metres": 3100}, "valid": False},
        WrittenFieldTest,
    ),
    "ad-hoc": (
        {"date": DAY, "workoutType": "CYCLING"},
        {"duration": 95, "feeling": "GOOD", "title": "With friends"},
        WrittenAdHocWorkout,
    ),
}


@pytest.fixture
def athlete(shared: Any) -> str:
    insert = "INSERT INTO clients (user_id, name) VALUES (%s, 'An athlete') RETURNING id"
    return str(shared.ask(insert, shared.people.coach)[0]["id"])


@pytest.fixture
def create(shared: Any, athlete: str) -> Send:
    def send(kind: str, **fields: Any) -> httpx.Response:
        body = {"clientId": athlete, **KINDS[kind][0], **fields}
        answer: httpx.Response = shared.api.post(f"/api/calendar/{kind}", json=body, headers=shared.as_coach)
        return answer

    return send


@pytest.fixture
def change(shared: Any) -> Send:
    def send(kind: str, entry: str, **fields: Any) -> httpx.Response:
        answer: httpx.Response = shared.api.patch(
            f"/api/calendar/{kind}/{entry}", json=fields, headers=shared.as_coach
        )
        return answer

    return send


@pytest.fixture
def titles(shared: Any, athlete: str) -> Callable[[], list[str]]:
    def read() -> list[str]:
        days = {"clientId": athlete, "startDate": DAY, "endDate": DAY}
        answer = shared.api.get("/api/calendar/unified", params=days, headers=shared.as_coach)
        return [item["title"] for item in answer.json()["items"]]

    return read


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_entered_changed_and_answered_as_documented(
    create: Send, change: Send, titles: Callable[[], list[str]], kind: str
) -> None:
    needed, more, model = KINDS[kind]
    answer = create(kind)
    assert answer.status_code == 201, answer.text
    entry = answer.json()["entry"]
    assert entry.items() >= needed.items()
    assert len(titles()) == 1
    changed = change(kind, entry["id"], **more)
    assert changed.status_code == 200, changed.text
    now = changed.json()["entry"]
    assert now.items() >= {**needed, **more}.items()
    untouched = entry.keys() - more.keys() - {"updatedAt"}
    assert {name: now[name] for name in untouched} == {name: entry[name] for name in untouched}
    again = change(kind, entry["id"], **more).json()["entry"]
    assert again == now
    for content in (answer, changed):
        documented = model.model_validate_json(content.content).model_dump(mode="json", by_alias=True)
        assert documented["entry"].keys() == content.json()["entry"].keys()


@pytest.mark.parametrize("kind", KINDS)
def test_sent_again_under_its_own_id_it_is_entered_once(
    create: Send, shared: Any, titles: Callable[[], list[str]], kind: str
) -> None:
    own = str(uuid4())
    made = create(kind, id=own)
    assert (made.status_code, made.json()["entry"]["id"]) == (201, own)
    again = create(kind, id=own.upper())
    assert (again.status_code, again.json()) == (200, made.json())
    assert len(titles()) == 1
    other = create(kind, id=own, clientId=shared.people.client)
    assert (other.status_code, other.json()["error"].startswith("The id is that of another")) == (409, True)


def test_what_is_cancelled_or_discarded_is_shown_no_more(
    create: Send, change: Send, titles: Callable[[], list[str]]
) -> None:
    for kind, status in (("events", "CANCELLED"), ("races", "CANCELLED"), ("ad-hoc", "DISCARDED")):
        entry = create(kind).json()["entry"]["id"]
        assert len(titles()) == 1
        assert change(kind, entry, status=status).status_code == 200
        assert titles() == []


def test_an_event_without_an_end_is_of_one_day_and_its_author_is_known(create: Send, shared: Any) -> None:
    entry = create("events").json()["entry"]
    assert (entry["endDate"], entry["status"], entry["trainingImpact"]) == (DAY, "SCHEDULED", "NORMAL")
    assert entry["createdBy"] == shared.people.coach


def test_what_comes_from_another_calendar_is_changed_there(
    create: Send, change: Send, shared: Any, titles: Callable[[], list[str]]
) -> None:
    entry = create("events").json()["entry"]["id"]
    shared.ask("UPDATE calendar_events SET is_read_only = true WHERE id = %s", entry)
    refused = change("events", entry, title="Mine")
    assert (refused.status_code, titles()) == (409, ["Camp"])
    assert create("events", isReadOnly=True).json()["entry"]["isReadOnly"] is False


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("events", {"endDate": "2026-03-13"}, "endDate"),
        ("events", {"endDate": "2027-03-15"}, "endDate"),
        ("events", {"startDate": "2026-02-30"}, "startDate"),
        ("events", {"startDate": "1066-10-14"}, "startDate"),
        ("events", {"startTime": "24:00"}, "startTime"),
        ("events", {"eventType": "PARTY"}, "eventType"),
        ("events", {"title": ""}, "title"),
        ("events", {"title": None}, "title"),
        ("races", {"distance": "CUSTOM"}, "customDistanceKm"),
        ("races", {"customDistanceKm": 7}, "customDistanceKm"),
        ("races", {"taperWeeks": 1.5}, "taperWeeks"),
        ("races", {"calendarId": "mine"}, "calendarId"),
        ("field-tests", {"lt1Pace": 0}, "lt1Pace"),
        ("field-tests", {"lt1HR": 251}, "lt1HR"),
        ("field-tests", {"results": []}, "results"),
        ("ad-hoc", {"perceivedEffort": 11}, "perceivedEffort"),
        ("ad-hoc", {"confidence": 1.1}, "confidence"),
        ("ad-hoc", {"clientId": "me"}, "clientId"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    create: Send, change: Send, kind: str, fields: dict[str, Any], wrong: str
) -> None:
    answers = [create(kind, **fields)]
    if "clientId" not in fields:
        answers.append(change(kind, create(kind).json()["entry"]["id"], **fields))
    for answer in answers:
        assert answer.status_code == 422, answer.text
        (detail,) = answer.json()["details"]
        assert detail["field"] == wrong
        assert detail["rule"]


def test_who_may_enter_and_change(api: httpx.Client, people: Any, bearer: Bearer, connection: Any) -> None:
    connection.execute(
        "INSERT INTO physio_assignments (physio_user_id, client_id) VALUES (%s, %s)",
        [people.physio, people.client],
    )
    for kind, (needed, more, _) in KINDS.items():
        body = {"clientId": people.client, **needed}

        def create(who: str, kind: str = kind, body: Any = body) -> httpx.Response:
            return api.post(f"/api/calendar/{kind}", json=body, headers=bearer(who))

        entry = create(people.athlete).json()["entry"]["id"]
        assert [create(who).status_code for who in (people.coach, people.admin)] == [201, 201]
        assert [create(who).status_code for who in (people.other_coach, people.physio)] == [403, 403]

        def change(who: str, path: str, more: Any = more) -> int:
            return api.patch(path, json=more, headers=bearer(who)).status_code

        path = f"/api/calendar/{kind}/{entry}"
        assert [change(who, path) for who in (people.coach, people.athlete, people.admin)] == [200] * 3
        assert [change(who, path) for who in (people.other_coach, people.physio)] == [404, 403]
        assert change(people.coach, f"/api/calendar/{kind}/{uuid4()}") == 404
        assert api.post(f"/api/calendar/{kind}", json=body).status_code == 401
    (count,) = connection.execute("SELECT count(*) AS n FROM races").fetchall()
    assert count["n"] == 3


@pytest.mark.parametrize("name", [name for name in dir(entry_fields) if re.match(r"New|Changed", name)])
def test_every_field_has_a_rule(name: str) -> None:
    model = getattr(entry_fields, name)
    rules = rules_of(model)
    assert set(rules) == {field.alias for field in model.model_fields.values()}
    assert all("None" not in rule for rule in rules.values())
