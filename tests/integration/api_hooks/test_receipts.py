"""Asking what became of an accepted write, in every state that it can be in."""

import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import httpx
import pytest

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS, Lane
from coalescing.verdicts import DONE, Dead, Retry
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings, get_settings

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Ask = Callable[..., list[dict[str, Any]]]
Look = Callable[..., dict[str, Any]]


@pytest.fixture
def lane(settings: Settings) -> Iterator[LaneClient]:
    scripts = ScriptClient.connect(settings.require_redis_url())
    yield LaneClient(CHECKINS, scripts, settings.redis_prefix)
    scripts.close()


@pytest.fixture
def receipt(post: Post) -> dict[str, Any]:
    """The receipt of a check-in that was just written."""
    found: dict[str, Any] = post(mood=1).json()["receipt"]
    return found


@pytest.fixture
def look(api: httpx.Client, as_coach: dict[str, str]) -> Look:
    def get(url: str) -> dict[str, Any]:
        answer = api.get(url, headers=as_coach)
        assert answer.status_code == 200
        content: dict[str, Any] = answer.json()
        return content

    return get


@pytest.fixture
def claim(lane: LaneClient, receipt: dict[str, Any], wait_until: Any) -> Callable[[], str]:
    """Claim the entry as a worker does once its window has ended; answers the token."""

    def take() -> str:
        lane.forget(receipt["key"])
        lane.submit(receipt["key"], b"1", delay_ms=0)
        token = uuid.uuid4().hex
        wait_until(lambda: lane.claim(10, token), 5, "the entry can be claimed")
        return token

    return take


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_waiting_until_its_window_ends(look: Look, receipt: dict[str, Any]) -> None:
    found = look(receipt["url"])
    assert found["receipt"] == {name: receipt[name] for name in ("lane", "key", "revision")}
    assert (found["state"], found["doneRevision"], found["attempt"]) == ("waiting", 0, 1)
    window = instant(found["dueAt"]) - instant(found["owedAt"])
    assert timedelta(seconds=2) < window < timedelta(seconds=5)
    assert 0 < found["dueInMs"] <= 3_000
    assert (found["doneAt"], found["deadAt"], found["reason"]) == (None, None, None)


def test_running(look: Look, receipt: dict[str, Any], claim: Callable[[], str]) -> None:
    token = claim()
    found = look(receipt["url"])
    assert (found["state"], found["dueAt"], found["attempt"]) == ("running", None, 1)
    assert found["run"] == token
    assert abs(instant(found["runningSince"]) - datetime.now(UTC)) < timedelta(seconds=10)


def test_waiting_for_another_attempt(
    look: Look, receipt: dict[str, Any], claim: Callable[[], str], lane: LaneClient
) -> None:
    lane.settle(claim(), {receipt["key"]: Retry(60_000, "the formula stumbled")})
    found = look(receipt["url"])
    assert (found["state"], found["attempt"], found["reason"]) == ("waiting", 2, "the formula stumbled")
    assert instant(found["dueAt"]) > datetime.now(UTC) + timedelta(seconds=30)


def test_owed_where_redis_knows_nothing(look: Look, receipt: dict[str, Any], lane: LaneClient) -> None:
    lane.forget(receipt["key"])
    found = look(receipt["url"])
    assert (found["state"], found["dueAt"], found["attempt"]) == ("owed", None, None)


def test_owed_where_redis_is_away(look: Look, receipt: dict[str, Any], valkey_server: EmbeddedValkey) -> None:
    valkey_server.kill()
    assert look(receipt["url"])["state"] == "owed"


def test_done(
    look: Look, receipt: dict[str, Any], claim: Callable[[], str], lane: LaneClient, ask: Ask
) -> None:
    token = claim()
    ask(
        "UPDATE owed_work SET done_revision = 1, done_at = now(), done_run = 'run1', done_attempt = 2,"
        " done_lag_ms = 41"
    )
    assert look(receipt["url"])["state"] == "done", "the ledger knows before Redis does"
    lane.settle(token, {receipt["key"]: DONE})
    found = look(receipt["url"])
    assert (found["state"], found["doneRevision"]) == ("done", 1)
    assert (found["run"], found["attempt"], found["lagMs"]) == ("run1", 2, 41)
    assert instant(found["doneAt"]) >= instant(found["owedAt"])


def test_the_older_write_is_done_while_the_newer_one_waits(
    look: Look, receipt: dict[str, Any], post: Post, ask: Ask
) -> None:
    ask("UPDATE owed_work SET done_revision = 1, done_at = now()")
    newer = post(mood=2).json()["receipt"]
    assert look(newer["url"])["state"] == "waiting"
    assert look(receipt["url"])["state"] == "done"
    newest = look(f"/api/receipts/checkins/{receipt['key']}")
    assert (newest["state"], newest["receipt"]["revision"], newest["doneRevision"]) == ("waiting", 2, 1)


def test_dead_in_the_ledger(look: Look, receipt: dict[str, Any], ask: Ask, post: Post) -> None:
    ask("UPDATE owed_work SET dead_at = now(), last_error = 'a bad row'")
    found = look(receipt["url"])
    assert (found["state"], found["reason"]) == ("dead", "a bad row")
    assert instant(found["deadAt"])
    revived = look(post(mood=2).json()["receipt"]["url"])
    assert (revived["state"], revived["reason"], revived["deadAt"]) == ("waiting", None, None)


def test_dead_and_forgotten(look: Look, receipt: dict[str, Any], ask: Ask) -> None:
    ask("UPDATE owed_work SET dead_at = now(), forgotten_at = now(), last_error = 'a bad row'")
    found = look(receipt["url"])
    assert (found["state"], found["reason"]) == ("dead", "a bad row")
    assert instant(found["forgottenAt"])
    assert "by naming its key" in found["replay"]


@pytest.mark.parametrize("redis_is_away", [False, True])
def test_waiting_in_a_paused_lane(
    look: Look, receipt: dict[str, Any], ask: Ask, valkey_server: EmbeddedValkey, redis_is_away: bool
) -> None:
    assert look(receipt["url"])["paused"] is False
    ask("INSERT INTO lane_pauses (lane, paused_by, reason) VALUES ('checkins', 'somebody', 'a release')")
    if redis_is_away:
        valkey_server.kill()
    found = look(receipt["url"])
    assert (found["state"], found["paused"]) == ("owed" if redis_is_away else "waiting", True)


def test_dead_in_redis_only(
    look: Look, receipt: dict[str, Any], claim: Callable[[], str], lane: LaneClient
) -> None:
    lane.settle(claim(), {receipt["key"]: Dead("it killed three workers")})
    found = look(receipt["url"])
    assert (found["state"], found["reason"]) == ("dead", "it killed three workers")
    assert instant(found["deadAt"])


@pytest.mark.parametrize(
    "path",
    [
        "checkins/{client}:1999-01-01",
        "checkins/{key}?revision=2",
        "checkins/{key}/",
        "checkins/{key}%00",
        "checkins/{key}%FF",
        "nolane/{key}",
        "checkins%00/{key}",
    ],
)
def test_what_was_never_accepted_is_not_found(
    api: httpx.Client, as_coach: dict[str, str], receipt: dict[str, Any], people: Any, path: str
) -> None:
    url = "/api/receipts/" + path.format(client=people.client, key=receipt["key"])
    answer = api.get(url, headers=as_coach)
    assert (answer.status_code, answer.json()) == (404, {"error": "Receipt not found"})


@pytest.mark.parametrize("revision", ["0", "-1", "x", "1.5", ""])
def test_a_revision_that_is_none_is_named(
    api: httpx.Client, as_coach: dict[str, str], receipt: dict[str, Any], revision: str
) -> None:
    answer = api.get(f"/api/receipts/checkins/{receipt['key']}?revision={revision}", headers=as_coach)
    assert answer.status_code == 422
    assert answer.json()["details"][0]["field"] == "revision"


def test_a_key_that_names_no_athlete_is_for_admins_only(
    api: httpx.Client, ask: Ask, people: Any, bearer: Callable[[str], dict[str, str]]
) -> None:
    ask("INSERT INTO owed_work (lane, key, revision) VALUES ('checkins', 'something else', 1)")
    url = "/api/receipts/checkins/something%20else"
    assert api.get(url, headers=bearer(people.coach)).status_code == 403
    answer = api.get(url, headers=bearer(people.admin))
    assert (answer.status_code, answer.json()["state"]) == (200, "owed")


def test_a_lane_that_somebody_added_has_receipts_too(
    serve: Callable[[Settings], Any],
    settings: Settings,
    ask: Ask,
    people: Any,
    bearer: Callable[[str], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added = ModuleType("lanes_of_a_receipt_test")
    added.ADDED = Lane(  # type: ignore[attr-defined]  # that is how a module gets a member
        name="added", queue="added", key_form="anything", handler="a:b", window_ms=60_000, batch=1
    )
    monkeypatch.setitem(sys.modules, added.__name__, added)
    monkeypatch.setenv("AFTERWRITE_LANE_MODULES", added.__name__)
    get_settings.cache_clear()
    ask(
        "INSERT INTO owed_work (lane, key, revision) VALUES ('added', 'order-1', 1), ('added', %s, 1)",
        people.client,
    )
    scripts = ScriptClient.connect(settings.require_redis_url())
    LaneClient(added.ADDED, scripts, settings.redis_prefix).submit("order-1")
    scripts.close()
    with serve(settings) as api:
        found = api.get("/api/receipts/added/order-1", headers=bearer(people.admin)).json()
        assert (found["state"], found["receipt"]["lane"]) == ("waiting", "added")
        assert 50_000 < found["dueInMs"] <= 60_000
        assert api.get("/api/receipts/added/order-1", headers=bearer(people.coach)).status_code == 403
        theirs = api.get(f"/api/receipts/added/{people.client}", headers=bearer(people.coach))
        assert (theirs.status_code, theirs.json()["state"]) == (200, "owed")
