"""Everything that is not a check-in is refused in one form, names what is wrong, and stores nothing."""

import json
import socket
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Ask = Callable[..., list[dict[str, Any]]]
PostRaw = Callable[..., httpx.Response]


@pytest.fixture
def api(shared: Any) -> httpx.Client:
    client: httpx.Client = shared.api
    return client


@pytest.fixture
def people(shared: Any) -> Any:
    return shared.people


@pytest.fixture
def as_coach(shared: Any) -> dict[str, str]:
    headers: dict[str, str] = shared.as_coach
    return headers


@pytest.fixture
def ask(shared: Any) -> Ask:
    run: Ask = shared.ask
    return run


@pytest.fixture
def post_raw(api: httpx.Client, as_coach: dict[str, str]) -> PostRaw:
    def send(content: bytes | str | Iterator[bytes], **headers: str) -> httpx.Response:
        return api.post("/api/daily-metrics", content=content, headers={**as_coach, **headers})

    return send


@pytest.fixture(autouse=True)
def _nothing_is_stored(ask: Ask, api: httpx.Client) -> Iterator[None]:
    yield
    assert ask("SELECT * FROM daily_metrics") == []
    assert ask("SELECT * FROM owed_work") == []
    assert api.get("/healthz").status_code == 200


def refusal(answer: httpx.Response, status: int) -> list[str]:
    """Check the form; the fields that are at fault."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    content = answer.json()
    assert isinstance(content["error"], str)
    for detail in content.get("details", []):
        assert set(detail) == {"field", "value", "rule"}
    return [detail["field"] for detail in content.get("details", [])]


def body(client: str, today: str, more: str) -> str:
    return f'{{"clientId": "{client}", "date": "{today}", {more}}}'


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"injuryPain": 99}, ["injuryPain"]),
        ({"mood": 0}, ["mood"]),
        ({"mood": 7.5}, ["mood"]),
        ({"mood": "7"}, ["mood"]),
        ({"mood": True}, ["mood"]),
        ({"hrvRMSSD": "62"}, ["hrvRMSSD"]),
        ({"restingHR": 0}, ["restingHR"]),
        ({"hrvQuality": "good"}, ["hrvQuality"]),
        ({"notes": 7}, ["notes"]),
        ({"notes": "x" * 501}, ["notes"]),
        ({"notes": "a\0b"}, ["notes"]),
        ({"rehabExercisesDone": 1}, ["rehabExercisesDone"]),
        ({"injuryDetails": {"bodyPart": "KNEE", "side": "UP"}}, ["injuryDetails.side"]),
        ({"injuryDetails": "knee"}, ["injuryDetails"]),
        ({"keywordAnalysis": {"matches": "knee"}}, ["keywordAnalysis.matches"]),
        ({"mood": 11, "stress": None, "sleepHours": 25}, ["mood", "sleepHours"]),
    ],
)
def test_a_field_that_is_not_right_is_named(post: Post, fields: dict[str, Any], names: list[str]) -> None:
    assert sorted(refusal(post(**fields), 422)) == names


def test_the_refusal_says_value_and_rule(post: Post) -> None:
    answer = post(mood=11)
    assert answer.json() == {
        "error": "mood must be a whole number from 1 to 10",
        "details": [{"field": "mood", "value": 11, "rule": "a whole number from 1 to 10"}],
    }


def test_a_long_value_is_not_sent_back_whole(post: Post) -> None:
    (detail,) = post(notes="x" * 5_000).json()["details"]
    assert len(detail["value"]) == 101


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_named(post_raw: PostRaw, people: Any, today: str, constant: str) -> None:
    answer = post_raw(body(people.client, today, f'"hrvRMSSD": {constant}'))
    assert refusal(answer, 422) == ["hrvRMSSD"]


def test_a_name_given_twice_is_named(post_raw: PostRaw, people: Any, today: str) -> None:
    answer = post_raw(body(people.client, today, '"injuryPain": 1, "injuryPain": 9'))
    assert refusal(answer, 422) == ["injuryPain"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"mood=5",
        b"[1, 2]",
        b"null",
        b'"text"',
        b"{\xff}",
        b"[" * 60_000,
        b"\x1f\x8b\x08" + b"\0" * 99,
    ],
)
def test_what_is_no_json_object_is_malformed(post_raw: PostRaw, content: bytes) -> None:
    assert refusal(post_raw(content), 400) == []


@pytest.mark.parametrize("missing", ["clientId", "date"])
def test_what_every_check_in_needs_is_asked_for(
    post_raw: PostRaw, people: Any, today: str, missing: str
) -> None:
    content = {"clientId": people.client, "date": today, "mood": 5}
    del content[missing]
    assert refusal(post_raw(json.dumps(content)), 422) == [missing]
    assert refusal(post_raw(json.dumps({"mood": 5})), 422) == ["clientId", "date"]


@pytest.mark.parametrize(
    "written",
    ["tomorrow", "2026-02-30", "2026-13-01", "14.03.2026", 20260314, None, "NaN", "2026-03-14T99:00"],
)
def test_what_is_no_date_is_named(post: Post, written: Any) -> None:
    assert refusal(post(date=written, mood=5), 422) == ["date"]


@pytest.mark.parametrize("days", [2, 365, 36_500, -367, -20_000])
def test_a_date_far_away_is_named(post: Post, days: int) -> None:
    moment = datetime.now(UTC) + timedelta(days=days)
    assert refusal(post(date=moment.date().isoformat(), mood=5), 422) == ["date"]
    assert refusal(post(date=moment.isoformat(), mood=5), 422) == ["date"]


@pytest.mark.parametrize("client", ["1", "undefined", None, 7, {"id": 1}, "7c9e6679-7425-40de-944b"])
def test_what_is_no_athletes_id_is_named(post: Post, client: Any) -> None:
    assert refusal(post(clientId=client, mood=5), 422) == ["clientId"]


def test_a_body_just_over_the_limit_is_too_large(post_raw: PostRaw, people: Any, today: str) -> None:
    padded = body(people.client, today, '"unknown": "' + "x" * 64 * 1024 + '"')
    assert refusal(post_raw(padded), 413) == []


def test_ten_megabytes_are_too_large(post_raw: PostRaw) -> None:
    assert refusal(post_raw(b'{"notes": "' + b"x" * 10_000_000 + b'"}'), 413) == []


def test_ten_megabytes_that_nobody_announced_are_too_large(post_raw: PostRaw) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(160):
            yield b"x" * 65_536

    assert refusal(post_raw(chunks()), 413) == []


def test_an_announced_flood_is_refused_before_it_comes(api: httpx.Client, as_coach: dict[str, str]) -> None:
    host, port = str(api.base_url.host), api.base_url.port
    assert port is not None
    head = (
        "POST /api/daily-metrics HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n"
        f"authorization: {as_coach['authorization']}\r\ncontent-length: 10000000\r\n\r\n"
    )
    with socket.create_connection((host, port), timeout=5) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_hangs_up_in_the_middle_does_no_harm(
    api: httpx.Client, as_coach: dict[str, str]
) -> None:
    port = urlsplit(str(api.base_url)).port
    assert port is not None
    head = (
        "POST /api/daily-metrics HTTP/1.1\r\nhost: localhost\r\n"
        f"authorization: {as_coach['authorization']}\r\ncontent-length: 100\r\n\r\n{{"
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    connection.sendall(head.encode())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    assert api.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/daily-metrics/", 404),
        ("GET", "/api/receipts", 404),
        ("DELETE", "/api/daily-metrics", 405),
        ("PUT", "/api/daily-metrics", 405),
        ("POST", "/healthz", 405),
    ],
)
def test_what_is_not_there_is_refused_in_the_same_form(
    api: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = api.request(method, path)
    assert refusal(answer, status) == []
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["clientId"]),
        ("clientId=1", ["clientId"]),
        ("clientId={client}&days=soon", ["days"]),
        ("clientId={client}&days=7.5", ["days"]),
        ("clientId={client}&days=NaN", ["days"]),
        ("clientId={client}&days=", ["days"]),
        ("clientId={client}&days=" + "9" * 5_000, ["days"]),
        ("clientId=%00&days=x", ["clientId", "days"]),
    ],
)
def test_a_parameter_that_is_not_right_is_named(
    api: httpx.Client, as_coach: dict[str, str], people: Any, query: str, names: list[str]
) -> None:
    answer = api.get("/api/daily-metrics?" + query.format(client=people.client), headers=as_coach)
    assert refusal(answer, 422) == names
