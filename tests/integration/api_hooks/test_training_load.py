"""Activities and training load over HTTP: stored, owed, computed, shown; and refused where they should be."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from domain.load_wording import LOAD_NOTE
from ops.valkey import EmbeddedValkey
from tasks.training_loads import recompute
from tasks.work import Work

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]
Record = Callable[..., httpx.Response]


@pytest.fixture
def record(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Record:
    """Record a rated run of an hour, after midnight of some days ago by the athlete's clock, as the coach."""

    def send(ago: int = 0, *, headers: dict[str, str] = as_coach, **fields: Any) -> httpx.Response:
        day = datetime.now(ZoneInfo("Europe/Stockholm")).date() - timedelta(days=ago)
        usual = {"clientId": people.client, "type": "Run", "durationSeconds": 3600, "rpe": 5}
        body = usual | {"startedAt": f"{day}T00:00:00"} | fields
        return api.post("/api/activities", json=body, headers=headers)

    return send


@pytest.fixture
def compute(database_url: str, people: Any) -> Callable[[], None]:
    """What the lane does."""

    def run() -> None:
        with psycopg.connect(database_url, row_factory=dict_row) as connection:
            recompute(connection, [Work(people.client, b"", 1, 1)])
            connection.execute("UPDATE owed_work SET done_revision = revision")

    return run


@pytest.fixture
def read(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Callable[..., dict[str, Any]]:
    def get(**parameters: Any) -> dict[str, Any]:
        answer = api.get(
            "/api/training-load", params={"clientId": people.client, **parameters}, headers=as_coach
        )
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    return get


def test_a_recorded_session_is_acknowledged_with_a_receipt(
    record: Record, api: httpx.Client, people: Any, as_coach: dict[str, str]
) -> None:
    answer = record(type="trail_running", source="GARMIN", externalId="7", averageHR=150)
    assert answer.status_code == 202
    content = answer.json()
    activity = content["activity"]
    assert (activity["type"], activity["sourceType"], activity["rpe"]) == ("RUNNING", "trail_running", 5)
    receipt = content["receipt"]
    assert (receipt["lane"], receipt["key"], receipt["revision"]) == ("training-loads", people.client, 1)
    assert api.get(receipt["url"], headers=as_coach).json()["state"] == "waiting"


def test_the_same_again_starts_nothing(record: Record, ask: Ask) -> None:
    first, again = record(), record()
    assert again.status_code == 202
    assert again.json() == first.json()
    assert ask("SELECT revision FROM owed_work") == [{"revision": 1}]


def test_a_local_time_is_the_athletes(record: Record, ask: Ask) -> None:
    ask("UPDATE clients SET time_zone = 'Pacific/Auckland'")
    day = datetime.now(UTC).date() - timedelta(days=3)
    local = record(startedAt=f"{day}T00:30:00").json()["activity"]
    assert local["day"] == str(day)
    assert local["startedAt"].startswith(str(day - timedelta(days=1)))
    instant = record(startedAt=f"{day}T23:00:00Z").json()["activity"]
    assert instant["day"] == str(day + timedelta(days=1))


def test_from_recording_to_reading(
    record: Record, compute: Callable[[], None], read: Callable[..., dict[str, Any]]
) -> None:
    assert read()["days"] == []
    for ago in range(30):
        record(ago)
    assert read()["pending"] is True
    compute()
    content = read()
    assert (content["pending"], content["minimumHistoryDays"], content["note"]) == (False, 28, LOAD_NOTE)
    assert len(content["days"]) == 28
    newest = content["days"][0]
    assert newest["date"] == content["to"]
    assert (newest["acwr"], newest["zone"], newest["withheld"]) == (1.0, "OPTIMAL", None)
    assert (newest["acute"], newest["chronic"], newest["dailyLoad"]) == (300, 300, 300)
    assert newest["reading"] == "Load about as usual"


def test_before_there_is_enough_history_the_reason_is_shown(
    record: Record, compute: Callable[[], None], read: Callable[..., dict[str, Any]]
) -> None:
    record(3)
    compute()
    (today, *_) = read()["days"]
    assert (today["acwr"], today["zone"], today["withheld"]) == (None, None, "HISTORY_TOO_SHORT")
    assert today["reading"].startswith("Not enough data")
    assert today["chronic"] > today["acute"] > 0


def test_removing_is_acknowledged_and_counts(
    record: Record,
    api: httpx.Client,
    as_coach: dict[str, str],
    compute: Callable[[], None],
    read: Callable[..., dict[str, Any]],
) -> None:
    kept, removed = record(3).json(), record(1).json()
    compute()
    url = f"/api/activities/{removed['activity']['id']}"
    answer = api.delete(url, headers=as_coach)
    assert answer.status_code == 202
    assert answer.json()["activity"] == removed["activity"]
    assert answer.json()["receipt"]["revision"] == 3
    compute()
    assert [day["sessions"] for day in read()["days"]] == [0, 0, 0, 1]
    again = api.delete(url, headers=as_coach)
    assert (again.status_code, again.json()) == (404, {"error": "Activity not found"})
    assert kept["activity"]["id"] != removed["activity"]["id"]


def test_the_days_that_are_asked_for(
    record: Record, compute: Callable[[], None], read: Callable[..., dict[str, Any]]
) -> None:
    record(40)
    compute()
    today = date.fromisoformat(read()["to"])
    first, last = today - timedelta(days=20), today - timedelta(days=10)
    content = read(**{"from": str(first), "to": str(last)})
    assert (content["from"], content["to"], len(content["days"])) == (str(first), str(last), 11)
    assert content["days"][0]["date"] == str(last)
    assert read(**{"from": "2001-01-01"})["from"] == str(today - timedelta(days=365))
    assert read(to=str(last))["from"] == str(last - timedelta(days=27))
    assert read(**{"from": "2999-01-01"})["days"] == []


@pytest.mark.parametrize(
    ("parameters", "field", "rule"),
    [
        ({"clientId": "me"}, "clientId", "a UUID"),
        ({"from": "yesterday"}, "from", "a date (YYYY-MM-DD)"),
        ({"to": "20260314"}, "to", "a date (YYYY-MM-DD)"),
        ({"to": "2026-02-30"}, "to", "a date (YYYY-MM-DD)"),
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
    answer = api.get("/api/training-load", params=wanted, headers=as_coach)
    assert answer.status_code == 422
    (detail,) = answer.json()["details"]
    assert (detail["field"], detail["value"], detail["rule"]) == (field, parameters[field], rule)


@pytest.fixture
def _nothing_is_stored(ask: Ask) -> Iterator[None]:
    yield
    assert ask("SELECT * FROM activities") == []
    assert ask("SELECT * FROM owed_work") == []


@pytest.mark.usefixtures("_nothing_is_stored")
@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        (b"", 400, []),
        (b"[]", 400, []),
        (b"\xff", 400, []),
        (b"[" * 20 + b"]" * 20, 400, []),
        (b"{}", 422, ["clientId", "type", "startedAt", "durationSeconds"]),
        (b'{"rpe": 11, "rpe": 11}', 422, ["rpe"]),
        (b'{"type": "a\\u0000b"}', 422, ["type"]),
        (b'{"distanceM": NaN}', 422, ["distanceM"]),
        (b"{" + b" " * 70_000 + b"}", 413, []),
    ],
)
def test_what_is_no_activity_is_refused(
    api: httpx.Client, as_coach: dict[str, str], body: bytes, status: int, fields: list[str]
) -> None:
    answer = api.post("/api/activities", content=body, headers=as_coach)
    assert answer.status_code == status
    content = answer.json()
    assert content["error"]
    assert {detail["field"] for detail in content.get("details", [])} == set(fields)


@pytest.mark.usefixtures("_nothing_is_stored")
def test_one_bad_field_stores_nothing(record: Record) -> None:
    answer = record(rpe=11)
    assert answer.json()["error"] == "rpe must be a number from 0 to 10"
    assert answer.json()["details"] == [{"field": "rpe", "value": 11, "rule": "a number from 0 to 10"}]


def test_an_id_that_is_none(api: httpx.Client, as_coach: dict[str, str]) -> None:
    answer = api.delete("/api/activities/seven", headers=as_coach)
    assert answer.status_code == 422
    assert answer.json()["details"] == [{"field": "id", "value": "seven", "rule": "a UUID"}]


@pytest.fixture
def attempt(api: httpx.Client, record: Record, ask: Ask) -> Callable[..., list[httpx.Response]]:
    """Try to record, to read, and to remove an activity of an athlete."""

    def attempt(client: str, headers: dict[str, str]) -> list[httpx.Response]:
        there = ask(
            "INSERT INTO activities"
            " (client_id, source, external_id, type, source_type, started_at, day, duration_seconds)"
            " SELECT id, 'STRAVA', gen_random_uuid()::text, 'RUNNING', 'Run', now(), current_date, 60"
            " FROM clients WHERE id = %s RETURNING id",
            UUID(client),
        )
        activity = there[0]["id"] if there else uuid4()
        return [
            record(clientId=client, headers=headers),
            api.get("/api/training-load", params={"clientId": client}, headers=headers),
            api.delete(f"/api/activities/{activity}", headers=headers),
        ]

    return attempt


Attempt = Callable[[str, dict[str, str]], list[httpx.Response]]


@pytest.mark.parametrize("who", ["admin", "coach", "athlete"])
def test_those_may_who_should(attempt: Attempt, people: Any, bearer: Bearer, who: str) -> None:
    answers = attempt(people.client, bearer(getattr(people, who)))
    assert [answer.status_code for answer in answers] == [202, 200, 202]


@pytest.mark.parametrize("who", ["coach", "athlete", "physio"])
def test_a_foreign_and_an_unknown_athlete_are_refused_alike(
    attempt: Attempt, people: Any, bearer: Bearer, who: str, ask: Ask
) -> None:
    headers = bearer(getattr(people, who))
    foreign, unknown = attempt(people.foreign_client, headers), attempt(str(uuid4()), headers)
    assert [answer.status_code for answer in foreign] == [403, 403, 404]
    assert [answer.text for answer in foreign] == [answer.text for answer in unknown]
    assert len(ask("SELECT * FROM activities WHERE deleted_at IS NULL")) == 1
    assert ask("SELECT * FROM owed_work") == []


def test_an_admin_is_told_that_an_athlete_is_unknown(attempt: Attempt, people: Any, bearer: Bearer) -> None:
    answers = attempt(str(uuid4()), bearer(people.admin))
    assert [answer.json()["error"] for answer in answers] == [
        "Client not found",
        "Client not found",
        "Activity not found",
    ]


def test_without_an_account_or_a_token(attempt: Attempt, people: Any, bearer: Bearer) -> None:
    nobody = attempt(people.client, bearer("nobody@example.org"))
    assert [answer.json() for answer in nobody] == [{"error": "User not found"}] * 3
    assert [answer.status_code for answer in attempt(people.client, {})] == [401, 401, 401]


def test_a_cookie_is_good_for_our_own_pages_only(
    attempt: Attempt, people: Any, bearer: Bearer, settings: Any
) -> None:
    token = bearer(people.coach)["authorization"].removeprefix("Bearer ")
    cookie = {"cookie": f"{settings.session_cookie_name}={token}"}
    answers = attempt(people.client, cookie | {"origin": "https://evil.example"})
    assert [answer.status_code for answer in answers] == [403, 200, 403]
    assert [answer.status_code for answer in attempt(people.client, cookie)] == [202, 200, 202]


def test_without_redis_it_is_acknowledged_and_owed(
    record: Record, valkey_server: EmbeddedValkey, ask: Ask
) -> None:
    valkey_server.kill()
    assert record().status_code == 202
    assert ask("SELECT lane, revision, done_revision FROM owed_work") == [
        {"lane": "training-loads", "revision": 1, "done_revision": 0}
    ]


def test_each_call_is_one_statement(
    record: Record, read: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[bytes] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: bytes, *args: Any, **kwargs: Any) -> Any:
        statements.append(query)
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    record()
    read()
    assert len(statements) == 2
