"""Strava's events outlive the workers that are at them, and a Redis that forgets: each activity, once."""

import time
from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.faults.stage import WORKERS, Stage
from tests.provider_events import DOOR_SECRET, at, connect_account
from tests.strava_server import StravaServer
from tests.strava_server.athletes import make_activity

pytestmark = pytest.mark.faults

#: A lease and a sweep, an interval of reconcile, restarts, and what a busy machine takes on top.
SETTLED = 90.0

#: Accounts at Strava, and activities of each.
ACCOUNTS, ACTIVITIES = range(901, 905), 5

ASKED = "GET /api/v3/activities/{id}"


@pytest.fixture
def strava(stage: Stage) -> Iterator[StravaServer]:
    assert stage.strava is not None
    stage.strava.world.limits.quarter = stage.strava.world.limits.read_quarter = 10_000
    yield stage.strava
    stage.strava.world.faults.clear()
    with stage.database() as connection:
        connection.execute("DELETE FROM provider_connections")


@pytest.fixture
def athletes(stage: Stage, strava: StravaServer) -> dict[int, UUID]:
    """Who has which account."""
    made = dict(zip(ACCOUNTS, stage.athletes(len(ACCOUNTS)), strict=True))
    with stage.database() as connection:
        for account, athlete in made.items():
            connect_account(connection, athlete, account, grant=strava.world.grant(account))
    return made


def everybody_comes_home(stage: Stage, strava: StravaServer, first: int) -> list[tuple[int, str]]:
    """Each account has new activities, and Strava says so; answers them by account."""
    events, made = [], []
    for account in ACCOUNTS:
        for number in range(ACTIVITIES):
            activity = account * 1_000 + first + number
            strava.world.put(make_activity(account, activity, at(number * 10_000)))
            events.append(strava.event(account, activity, event_time=int(time.time()) - 5))
            made.append((account, str(activity)))
    url = f"http://127.0.0.1:{stage.platform.settings.api_port}/api/integrations/strava/webhook/{DOOR_SECRET}"
    assert strava.send(url, *events) == [200] * len(events)
    return made


def settle(stage: Stage) -> None:
    """Wait until nothing is owed."""

    def owed() -> int:
        with stage.database() as connection:
            query = "SELECT count(*) AS n FROM owed_work WHERE lane = 'strava' AND done_revision < revision"
            row = connection.execute(query).fetchone()
        return int(row["n"]) if row else 0

    stage.wait(lambda: not owed(), SETTLED, "all events are applied")


def examine(stage: Stage, athletes: dict[int, UUID], made: list[tuple[int, str]]) -> None:
    """Each is there, once, and its own athlete's; each event has been applied."""
    with stage.database() as connection:
        query = (
            "SELECT client_id, external_id FROM activities WHERE client_id = ANY(%s) AND source = 'STRAVA'"
        )
        rows = connection.execute(query, [list(athletes.values())]).fetchall()
        events = connection.execute(
            "SELECT outcome FROM provider_events WHERE owner = ANY(%s)",
            [[str(account) for account in athletes]],
        ).fetchall()
    assert sorted((row["client_id"], row["external_id"]) for row in rows) == sorted(
        (athletes[account], name) for account, name in made
    )
    assert [row["outcome"] for row in events] == ["APPLIED"] * len(events)


def test_workers_are_killed_in_the_middle_of_a_fetch_and_redis_is_flushed_before_one(
    stage: Stage, strava: StravaServer, athletes: dict[int, UUID]
) -> None:
    before = strava.called(ASKED)
    strava.fail("/api/v3/activities", 503, times=1, seconds=20)
    made = everybody_comes_home(stage, strava, 0)
    stage.wait(lambda: strava.called(ASKED) > before, 30, "Strava is asked, and takes its time")
    for worker in WORKERS:
        stage.platform.supervisor.kill(worker)
    settle(stage)
    examine(stage, athletes, made)

    strava.world.faults.clear()
    made += everybody_comes_home(stage, strava, 100)
    stage.valkey.flush()  # within the second that they wait, or while they are held
    settle(stage)
    examine(stage, athletes, made)
