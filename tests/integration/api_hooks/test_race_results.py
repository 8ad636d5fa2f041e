"""Race results over HTTP: entered once, computed, shown to those who may see them, linked to the race."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import TypeAdapter

from api_hooks.race_result_schemas import RaceResult

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Enter = Callable[..., httpx.Response]


@pytest.fixture
def athlete(shared: Any) -> str:
    insert = (
        "INSERT INTO clients (user_id, name, sex, birth_date) VALUES (%s, 'Robin', 'FEMALE', '1990-05-01')"
        " RETURNING id"
    )
    return str(shared.ask(insert, shared.people.coach)[0]["id"])


@pytest.fixture
def enter(shared: Any, athlete: str) -> Enter:
    def send(**fields: Any) -> httpx.Response:
        usual = {"clientId": athlete, "raceDate": "2026-03-14", "distance": "5K", "timeMinutes": 19.95}
        body = {name: value for name, value in {**usual, **fields}.items() if value is not ...}
        answer: httpx.Response = shared.api.post("/api/race-results", json=body, headers=shared.as_coach)
        return answer

    return send


@pytest.fixture
def read(shared: Any, athlete: str) -> Callable[[], list[dict[str, Any]]]:
    def get() -> list[dict[str, Any]]:
        answer = shared.api.get(f"/api/race-results?clientId={athlete}", headers=shared.as_coach)
        assert answer.status_code == 200
        content: list[dict[str, Any]] = answer.json()
        return content

    return get


Read = Callable[[], list[dict[str, Any]]]


def test_a_result_is_stored_with_what_it_says(enter: Enter, read: Read, athlete: str) -> None:
    answer = enter(raceName="Spring 5K", temperature=12, splits=[{"km": 1, "s": 238}], goalTime=20)
    assert answer.status_code == 201, answer.text
    result = answer.json()
    assert (result["vdot"], result["confidence"], result["clientId"]) == (50.0, "HIGH", athlete)
    assert (result["timeFormatted"], result["avgPace"], result["goalAchieved"]) == ("19:57", 3.99, True)
    assert result["trainingPaces"]["threshold"] == {"slowest": 255, "fastest": 255}
    assert result["equivalentTimes"]["MARATHON"]["formatted"] == "3:10:49"
    assert result["splits"] == [{"km": 1, "s": 238}]
    assert read() == [result]


def test_the_list_is_bare_newest_first_with_age_and_runner(enter: Enter, read: Read, shared: Any) -> None:
    (now,) = shared.ask("SELECT (now() AT TIME ZONE 'Europe/Stockholm')::date AS today")
    today: date = now["today"]
    for days in (3, 0, 40):
        enter(raceDate=str(today - timedelta(days=days)))
    results = read()
    assert [result["ageInDays"] for result in results] == [0, 3, 40]
    assert results[0]["client"] == {"name": "Robin", "gender": "FEMALE", "birthDate": "1990-05-01"}
    documented = TypeAdapter(list[RaceResult]).validate_python(results, strict=False)
    assert [one.model_dump(by_alias=True).keys() for one in documented] == [one.keys() for one in results]


def test_without_results_it_is_an_empty_list(read: Read) -> None:
    assert read() == []


def test_entering_it_again_corrects_it_and_adds_none(enter: Enter, read: Read) -> None:
    first = enter(raceName="Run", athleteNotes="fine", terrain="ROAD").json()
    again = enter(raceName=" Run ", timeMinutes=20.5, terrain="TRAIL")
    assert again.status_code == 200
    (result,) = read()
    assert result == again.json()
    assert (result["id"], result["timeFormatted"], result["terrain"]) == (first["id"], "20:30", "TRAIL")
    assert (result["athleteNotes"], result["confidence"]) == ("fine", "MEDIUM")  # what is absent stays
    assert result["vdot"] < first["vdot"]
    assert enter(raceName="Run", athleteNotes=None).json()["athleteNotes"] is None
    for other in ({"raceName": "Relay"}, {"raceName": ...}, {"distance": "10K", "timeMinutes": 42}):
        assert enter(**{"raceName": "Run", **other}).status_code == 201
    assert enter(distance="CUSTOM", customDistanceKm=5, raceName="Run").status_code == 200
    assert len(read()) == 4


def test_of_many_at_once_one_is_made(enter: Enter, read: Read) -> None:
    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(answer.status_code for answer in threads.map(lambda _: enter(), range(8)))
    assert statuses == [200] * 7 + [201]
    assert len(read()) == 1


def race(shared: Any, athlete: str, name: str, **more: Any) -> str:
    body = {"clientId": athlete, "name": name, "date": "2026-03-14", "distance": "5K", **more}
    answer = shared.api.post("/api/calendar/races", json=body, headers=shared.as_coach)
    assert answer.status_code == 201
    return str(answer.json()["entry"]["id"])


def test_a_result_is_linked_to_the_race_of_its_day_and_length(
    enter: Enter, shared: Any, athlete: str
) -> None:
    race(shared, athlete, "First")
    named = race(shared, athlete, "Spring 5K")
    race(shared, athlete, "Another length", distance="10K")
    race(shared, athlete, "Another day", date="2026-03-15")
    race(shared, athlete, "Cancelled", status="CANCELLED")
    assert enter(raceName="Spring 5K").json()["raceId"] == named
    other = enter(raceName="Else").json()["raceId"]
    assert other not in {None, named}
    assert enter(raceName="A third").json()["raceId"] is None
    assert enter(raceName="Spring 5K", timeMinutes=20).json()["raceId"] == named
    parameters = {"clientId": athlete, "startDate": "2026-03-14", "endDate": "2026-03-14"}
    answer = shared.api.get("/api/calendar/unified", params=parameters, headers=shared.as_coach)
    shown = {item["title"]: item["metadata"] for item in answer.json()["items"]}
    assert (shown["Spring 5K"]["actualTime"], shown["Spring 5K"]["actualPace"]) == ("20:00", "4:00")
    assert shown["Spring 5K"]["isCompleted"] is True
    assert shown["Another length"]["vdot"] is None


def test_a_timestamp_is_the_day_it_falls_on_where_the_athlete_is(enter: Enter) -> None:
    assert enter(raceDate="2026-03-13T23:30:00Z").json()["raceDate"] == "2026-03-14"


def test_of_a_sprint_or_a_hundred_miles_nothing_is_computed(enter: Enter) -> None:
    for kilometres, minutes in ((0.4, 1.2), (160, 1_500)):
        result = enter(distance="CUSTOM", customDistanceKm=kilometres, timeMinutes=minutes).json()
        computed = ("vdot", "confidence", "trainingPaces", "equivalentTimes")
        assert [result[name] for name in computed] == [None] * 4


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"clientId": ...}, "clientId"),
        ({"clientId": "me"}, "clientId"),
        ({"raceDate": ...}, "raceDate"),
        ({"raceDate": "2026-02-30"}, "raceDate"),
        ({"raceDate": "1066-10-14"}, "raceDate"),
        ({"raceDate": str(datetime.now(UTC).date() + timedelta(days=2))}, "raceDate"),
        ({"distance": "6K"}, "distance"),
        ({"distance": "CUSTOM"}, "customDistanceKm"),
        ({"customDistanceKm": 5}, "customDistanceKm"),
        ({"distance": "CUSTOM", "customDistanceKm": 501}, "customDistanceKm"),
        ({"timeMinutes": ...}, "timeMinutes"),
        ({"timeMinutes": 0}, "timeMinutes"),
        ({"timeMinutes": 11}, "timeMinutes"),
        ({"timeMinutes": 9_000}, "timeMinutes"),
        ({"timeMinutes": "19:57"}, "timeMinutes"),
        ({"timeFormatted": "25:00"}, "timeFormatted"),
        ({"timeFormatted": "soon"}, "timeFormatted"),
        ({"temperature": 61}, "temperature"),
        ({"humidity": -1}, "humidity"),
        ({"windSpeed": 61}, "windSpeed"),
        ({"elevation": -1}, "elevation"),
        ({"avgHeartRate": 200, "maxHeartRate": 180}, "avgHeartRate"),
        ({"splits": [1]}, "splits"),
        ({"usedForZones": None}, "usedForZones"),
        ({"goalAchieved": "yes"}, "goalAchieved"),
        ({"raceName": "x" * 101}, "raceName"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    enter: Enter, read: Read, fields: dict[str, Any], wrong: str
) -> None:
    answer = enter(**fields)
    assert answer.status_code == 422, answer.text
    (detail,) = answer.json()["details"]
    assert detail["field"] == wrong
    assert read() == []


def test_c3_results_and_birth_dates_are_for_those_who_may_see_the_athlete(
    api: httpx.Client, people: Any, bearer: Bearer, connection: Any
) -> None:
    def read(who: str, client: str = people.client) -> int:
        return api.get(f"/api/race-results?clientId={client}", headers=bearer(who)).status_code

    def enter(who: str, **more: Any) -> int:
        body = {"clientId": people.client, "raceDate": "2026-03-14", "distance": "5K", "timeMinutes": 20}
        return api.post("/api/race-results", json=body | more, headers=bearer(who)).status_code

    assert [read(who) for who in (people.coach, people.athlete, people.admin)] == [200] * 3
    assert [read(who) for who in (people.other_coach, people.physio)] == [403] * 2
    assert read(people.athlete, people.foreign_client) == 403
    assert read(people.coach, str(uuid4())) == 403
    assert read(people.admin, str(uuid4())) == 404
    assert api.get(f"/api/race-results?clientId={people.client}").status_code == 401
    assert api.get("/api/race-results", headers=bearer(people.coach)).status_code == 422
    connection.execute(
        "INSERT INTO physio_assignments (physio_user_id, client_id) VALUES (%s, %s)",
        [people.physio, people.client],
    )
    assert read(people.physio) == 200
    assert [enter(who) for who in (people.physio, people.other_coach)] == [403, 403]
    assert [enter(who) for who in (people.athlete, people.coach, people.admin)] == [201, 200, 200]


def test_what_the_coach_has_noted_is_the_coachs_to_change(
    api: httpx.Client, people: Any, bearer: Bearer
) -> None:
    body = {"clientId": people.client, "raceDate": "2026-03-14", "distance": "5K", "timeMinutes": 20}

    def enter(who: str, notes: str | None) -> httpx.Response:
        return api.post("/api/race-results", json=body | {"coachNotes": notes}, headers=bearer(who))

    assert enter(people.coach, "too fast at first").status_code == 201
    assert enter(people.athlete, "not at all").status_code == 403
    kept = enter(people.athlete, None)
    assert (kept.status_code, kept.json()["coachNotes"]) == (200, "too fast at first")
    assert enter(people.coach, None).json()["coachNotes"] is None


def test_a_result_is_taken_back_and_its_race_has_none(
    enter: Enter, read: Read, athlete: str, shared: Any
) -> None:
    race(shared, athlete, "Spring 5K")

    def shown() -> Any:
        parameters = {"clientId": athlete, "startDate": "2026-03-14", "endDate": "2026-03-14"}
        answer = shared.api.get("/api/calendar/unified", params=parameters, headers=shared.as_coach)
        (item,) = answer.json()["items"]
        return item["metadata"]["isCompleted"], item["metadata"]["actualTime"]

    result, other = enter().json(), enter(raceDate="2026-03-21").json()
    assert shown() == (True, "19:57")
    address = f"/api/race-results/{result['id']}"
    answer = shared.api.delete(address, headers=shared.as_coach)
    assert (answer.status_code, answer.json()) == (200, result)
    TypeAdapter(RaceResult).validate_python(answer.json())
    assert shown() == (False, None)
    assert [each["id"] for each in read()] == [other["id"]]
    again = shared.api.delete(address, headers=shared.as_coach)
    assert (again.status_code, again.json()) == (404, {"error": "Race result not found"})
    assert enter().status_code == 201
    assert shown() == (True, "19:57")


def test_c3_a_result_is_removed_by_those_who_may_enter_one(
    api: httpx.Client, people: Any, bearer: Bearer, connection: Any
) -> None:
    """Whoever may not is told what is told of one that there is not, whether they may read it or not."""
    connection.execute(
        "INSERT INTO physio_assignments (physio_user_id, client_id) VALUES (%s, %s)",
        [people.physio, people.client],
    )
    body = {"clientId": people.client, "raceDate": "2026-03-14", "distance": "5K", "timeMinutes": 20}

    def enter() -> str:
        answer = api.post("/api/race-results", json=body, headers=bearer(people.coach))
        assert answer.status_code in {200, 201}
        return f"/api/race-results/{answer.json()['id']}"

    unknown = f"/api/race-results/{uuid4()}"
    for who in (people.other_coach, people.physio):
        refused = [api.delete(address, headers=bearer(who)) for address in (enter(), unknown)]
        assert {(each.status_code, each.text) for each in refused} == {
            (404, '{"error":"Race result not found"}')
        }
    assert api.delete(enter()).status_code == 401
    for who in (people.athlete, people.coach, people.admin):
        assert api.delete(enter(), headers=bearer(who)).status_code == 200
    assert api.delete("/api/race-results/x", headers=bearer(people.coach)).status_code == 422
