"""What an athlete did before connecting is owed with the connection, once for each, and to nobody else."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import LANES, STRAVA, STRAVA_BACKFILL
from coalescing.outcomes import EntryState
from domain.backfill import Stretch
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from storage import ledger
from storage.conservation import balance
from tests.integration.api_hooks.connecting.there_and_back import CALLBACK, ONE, said
from tests.strava_server import StravaServer

pytestmark = pytest.mark.integration

Connect = Callable[..., str]
Serve = Callable[[Settings], Any]


@pytest.fixture
def lane(settings: Settings) -> Iterator[LaneClient]:
    scripts = ScriptClient.connect(settings.require_redis_url(), timeout_ms=10_000)
    yield LaneClient(STRAVA_BACKFILL, scripts, settings.redis_prefix)
    scripts.close()


@pytest.fixture
def owed(connection: Connection[DictRow], people: Any) -> Callable[[], list[list[Stretch]]]:
    """What is owed of the athlete's past: the stretches of each wish, in order."""

    def read() -> list[list[Stretch]]:
        found = ledger.owed(connection, STRAVA_BACKFILL.name, [people.client], policy="append")
        inputs = found[people.client].inputs if found else ()
        return [[Stretch.from_json(each) for each in orjson.loads(payload)] for payload in inputs]

    return read


Owed = Callable[[], list[list[Stretch]]]


def revision(connection: Connection[DictRow]) -> list[int]:
    rows = connection.execute("SELECT revision FROM owed_work WHERE lane = 'strava-backfill'")
    return [row["revision"] for row in rows]


def test_six_weeks_are_owed_with_the_connection_and_submitted(
    connect: Connect, owed: Owed, lane: LaneClient, people: Any, connection: Connection[DictRow]
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert connect() == "connected"
    ((stretch,),) = owed()
    assert stretch.end - stretch.start == timedelta(days=42)
    assert before <= stretch.end <= datetime.now(UTC)
    assert (stretch.left_until, stretch.page) == (stretch.end, 1)
    entry = lane.peek(people.client)
    assert (entry.state, entry.generation) == (EntryState.WAITING, 1)
    assert [(book.lane, book.owed, book.lost) for book in balance(connection)] == [("strava-backfill", 1, 0)]


def test_it_goes_to_the_lane_that_lets_everything_else_go_first() -> None:
    assert STRAVA_BACKFILL.background
    assert STRAVA_BACKFILL.queue != STRAVA.queue
    assert [lane.name for lane in LANES.values() if lane.queue == STRAVA_BACKFILL.queue] == [
        "strava-backfill"
    ]


def test_a_callback_that_comes_twice_owes_once(
    api: httpx.Client, go: Callable[..., str], connection: Connection[DictRow], strava: StravaServer
) -> None:
    back = go()
    again = re.sub(r"code=\w+", f"code={strava.world.authorize(7)}", back)
    assert [said(api.get(each)) for each in (back, back, again)] == ["connected", "state", "state"]
    assert revision(connection) == [1]


def test_each_new_connection_owes_once_more_and_clears_a_death(
    api: httpx.Client,
    connect: Connect,
    people: Any,
    as_coach: Any,
    owed: Owed,
    connection: Connection[DictRow],
) -> None:
    connect()
    ledger.mark_dead(connection, STRAVA_BACKFILL.name, {people.client: "Strava refused"})
    assert api.delete(ONE, params={"clientId": people.client}, headers=as_coach).json()["disconnected"]
    assert connect() == "connected"
    assert revision(connection) == [2]
    assert len(owed()) == 2
    assert ledger.dead(connection, lane=STRAVA_BACKFILL.name) == []


def test_who_does_not_allow_it_and_what_strava_refuses_owes_nothing(
    connect: Connect, strava: StravaServer, connection: Connection[DictRow]
) -> None:
    for scope, outcome in ((None, "denied"), ("read", "scope")):
        strava.world.answers[7] = scope
        assert connect() == outcome
    strava.world.answers.clear()
    for status, outcome in ((503, "away"), (400, "refused")):
        strava.fail("/oauth/token", status)
        assert connect() == outcome
    assert revision(connection) == []


def test_what_cannot_be_connected_owes_nothing(
    api: httpx.Client,
    connect: Connect,
    go: Callable[..., str],
    people: Any,
    connection: Connection[DictRow],
    strava: StravaServer,
) -> None:
    assert connect(who="admin") == "connected"
    connection.execute("DELETE FROM owed_work")
    connection.execute("DELETE FROM owed_inputs")
    assert connect(who="admin", client="foreign_client") == "taken"
    strava.world.logged_in = 8
    assert connect(who="admin") == "another"
    back = go(who="coach")
    connection.execute("UPDATE clients SET user_id = %s WHERE id = %s", [people.other_coach, people.client])
    assert said(api.get(back)) == "not-allowed"
    assert said(api.get(CALLBACK, params={"state": "forged", "code": "x"})) == "state"
    assert revision(connection) == []
    assert connection.execute("SELECT * FROM owed_inputs").fetchall() == []


@pytest.mark.parametrize("days", [0, 1])
def test_how_many_days_is_a_setting_and_none_is_one(
    serve: Serve, settings: Settings, people: Any, bearer: Any, owed: Owed, days: int
) -> None:
    with serve(settings.model_copy(update={"strava_backfill_days": days})) as api:
        sent = api.get("/api/integrations/strava/connect", headers=bearer(people.athlete))
        back = httpx.get(sent.headers["location"], trust_env=False).headers["location"]
        answer = api.get(back)
        assert said(answer) == "connected"
        page = api.get(answer.headers["location"]).text
    assert ("Activities of the last day come in" in page) is bool(days)
    assert [stretch.end - stretch.start for wish in owed() for stretch in wish] == [timedelta(days=1)] * days


def test_without_redis_it_is_connected_and_owed_all_the_same(
    connect: Connect, owed: Owed, valkey_server: EmbeddedValkey
) -> None:
    valkey_server.kill()
    try:
        assert connect() == "connected"
    finally:
        valkey_server.start()
    assert len(owed()) == 1


def test_the_page_leads_back_to_the_athlete_and_nowhere_else(
    api: httpx.Client, go: Callable[..., str], people: Any, strava: StravaServer
) -> None:
    answer = api.get(go())
    target = answer.headers["location"]
    assert parse_qs(urlsplit(target).query) == {"said": ["connected"], "athlete": [people.client]}
    page = api.get(target).text
    assert f'href="/athletes/{people.client}#connections"' in page
    assert "Activities of the last 42 days come in by themselves" in page
    strava.world.answers[7] = None
    page = api.get(api.get(go()).headers["location"]).text
    assert f'href="/athletes/{people.client}#connections"' in page
    assert "days come" not in page
    for named in ("", "x", "//evil.example", f"{people.client}/../x"):
        page = api.get("/integrations/strava", params={"said": "state", "athlete": named}).text
        assert re.findall(r'href="([^"]*)"', page.partition("<main")[2]) == ["/athletes"]
