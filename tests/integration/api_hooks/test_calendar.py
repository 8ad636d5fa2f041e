"""The calendar over HTTP: seven sources in one answer, by the athlete's own days, nothing left out unsaid.

One app for all of it, and an athlete for each test.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from api_hooks.calendar_schemas import Calendar

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]
Read = Callable[..., dict[str, Any]]

MARCH = {"startDate": "2026-03-01", "endDate": "2026-03-31"}

#: Metadata as the contract has it: always there, and there in full only.
METADATA = {
    "WORKOUT": (
        "workoutType dayNumber order",
        "intensity duration distance programId programName phase weekNumber segmentCount isCompleted",
    ),
    "RACE": (
        "distance classification isCompleted",
        "targetTime targetPace actualTime actualPace vdot assessment taperWeeks calendarId seasonName",
    ),
    "FIELD_TEST": ("testType valid", "lt1Pace lt1HR lt2Pace lt2HR confidence results"),
    "CALENDAR_EVENT": (
        "eventType trainingImpact allDay color",
        (
            "impactNotes startTime endTime altitude adaptationPhase illnessType returnToTrainingDate"
            " medicalClearance isReadOnly externalCalendarType externalCalendarName createdBy"
        ),
    ),
    "CHECK_IN": (
        "readinessScore readinessDecision",
        "sleepQuality sleepHours soreness fatigue stress mood restingHR hrv",
    ),
    "WOD": (
        "requestedDuration primarySport isCompleted",
        "mode actualDuration intensityAdjusted sessionRPE",
    ),
    "AD_HOC": (
        "inputType workoutType isCompleted",
        "duration distance perceivedEffort intensity feeling confidence",
    ),
}

#: Counts of each source, and the flag that leaves it out.
FLAGS = {
    "workouts": "includeWorkouts",
    "races": "includeRaces",
    "fieldTests": "includeFieldTests",
    "calendarEvents": "includeEvents",
    "checkIns": "includeCheckIns",
    "wods": "includeWODs",
    "adHoc": "includeAdHoc",
}


@pytest.fixture
def ask(shared: Any) -> Ask:
    found: Ask = shared.ask
    return found


@pytest.fixture
def athlete(shared: Any) -> str:
    """A new athlete of the coach's."""
    insert = "INSERT INTO clients (user_id, name) VALUES (%s, 'An athlete') RETURNING id"
    return str(shared.ask(insert, shared.people.coach)[0]["id"])


@pytest.fixture
def read(shared: Any, athlete: str) -> Read:
    def get(**parameters: Any) -> dict[str, Any]:
        wanted = {"clientId": athlete, **MARCH, **parameters}
        given = {name: value for name, value in wanted.items() if value is not None}
        answer = shared.api.get("/api/calendar/unified", params=given, headers=shared.as_coach)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    return get


def names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: names(inner) for name, inner in value.items()}
    return [names(inner) for inner in value] if isinstance(value, list) else None


def one_of_each(ask: Ask, client: str, day: str) -> None:
    """A row of each source on that day."""
    ask(
        "WITH program AS (INSERT INTO training_programs (client_id, name) VALUES (%s, 'Spring') RETURNING id)"
        " INSERT INTO workouts (client_id, program_id, date, position, type, intensity, duration_minutes,"
        " distance_m, phase, week_number, day_number, segment_count, coach_notes)"
        " SELECT %s, id, %s, 1, 'RUNNING', 'EASY', 45, 8500, 'BUILD', 3, 6, 5, 'relaxed' FROM program",
        client,
        client,
        day,
    )
    ask(
        "INSERT INTO races (client_id, date, name, distance, classification, target_time, taper_weeks,"
        " season_name) VALUES (%s, %s, 'City run', '10K', 'A', 45, 2, '2026')",
        client,
        day,
    )
    ask(
        "INSERT INTO field_tests (client_id, date, test_type, lt2_pace, lt2_hr, confidence, results)"
        " VALUES (%s, %s, 'HR_DRIFT', 4.2, 171, 'HIGH', '{\"drift\": 3.1}')",
        client,
        day,
    )
    ask(
        "INSERT INTO calendar_events (client_id, created_by, title, event_type, start_date, end_date)"
        " SELECT %s, user_id, 'Exam', 'PERSONAL', %s, %s FROM clients WHERE id = %s",
        client,
        day,
        day,
        client,
    )
    ask(
        "INSERT INTO daily_metrics (client_id, date, revision, mood, energy_level, resting_hr, hrv_rmssd)"
        " VALUES (%s, %s, 1, 8, 4, 48, 61.5)",
        client,
        day,
    )
    ask(
        "INSERT INTO generated_wods (client_id, title, primary_sport, requested_duration, created_at)"
        " VALUES (%s, 'Intervals', 'RUNNING', 40, %s::date + interval '12 hours')",
        client,
        day,
    )
    ask(
        "INSERT INTO ad_hoc_workouts (client_id, date, workout_type, duration, distance, perceived_effort)"
        " VALUES (%s, %s, 'CYCLING', 95, 38.5, 4)",
        client,
        day,
    )


def event(ask: Ask, client: str, first: str, last: str, **more: Any) -> None:
    columns = {"title": "Camp", "event_type": "TRAINING_CAMP"} | more
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    ask(
        f"INSERT INTO calendar_events (client_id, start_date, end_date, {names})"
        f" VALUES (%s, %s, %s, {places})",
        client,
        first,
        last,
        *columns.values(),
    )


def workouts(ask: Ask, client: str, *days: str) -> None:
    for position, day in enumerate(days):
        ask(
            "INSERT INTO workouts (client_id, date, position, type) VALUES (%s, %s, %s, 'CORE')",
            client,
            day,
            position,
        )


@pytest.mark.parametrize("mode", ["full", "light"])
def test_all_seven_sources_say_what_the_contract_names(read: Read, ask: Ask, athlete: str, mode: str) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    content = read(itemsMode=mode)
    assert [item["type"] for item in content["items"]] == list(METADATA)
    for item in content["items"]:
        light, more = METADATA[item["type"]]
        wanted = (light + " " + more if mode == "full" else light).split()
        assert sorted(item["metadata"]) == sorted(wanted)
        ends = {"endDate"} if item["type"] == "CALENDAR_EVENT" else set()
        assert item.keys() - ends == {"id", "type", "title", "description", "date", "status", "metadata"}
        assert item["date"] == "2026-03-14"
    assert content["groupedByDate"] == {"2026-03-14": content["items"]}
    assert content["itemsMode"] == mode
    documented = Calendar.model_validate(content).model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert names(documented) == names(content)
    assert content["counts"] == {"total": 7, **dict.fromkeys(FLAGS, 1)}
    assert (content["truncated"], content["nextCursor"]) == ({}, None)


def test_what_an_item_says(read: Read, ask: Ask, athlete: str, shared: Any) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    workout, race, test, event, check_in, wod, ad_hoc = read()["items"]
    assert (workout["title"], workout["description"], workout["status"]) == ("Running", "relaxed", "PLANNED")
    assert workout["metadata"] | {"programId": None} == {
        "workoutType": "RUNNING",
        "dayNumber": 6,
        "order": 1,
        "intensity": "EASY",
        "duration": 45,
        "distance": 8.5,
        "programId": None,
        "programName": "Spring",
        "phase": "BUILD",
        "weekNumber": 3,
        "segmentCount": 3,
        "isCompleted": False,
    }
    assert (race["title"], race["metadata"]["targetTime"]) == ("City run", "45:00")
    assert (race["metadata"]["targetPace"], race["metadata"]["actualTime"]) == ("4:30", None)
    assert (test["title"], test["status"], test["metadata"]["results"]) == (
        "Hr drift",
        "VALID",
        {"drift": 3.1},
    )
    assert event["endDate"] == "2026-03-14"
    assert event["metadata"]["createdBy"] == {"id": shared.people.coach, "name": "coach"}
    assert (check_in["title"], check_in["status"]) == ("Check-in", "PENDING")
    assert (check_in["metadata"]["fatigue"], check_in["metadata"]["hrv"]) == (7, 61.5)
    assert check_in["metadata"]["sleepQuality"] is None
    assert (wod["title"], wod["metadata"]["isCompleted"]) == ("Intervals", False)
    assert (ad_hoc["title"], ad_hoc["metadata"]["isCompleted"]) == ("Cycling", True)


def test_each_flag_leaves_out_its_source_and_no_other(read: Read, ask: Ask, athlete: str) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    for name, flag in FLAGS.items():
        content = read(**{flag: "false"})
        assert content["counts"] == {"total": 6, **dict.fromkeys(FLAGS, 1), name: 0}
        assert len(content["items"]) == 6
    nothing = read(**dict.fromkeys(FLAGS.values(), "false"))
    assert (nothing["items"], nothing["counts"]["total"], nothing["groupedByDate"]) == ([], 0, {})


def test_lists_that_are_not_asked_for_are_absent(read: Read, ask: Ask, athlete: str) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    by_day = read(includeItems="false")
    assert "items" not in by_day
    assert len(by_day["groupedByDate"]["2026-03-14"]) == 7
    listed = read(includeGroupedByDate="false")
    assert "groupedByDate" not in listed
    assert len(listed["items"]) == 7
    counted = read(includeItems="false", includeGroupedByDate="false", includeRaces="false")
    assert counted == {
        "dateRange": MARCH,
        "rangeClamped": False,
        "maxRangeDays": 120,
        "maxItemsPerSource": 150,
        "counts": {"total": 6, **dict.fromkeys(FLAGS, 1), "races": 0},
        "truncated": {},
        "nextCursor": None,
    }


def test_what_was_cancelled_abandoned_or_not_confirmed_is_not_shown(
    read: Read, ask: Ask, athlete: str
) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    ask("UPDATE races SET status = 'CANCELLED' WHERE client_id = %s", athlete)
    ask("UPDATE calendar_events SET status = 'CANCELLED' WHERE client_id = %s", athlete)
    ask("UPDATE generated_wods SET status = 'ABANDONED' WHERE client_id = %s", athlete)
    ask("UPDATE ad_hoc_workouts SET status = 'DRAFT' WHERE client_id = %s", athlete)
    ask("UPDATE field_tests SET valid = false WHERE client_id = %s", athlete)
    content = read()
    assert [item["type"] for item in content["items"]] == ["WORKOUT", "FIELD_TEST", "CHECK_IN"]
    assert content["items"][1]["status"] == "INVALID"
    assert content["counts"]["total"] == 3


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/Los_Angeles", "Pacific/Auckland"])
def test_f11_days_are_the_athletes_own_from_midnight_to_midnight(
    read: Read, ask: Ask, athlete: str, zone: str
) -> None:
    ask("UPDATE clients SET time_zone = %s WHERE id = %s", zone, athlete)
    for clock in ("2026-02-28 23:59:59", "2026-03-01 00:00", "2026-03-31 23:59:59.5", "2026-04-01 00:00"):
        ask(
            "INSERT INTO generated_wods (client_id, title, created_at)"
            " VALUES (%s, %s, %s::timestamp AT TIME ZONE %s)",
            athlete,
            clock,
            clock,
            zone,
        )
    workouts(ask, athlete, "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    content = read()
    assert [item["title"] for item in content["items"] if item["type"] == "WOD"] == [
        "2026-03-01 00:00",
        "2026-03-31 23:59:59.5",
    ]
    assert {day: len(items) for day, items in content["groupedByDate"].items()} == {
        "2026-03-01": 2,
        "2026-03-31": 2,
    }
    assert (content["counts"]["workouts"], content["counts"]["wods"]) == (2, 2)


@pytest.mark.parametrize("clock", ["23:30", "00:30", "01:30", "02:30"])
def test_f11_where_midnight_comes_twice_everything_is_on_its_own_day(
    read: Read, ask: Ask, athlete: str, clock: str
) -> None:
    """The Azores put their clocks back from 01:00 to 00:00: what was made before that was on no day."""
    ask("UPDATE clients SET time_zone = 'Atlantic/Azores' WHERE id = %s", athlete)
    first = "2026-10-24" if clock == "23:30" else "2026-10-25"
    ask(
        "INSERT INTO generated_wods (client_id, title, created_at) VALUES (%s, 'a', %s)",
        athlete,
        f"{first} {clock}Z",
    )
    found = [
        (day, len(content["items"]), content["counts"]["wods"])
        for day in ("2026-10-24", "2026-10-25", "2026-10-26")
        for content in (read(startDate=day, endDate=day),)
    ]
    assert found == [(day, int(day == first), int(day == first)) for day, *_ in found]


def test_f11_an_event_of_several_days_is_on_each_of_them_within_the_range(
    read: Read, ask: Ask, athlete: str
) -> None:
    event(ask, athlete, "2026-02-20", "2026-03-02", title="reaches in")
    event(ask, athlete, "2026-03-30", "2026-04-09", title="reaches out")
    event(ask, athlete, "2025-06-01", "2026-05-31", title="spans it")
    event(ask, athlete, "2026-02-01", "2026-02-28", title="is over")
    event(ask, athlete, "2026-04-01", "2026-04-02", title="comes later")
    content = read()
    titles = {item["title"]: item for item in content["items"]}
    assert list(titles) == ["spans it", "reaches in", "reaches out"]
    assert (titles["reaches in"]["date"], titles["reaches in"]["endDate"]) == ("2026-02-20", "2026-03-02")
    on = Counter(item["title"] for items in content["groupedByDate"].values() for item in items)
    assert on == {"reaches in": 2, "reaches out": 2, "spans it": 31}
    assert next(iter(content["groupedByDate"])) == "2026-03-01"
    assert list(content["groupedByDate"])[-1] == "2026-03-31"
    assert content["counts"]["calendarEvents"] == 3


def test_f11_counts_are_true_and_what_is_left_out_is_said(read: Read, ask: Ask, athlete: str) -> None:
    workouts(ask, athlete, *["2026-03-14"] * 5)
    event(ask, athlete, "2026-03-02", "2026-03-02")
    cut = read(maxItemsPerSource=3)
    assert len(cut["items"]) == 4
    assert cut["truncated"] == {"workouts": True}
    assert cut["nextCursor"]
    exact = read(maxItemsPerSource=5)
    assert (exact["truncated"], exact["nextCursor"]) == ({}, None)
    counted = read(maxItemsPerSource=3, includeItems="false", includeGroupedByDate="false")
    assert cut["counts"] == exact["counts"] == counted["counts"]
    assert (cut["counts"]["workouts"], counted["truncated"]) == (5, {})


@pytest.mark.parametrize(
    ("end", "last", "clamped"),
    [
        ("2026-06-29", "2026-06-29", False),
        ("2026-06-30", "2026-06-29", True),
        ("2026-12-31", "2026-06-29", True),
    ],
)
def test_the_range_is_cut_after_120_days_and_that_is_said(
    read: Read, ask: Ask, athlete: str, end: str, last: str, clamped: bool
) -> None:
    workouts(ask, athlete, "2026-03-01", "2026-06-29", "2026-06-30")
    content = read(endDate=end)
    assert content["dateRange"] == {"startDate": "2026-03-01", "endDate": last}
    assert (content["rangeClamped"], content["maxRangeDays"]) == (clamped, 120)
    assert content["counts"]["workouts"] == 2


def test_without_days_it_is_the_athletes_current_month(read: Read, ask: Ask) -> None:
    (now,) = ask("SELECT (now() AT TIME ZONE 'Europe/Stockholm')::date AS today")
    today: date = now["today"]
    days = read(startDate=None, endDate=None)["dateRange"]
    assert days["startDate"] == today.replace(day=1).isoformat()
    after = date.fromisoformat(days["endDate"]) + timedelta(days=1)
    assert (after.day, (after - today).days <= 31) == (1, True)
    assert read(startDate="2024-02-10", endDate=None)["dateRange"]["endDate"] == "2024-02-29"
    assert read(startDate=None, endDate="2024-02-10")["dateRange"]["startDate"] == "2024-02-01"


def test_a_timestamp_is_the_day_it_falls_on_where_the_athlete_is(read: Read) -> None:
    days = {"startDate": "2026-02-28T23:30:00Z", "endDate": "2026-03-31T21:59:59.999Z"}
    assert read(**days)["dateRange"] == MARCH


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_pages_have_everything_once_and_count_the_same(read: Read, ask: Ask, athlete: str, most: int) -> None:
    for day in ("2026-03-03", "2026-03-14", "2026-03-15", "2026-03-31"):
        one_of_each(ask, athlete, day)
    event(ask, athlete, "2026-02-01", "2026-03-03")
    event(ask, athlete, "2026-03-14", "2026-03-14", all_day=False, start_time="07:30")
    workouts(ask, athlete, *["2026-03-14"] * 4)
    whole = read()
    assert whole["nextCursor"] is None
    seen: list[str] = []
    answer, pages = read(maxItemsPerSource=most), 0
    while True:
        pages += 1
        assert pages < 20
        seen += [item["id"] for item in answer["items"]]
        assert answer["counts"] == whole["counts"]
        assert max(Counter(item["type"] for item in answer["items"]).values()) <= most
        assert (answer["nextCursor"] is None) == (answer["truncated"] == {})
        if answer["nextCursor"] is None:
            break
        days = {} if pages % 2 else {"startDate": None, "endDate": None}
        answer = read(maxItemsPerSource=most, cursor=answer["nextCursor"], **days)
    assert sorted(seen) == sorted(item["id"] for item in whole["items"])
    assert pages == -(-whole["counts"]["workouts"] // most)


def test_a_cursor_of_other_days_is_refused(shared: Any, read: Read, ask: Ask, athlete: str) -> None:
    workouts(ask, athlete, "2026-03-01", "2026-03-02")
    cursor = read(maxItemsPerSource=1)["nextCursor"]
    other = {"clientId": athlete, "startDate": "2026-03-02", "endDate": "2026-03-31", "cursor": cursor}
    answer = shared.api.get("/api/calendar/unified", params=other, headers=shared.as_coach)
    assert answer.status_code == 422
    assert answer.json()["details"][0]["field"] == "cursor"


def test_f1_f3_a_check_in_and_its_result_are_seen_at_once(
    shared: Any, read: Read, ask: Ask, athlete: str, today: str
) -> None:
    def post(**fields: Any) -> None:
        body = {"clientId": athlete, "date": today, **fields}
        answer = shared.api.post("/api/daily-metrics", json=body, headers=shared.as_coach)
        assert answer.status_code == 200

    month = {"startDate": today, "endDate": today}
    assert read(**month)["items"] == []
    post(mood=8, energyLevel=9)
    (pending,) = read(**month)["items"]
    assert (pending["type"], pending["status"], pending["date"]) == ("CHECK_IN", "PENDING", today)
    assert pending["metadata"]["readinessScore"] is None
    ask(
        "UPDATE daily_metrics SET assessed_revision = revision, readiness_score = 7.4,"
        " readiness_level = 'GOOD', recommended_action = 'PROCEED' WHERE client_id = %s",
        athlete,
    )
    (assessed,) = read(**month)["items"]
    assert (assessed["status"], assessed["metadata"]["readinessScore"]) == ("GOOD", 7.4)
    assert assessed["metadata"]["readinessDecision"] == "PROCEED"
    post(mood=2)
    (corrected,) = read(**month)["items"]
    assert (corrected["status"], corrected["metadata"]["readinessScore"]) == ("PENDING", None)
    assert corrected["metadata"]["mood"] == 2


def test_a_result_that_is_linked_is_shown_with_its_race(read: Read, ask: Ask, athlete: str) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    ask(
        "INSERT INTO race_results (client_id, race_id, race_date, distance, distance_m, time_minutes,"
        " time_formatted, avg_pace, vdot)"
        " SELECT client_id, id, date, '10K', 10000, 43.5, '43:30', 4.35, 47.2 FROM races"
        " WHERE client_id = %s",
        athlete,
    )
    race = next(item for item in read()["items"] if item["type"] == "RACE")
    shown = {name: race["metadata"][name] for name in ("isCompleted", "actualTime", "actualPace", "vdot")}
    assert shown == {"isCompleted": True, "actualTime": "43:30", "actualPace": "4:21", "vdot": 47.2}


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"clientId": "me"}, "clientId"),
        ({"clientId": None}, "clientId"),
        ({"startDate": "tomorrow"}, "startDate"),
        ({"startDate": "2026-02-30"}, "startDate"),
        ({"startDate": "0001-01-01"}, "startDate"),
        ({"endDate": "9999-12-31"}, "endDate"),
        ({"startDate": "2026-04-01"}, "startDate"),
        ({"maxItemsPerSource": "0"}, "maxItemsPerSource"),
        ({"maxItemsPerSource": "-5"}, "maxItemsPerSource"),
        ({"maxItemsPerSource": "1001"}, "maxItemsPerSource"),
        ({"maxItemsPerSource": "abc"}, "maxItemsPerSource"),
        ({"maxItemsPerSource": "NaN"}, "maxItemsPerSource"),
        ({"itemsMode": "tiny"}, "itemsMode"),
        ({"includeRaces": "perhaps"}, "includeRaces"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
    ],
)
def test_f9_what_makes_no_sense_is_refused_by_name(
    shared: Any, parameters: dict[str, str | None], field: str
) -> None:
    wanted = {"clientId": shared.people.client, **MARCH, **parameters}
    given = {name: value for name, value in wanted.items() if value is not None}
    answer = shared.api.get("/api/calendar/unified", params=given, headers=shared.as_coach)
    assert answer.status_code == 422, answer.text
    (detail,) = answer.json()["details"]
    assert detail["field"] == field
    assert detail["rule"] != "something else"


def test_who_may_see_it(api: httpx.Client, people: Any, bearer: Bearer, connection: Any) -> None:
    def status(who: str, client: str = people.client) -> tuple[int, str | None]:
        parameters = {"clientId": client, **MARCH}
        answer = api.get("/api/calendar/unified", params=parameters, headers=bearer(who))
        return answer.status_code, answer.json().get("error")

    seen, forbidden = (200, None), (403, "Forbidden")
    assert [status(who) for who in (people.admin, people.coach, people.athlete)] == [seen] * 3
    assert [status(who) for who in (people.other_coach, people.physio)] == [forbidden] * 2
    assert [status(who, people.foreign_client) for who in (people.coach, people.athlete)] == [forbidden] * 2
    nobody = str(uuid4())
    assert status(people.coach, nobody) == forbidden
    assert status(people.admin, nobody) == (404, "Client not found")
    assert status(nobody) == (404, "User not found")
    assert api.get("/api/calendar/unified", params={"clientId": people.client}).status_code == 401
    connection.execute(
        "INSERT INTO physio_assignments (physio_user_id, client_id) VALUES (%s, %s)",
        [people.physio, people.client],
    )
    assert status(people.physio) == seen


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    found: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: bytes, *args: Any, **kwargs: Any) -> Any:
        found.append(query.decode())
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    return found


def test_it_is_one_statement_whatever_is_there(
    read: Read, ask: Ask, athlete: str, statements: list[str]
) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    workouts(ask, athlete, *["2026-03-14"] * 30)
    for parameters in ({}, {"itemsMode": "light"}, {"maxItemsPerSource": 2}, {"includeRaces": "false"}):
        statements.clear()
        read(**parameters)
        assert len(statements) == 1


def test_it_shows_nothing_of_another_athlete(read: Read, ask: Ask, athlete: str, shared: Any) -> None:
    one_of_each(ask, athlete, "2026-03-14")
    one_of_each(ask, shared.people.client, "2026-03-15")
    assert {item["date"] for item in read()["items"]} == {"2026-03-14"}
    assert {item["date"] for item in read(clientId=shared.people.client)["items"]} == {"2026-03-15"}


def test_f14_the_indexes_that_the_sources_are_read_by(ask: Ask) -> None:
    found = ask("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%%(client_id, %%'")
    indexes = {
        re.sub(r".* ON public\.(\w+) USING btree \((.*?)\).*", r"\1: \2", row["indexdef"]) for row in found
    }
    assert indexes >= {
        "workouts: client_id, date",
        "races: client_id, date",
        "field_tests: client_id, date",
        "calendar_events: client_id, start_date, end_date",
        "daily_metrics: client_id, date",
        "generated_wods: client_id, created_at",
        "ad_hoc_workouts: client_id, date",
    }
