"""Every door of the route table, asked by everybody: who may is a table of docs/security.md.

A door that is added is asked as well, without a word in this file: what is not said of it in the page, or is
not so, fails.
"""

import re
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from api_hooks.application import create_app
from api_hooks.body_guard import MOST_BYTES
from api_hooks.security_headers import HEADERS
from runtime import shared_limit
from runtime.settings import Settings
from runtime.tokens import mint
from tests.doors import PUBLIC, ROLES, Door, World, doors_of, knock

pytestmark = pytest.mark.integration

PAGE = Path(__file__).parents[3] / "docs" / "security.md"

DOORS = doors_of(create_app(Settings()))
CLOSED = [door for door in DOORS if not door.is_public]
CHANGES = [door for door in CLOSED if door.is_change]
#: What the product that the contract is from believed in, and what others believe in (7.C1, 7.C2).
CLAIMS = {
    "x-auth-user-email": "admin@example.org",
    "x-user-email": "admin@example.org",
    "x-forwarded-user": "admin@example.org",
    "x-load-test-secret": "local-k6-bypass-secret",
    "x-internal-job-secret": "",
    "x-cron-secret": "",
    "host": "localhost",
    "x-forwarded-for": "127.0.0.1",
}


def named(doors: list[Door]) -> Any:
    return pytest.mark.parametrize("door", [pytest.param(door, id=str(door)) for door in doors])


@dataclass(frozen=True)
class House:
    """The app with a world behind it."""

    api: httpx.Client
    world: World
    settings: Settings

    def as_a(self, role: str) -> dict[str, str]:
        """Headers that speak for somebody of that role."""
        if role == "nobody":
            return {}
        return {"authorization": f"Bearer {mint(self.settings, str(self.world.users[role]))}"}

    def ask(self, door: Door, role: str, **headers: str) -> httpx.Response:
        return knock(self.api, self.world.request(door), {**self.as_a(role), **headers})


Serve = Callable[[Settings], Any]


@pytest.fixture(scope="module")
def stage(fresh_settings: Callable[[], Any]) -> Iterator[tuple[Settings, World]]:
    """A world in a database of this module's, and the settings of an app for it."""
    with fresh_settings() as settings:
        url = settings.require_database_url()
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            yield settings, World(connection)


@pytest.fixture(scope="module")
def house(stage: tuple[Settings, World], serve: Serve) -> Iterator[House]:
    settings, world = stage
    with serve(settings) as api:
        yield House(api, world, settings)


@pytest.fixture(scope="module")
def seen(house: House) -> dict[str, dict[str, str]]:
    """Door -> role -> what became of it, in the words of the page; one look at all of them."""
    return {str(door): {role: _verdict(house, door, role) for role in ROLES} for door in CLOSED}


def _verdict(house: House, door: Door, role: str) -> str:
    asked = house.world.request(door)
    before = house.world.fingerprint() if door.is_change else ""
    answer = knock(house.api, asked, house.as_a(role))
    assert answer.status_code not in {500, 503}, f"{door} fails for {role}"
    if answer.status_code not in {401, 403, 404}:
        return "yes" if door.names_somebody else "own"
    assert not door.is_change or house.world.fingerprint() == before, f"{door}: refused, and done"
    assert World.MARK not in answer.text, f"{door} tells {role} something with its refusal"
    return "401" if answer.status_code == 401 else "no"


def test_the_table_of_the_page_is_what_the_doors_do(seen: dict[str, dict[str, str]]) -> None:
    made = [
        f"| `{door}` | {' | '.join(verdicts[role] for role in ROLES)} |" for door, verdicts in seen.items()
    ]
    text = PAGE.read_text(encoding="utf-8")
    written = text.partition("<!-- doors -->")[2].partition("<!-- end of doors -->")[0].split("\n")
    rows = [line for line in written if line.startswith("| `")]
    missing = "\n".join(line for line in made if line not in rows)
    too_many = "\n".join(line for line in rows if line not in made)
    assert rows == made, f"docs/security.md does not say so; put in:\n{missing}\nand take out:\n{too_many}"


@named(CLOSED)
def test_nobody_is_let_in_where_it_is_not_said_why(seen: dict[str, dict[str, str]], door: Door) -> None:
    assert seen[str(door)]["nobody"] == "401", (
        f"{door} lets anybody in: have it call `authenticator.identify`,"
        " or say in PUBLIC of tests/doors.py why anybody may"
    )


def test_what_is_public_is_there_and_short() -> None:
    assert set(PUBLIC) <= {str(door) for door in DOORS}
    text = PAGE.read_text(encoding="utf-8")
    assert [door for door, reason in PUBLIC.items() if f"| `{door}` | {reason} |" not in text] == []


@named([door for door in CLOSED if door.names_somebody])
def test_strangers_are_refused(seen: dict[str, dict[str, str]], door: Door) -> None:
    """A coach of other athletes, and another athlete; and whoever may is not refused by mistake."""
    verdicts = seen[str(door)]
    assert {verdicts["another athlete"], verdicts["another coach"]} == {"no"}, door
    assert "yes" in verdicts.values(), f"{door}: tests/doors.py does not ask it right"


@named([door for door in CLOSED if "{id}" in door.path])
def test_what_there_is_not_is_not_found_by_who_may_see_everything(house: House, door: Door) -> None:
    """An ADMIN was answered 200, with a workout or a case in which everything was null."""
    asked = house.world.request(door)
    asked["url"] = re.sub(r"\{\w+\}", lambda _: str(uuid.uuid4()), door.path)
    answer = knock(house.api, asked, house.as_a("admin"))
    assert answer.status_code == 404
    assert answer.json()["error"].endswith(("not found", "not found or unauthorized"))


@named([door for door in CLOSED if not door.names_somebody])
def test_what_is_about_the_caller_tells_strangers_nothing(house: House, door: Door) -> None:
    for kind in ("alert", "notification", "channel", "conversation"):
        getattr(house.world, kind)()
    for role in ("another athlete", "another coach"):
        assert World.MARK not in house.ask(door, role).text


@named(CLOSED)
def test_c1_c2_headers_that_claim_somebody_are_nothing(house: House, door: Door) -> None:
    """Nor does it matter from where, or to which host: there is no bypass unless it is set up."""
    assert house.ask(door, "nobody", **CLAIMS).status_code == 401
    if door.names_somebody:
        assert house.ask(door, "another athlete", **CLAIMS).status_code in {403, 404}


@named(CHANGES)
def test_a_foreign_page_changes_nothing_whoever_looks_at_it(house: House, door: Door) -> None:
    token = house.as_a("admin")["authorization"].partition(" ")[2]
    cookie = {"cookie": f"{house.settings.session_cookie_name}={token}"}
    asked = house.world.request(door)
    before = house.world.fingerprint()
    for speaker in (house.as_a("admin"), cookie, {}):
        for header, said in (("origin", "Invalid origin"), ("referer", "Invalid referer")):
            for url in ("https://evil.example", "null"):
                answer = knock(house.api, asked, {**speaker, header: url})
                assert (answer.status_code, answer.json()) == (403, {"error": said})
    assert house.world.fingerprint() == before


@named(DOORS)
def test_every_answer_carries_its_headers(house: House, door: Door) -> None:
    for role in ("nobody", "admin"):
        answer = house.ask(door, role)
        missing = {name.decode() for name, _ in HEADERS} - set(answer.headers)
        assert not missing
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
        is_a_file = door.path.startswith(("/pages/", "/static-offline-docs/"))
        assert is_a_file or answer.headers["cache-control"].startswith("no-store")


@named(CHANGES)
def test_no_door_takes_a_body_without_end(house: House, door: Door) -> None:
    port = house.api.base_url.port
    assert port is not None
    head = (
        f"{door.method} {house.world.request(door)['url']} HTTP/1.1\r\nhost: localhost\r\n"
        f"content-length: {MOST_BYTES + 1}\r\nauthorization: {house.as_a('admin')['authorization']}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_does_not_come_is_not_waited_for(stage: tuple[Settings, World], serve: Serve) -> None:
    settings, world = stage
    with serve(settings.model_copy(update={"body_timeout_seconds": 0.2})) as api:
        house = House(api, world, settings)
        head = (
            "POST /api/daily-metrics HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n"
            f"authorization: {house.as_a('coach')['authorization']}\r\n\r\n{{"
        )
        port = api.base_url.port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(head.encode())
            said = b"".join(iter(lambda: connection.recv(65_536), b""))  # up to the end of the connection
        assert said.startswith(b"HTTP/1.1 408 ")
        assert b'{"error":"The body was not there within 0.2 s"}' in said
        assert api.get("/healthz").status_code == 200


def test_a_runaway_client_is_stopped_at_every_door_and_others_are_not(
    stage: tuple[Settings, World], serve: Serve, stopped_clock: Callable[[ModuleType], None]
) -> None:
    """4.0 of the contract: 429, and how to go on."""
    stopped_clock(shared_limit)
    settings, world = stage
    with serve(settings.model_copy(update={"writes_per_minute": 2, "redis_prefix": "runaway"})) as api:
        house = House(api, world, settings)
        for door in CHANGES:
            answer = house.ask(door, "admin")
        before = world.fingerprint()
        for door in CHANGES:
            asked = world.request(door)
            before = world.fingerprint()
            answer = knock(api, asked, house.as_a("admin"))
            assert answer.status_code == 429, door
            content = answer.json()
            seconds = content["retryAfter"]
            assert content == {
                "error": "RATE_LIMIT_EXCEEDED",
                "message": f"More than 2 requests in a minute; try again in {seconds} s",
                "retryAfter": seconds,
            }
            assert 0 < seconds <= 60
            assert answer.headers["retry-after"] == str(seconds)
            assert answer.headers["x-ratelimit-limit"] == "2"
            assert answer.headers["x-ratelimit-remaining"] == "0"
            assert int(answer.headers["x-ratelimit-reset"]) % 60 == 0
            assert world.fingerprint() == before
        reads = [door for door in CLOSED if not door.is_change]
        assert 429 not in {house.ask(door, "admin").status_code for door in reads}
        others = next(door for door in CHANGES if str(door) == "PUT /api/notification-preferences")
        assert house.ask(others, "coach").is_success
