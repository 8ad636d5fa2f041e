"""The doors of providers: an event that was acknowledged is stored, and whoever has no key finds no door."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import STRAVA
from coalescing.outcomes import EntryState
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from tests.integration.api_hooks.conftest import _ask, _serve, _settings
from tests.provider_events import DOOR_SECRET, VERIFY_TOKEN
from tests.strava_server.events import make_event, subscribe

pytestmark = pytest.mark.integration

DOOR = f"/api/integrations/strava/webhook/{DOOR_SECRET}"
SUBSCRIPTION = 120_475
RECEIVED = b'{"received":true}'

Ask = Callable[..., list[dict[str, Any]]]


def with_doors(settings: Settings) -> Settings:
    doors = {
        "strava_webhook_secret": DOOR_SECRET,
        "strava_verify_token": VERIFY_TOKEN,
        "strava_subscription_id": SUBSCRIPTION,
        "garmin_webhook_secret": f"garmins-{DOOR_SECRET}",
    }
    return settings.model_copy(update={name: _secret(value) for name, value in doors.items()})


def _secret(value: Any) -> Any:
    return SecretStr(value) if isinstance(value, str) else value


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_doors(settings)


@pytest.fixture(scope="module")
def closed(
    postgres_server: EmbeddedPostgres, valkey_server: EmbeddedValkey, template_database: str
) -> Iterator[httpx.Client]:
    """One app for all tests in which nothing is taken in; at the end nothing has been."""
    name = f"test_closed_{uuid.uuid4().hex}"
    _ask(postgres_server.url, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    url = f"{postgres_server.url.rpartition('/')[0]}/{name}"
    with _serve(with_doors(_settings(url, valkey_server.url, name))) as client:
        yield client
    assert _ask(url, "SELECT * FROM provider_events") == []
    _ask(postgres_server.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def events(ask: Ask) -> Callable[[], list[dict[str, Any]]]:
    return lambda: ask("SELECT * FROM provider_events ORDER BY id")


def event(object_id: int = 7, **more: Any) -> dict[str, Any]:
    return make_event(SUBSCRIPTION, 134_815, object_id, **more)


def test_g1_what_is_acknowledged_is_stored_and_owed(api: httpx.Client, events: Any, ask: Ask) -> None:
    answer = api.post(DOOR, json=event(event_time=1_773_500_000))
    assert (answer.status_code, answer.content) == (200, RECEIVED)
    (stored,) = events()
    assert (stored["provider"], stored["key"], stored["owner"]) == ("strava", "strava:activity:7", "134815")
    assert stored["event_at"].timestamp() == 1_773_500_000
    assert stored["outcome"] is None
    (owed,) = ask("SELECT lane, key, revision, done_revision FROM owed_work")
    assert owed == {"lane": "strava", "key": "strava:activity:7", "revision": 1, "done_revision": 0}


def test_the_same_event_again_is_acknowledged_and_owes_nothing(
    api: httpx.Client, events: Any, ask: Ask
) -> None:
    same = event(event_time=1_773_500_000)
    assert {api.post(DOOR, json=same).content for _ in range(3)} == {RECEIVED}
    assert len(events()) == 1
    assert ask("SELECT revision FROM owed_work") == [{"revision": 1}]


def test_events_of_one_object_owe_one_key(api: httpx.Client, events: Any, ask: Ask) -> None:
    for second in range(3):
        api.post(DOOR, json=event(event_time=1_773_500_000 + second, aspect_type="update"))
    assert len(events()) == 3
    assert ask("SELECT key, revision FROM owed_work") == [{"key": "strava:activity:7", "revision": 3}]


@pytest.mark.parametrize(
    "path",
    [
        "/api/integrations/strava/webhook/something-else-that-is-long-enough-to-be-one",
        f"/api/integrations/strava/webhook/{DOOR_SECRET}x",
        f"/api/integrations/strava/webhook/{DOOR_SECRET[:-1]}",
        f"/api/integrations/garmin/webhook/{DOOR_SECRET}",
        f"/api/integrations/nobody/webhook/{DOOR_SECRET}",
    ],
)
def test_c6_without_the_secret_there_is_no_door(closed: httpx.Client, path: str) -> None:
    for answer in (closed.post(path, json=event()), closed.get(path)):
        assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})


def test_c6_without_a_secret_in_the_settings_there_is_no_door(
    serve: Any, database_url: str, redis_url: str, events: Any
) -> None:
    bare = Settings(DATABASE_URL=database_url, REDIS_URL=redis_url)
    with serve(bare) as api:
        for secret in (DOOR_SECRET, "None", "x"):
            path = f"/api/integrations/strava/webhook/{secret}"
            assert {api.post(path, json=event()).status_code, api.get(path).status_code} == {404}
    assert events() == []


def test_c6_an_event_of_another_subscription_removes_nothing(closed: httpx.Client) -> None:
    forged = event(aspect_type="delete") | {"subscription_id": 7}
    answer = closed.post(DOOR, json=forged)
    assert answer.status_code == 403


def test_the_handshake_is_stravas(closed: httpx.Client) -> None:
    url = f"{closed.base_url}{DOOR}"
    assert asyncio.run(subscribe(url, VERIFY_TOKEN))
    assert not asyncio.run(subscribe(url, f"{VERIFY_TOKEN}x"))
    query = {"hub.mode": "subscribe", "hub.verify_token": "no", "hub.challenge": "c"}
    assert closed.get(DOOR, params=query).status_code == 403
    answer = closed.get(DOOR, params=query | {"hub.mode": "unsubscribe"})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["details"]] == ["hub.mode"]
    assert len(closed.get(DOOR).json()["details"]) == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"[{}]", 400),
        (b'{"object_type": ', 400),
        (b"{}", 422),
        (b'{"object_id": 7, "object_id": 8}', 422),
        (b'{"object_type": "' + b"x" * 20_000 + b'"}', 413),
    ],
)
def test_what_is_no_event_is_refused(closed: httpx.Client, body: bytes, status: int) -> None:
    answer = closed.post(DOOR, content=body)
    assert answer.status_code == status
    assert set(answer.json()) >= {"error"}


def test_kinds_that_nobody_knows_yet_are_taken_in(api: httpx.Client, events: Any) -> None:
    assert api.post(DOOR, json=event(object_type="route", aspect_type="shared")).content == RECEIVED
    assert [(each["object_type"], each["aspect"]) for each in events()] == [("route", "shared")]


def test_a_push_of_garmins_is_stored_as_a_whole(api: httpx.Client, events: Any) -> None:
    run = {
        "userId": "ann",
        "activityId": 5,
        "activityType": "RUNNING",
        "startTimeInSeconds": 1_773_500_000,
        "durationInSeconds": 1_800,
    }
    door = f"/api/integrations/garmin/webhook/garmins-{DOOR_SECRET}"
    many = [
        run | {"activityId": number} for number in range(1, 701)
    ]  # larger than 64 KB, and than one statement
    assert api.post(door, json={"activities": many}).content == RECEIVED
    assert len(events()) == 700
    assert api.post(door, json={"activities": [run, {}]}).status_code == 422
    assert len(events()) == 700
    assert api.get(door).status_code == 404


def test_lanes_are_told(api: httpx.Client, settings: Settings, redis_prefix: str, wait_until: Any) -> None:
    api.post(DOOR, json=event())
    client = ScriptClient.connect(settings.require_redis_url())
    lane = LaneClient(STRAVA, client, redis_prefix)
    wait_until(lambda: lane.peek("strava:activity:7").state is EntryState.WAITING, 5, "it waits its second")
    client.close()


def test_without_postgres_nothing_is_acknowledged_and_the_provider_is_to_try_again(
    api: httpx.Client, postgres_server: EmbeddedPostgres, wait_until: Any
) -> None:
    assert api.post(DOOR, json=event(1)).status_code == 200
    postgres_server.kill()
    began = time.monotonic()
    answer = api.post(DOOR, json=event(2))
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert time.monotonic() - began < 5
    postgres_server.start()
    wait_until(lambda: api.post(DOOR, json=event(2)).status_code == 200, 20, "it is back")


def test_without_redis_it_is_acknowledged_all_the_same(
    api: httpx.Client, events: Any, valkey_server: Any
) -> None:
    valkey_server.kill()
    try:
        began = time.monotonic()
        assert {api.post(DOOR, json=event(number)).content for number in range(1, 21)} == {RECEIVED}
        assert time.monotonic() - began < 2
    finally:
        valkey_server.start()
    assert len(events()) == 20
