"""Strava, from the webhook to the training load, with the real processes and over real HTTP."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from ops.platform import Platform
from runtime.settings import Settings
from tests.conftest import WaitUntil
from tests.provider_events import DOOR_SECRET, VERIFY_TOKEN, connect_account
from tests.strava_connections import make_client, strava_settings
from tests.strava_server import StravaServer, strava_server
from tests.strava_server.athletes import make_activity, make_athlete

pytestmark = pytest.mark.acceptance

COMMAND = [sys.executable, "-c", "from ops.cli import main; main()"]
ACCOUNT = 4_711

#: Two seconds of windows, and what a busy machine takes on top.
SOON = 30.0


@pytest.fixture(scope="module")
def strava() -> Iterator[StravaServer]:
    with strava_server() as served:
        served.world.limits.quarter = served.world.limits.read_quarter = 10_000
        yield served


@pytest.fixture(scope="module")
def platform(strava: StravaServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Settings.model_config, "env_file", None)
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("platform"),
            api_port=0,
            strava_webhook_secret=DOOR_SECRET,
            strava_verify_token=VERIFY_TOKEN,
            strava_subscription_id=strava.world.subscription_id,
            log_level="INFO",
            **strava_settings(strava),
        )
        with Platform(settings, workers=1, flower=False, durable=False) as running:
            assert running.wait_until_ready(60) == []
            yield running


@pytest.fixture
def connection(platform: Platform) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(platform.servers.database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def type_in(platform: Platform) -> Callable[..., str]:
    """Type a command, as an operator of the platform does."""

    def run(*command: str) -> str:
        done = subprocess.run(
            [*COMMAND, *command],
            env={**os.environ, "AFTERWRITE_DATA_DIR": str(platform.settings.data_dir)},
            cwd=platform.settings.data_dir,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_from_the_webhook_to_the_load_and_back(
    platform: Platform,
    strava: StravaServer,
    connection: Connection[DictRow],
    type_in: Callable[..., str],
    wait_until: WaitUntil,
) -> None:
    athlete = make_client(connection)
    connection.execute("UPDATE clients SET resting_hr = 48, max_hr = 192, sex = 'FEMALE'")
    connect_account(connection, athlete, ACCOUNT, grant=strava.world.grant(ACCOUNT))
    door = f"{platform.api_url}/api/integrations/strava/webhook/{DOOR_SECRET}"
    assert strava.subscribe(door, VERIFY_TOKEN)

    # A run of yesterday: it is fetched, and its load is the athlete's own heart rates' (G7).
    strava.world.athletes[ACCOUNT] = make_athlete(ACCOUNT, activities=0)
    start = _yesterday()
    run = {"sport_type": "Run", "moving_time": 3_600, "average_heartrate": 150.0}
    strava.world.put(make_activity(ACCOUNT, 7, start, **run))
    assert strava.send(door, strava.event(ACCOUNT, 7)) == [200]
    hour = wait_until(lambda: _load(connection, athlete), SOON, "the load of the run")

    strava.world.put(make_activity(ACCOUNT, 7, start, **run | {"moving_time": 1_800}))
    strava.send(door, strava.event(ACCOUNT, 7, aspect_type="update"))
    half = wait_until(lambda: (it := _load(connection, athlete)) and it != hour and it, SOON, "half the load")
    assert half == pytest.approx(hour / 2, abs=0.02)

    # Its past, by an operator who waits for it.
    strava.world.athletes[ACCOUNT].activities |= make_athlete(ACCOUNT, activities=60, until=start).activities
    printed = type_in("strava", "backfill", str(athlete), "--days", "365", "--wait")
    assert printed.startswith("365 days are fetched: 61 activities")
    shown = json.loads(type_in("strava", "events", str(athlete), "--json"))
    assert [each["outcome"] for each in shown["events"]] == ["APPLIED", "APPLIED"]
    assert shown["connection"]["last_sync_error"] is None
    page = _metrics(platform)
    assert 'afterwrite_provider_events_received_total{provider="strava"} 2.0' in page
    assert 'afterwrite_provider_connections{provider="strava",state="well"} 1.0' in page

    strava.world.remove(ACCOUNT, 7)
    strava.send(door, strava.event(ACCOUNT, 7, aspect_type="delete"))
    wait_until(lambda: _count(connection, athlete) == 60, SOON, "the run is gone")

    # The athlete takes it back, at Strava: nothing of theirs stays.
    strava.world.revoke(ACCOUNT)
    strava.send(door, strava.revocation(ACCOUNT))
    wait_until(lambda: _count(connection, athlete) == 0, SOON, "all is erased")
    assert "NOT connected any more" in type_in("strava", "events", str(athlete))
    _nothing_secret_was_logged(platform, strava)


def _yesterday() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)


def _load(connection: Connection[DictRow], athlete: UUID) -> float | None:
    query = "SELECT max(daily_load) AS load FROM training_loads WHERE client_id = %s AND unit = 'TRIMP'"
    row = connection.execute(query, [athlete]).fetchone()
    return row["load"] if row else None


def _count(connection: Connection[DictRow], athlete: UUID) -> int:
    query = "SELECT count(*) AS n FROM activities WHERE client_id = %s AND deleted_at IS NULL"
    row = connection.execute(query, [athlete]).fetchone()
    return int(row["n"]) if row else 0


def _metrics(platform: Platform) -> str:
    return httpx.get(f"{platform.api_url}/metrics", timeout=20).text


def _nothing_secret_was_logged(platform: Platform, strava: StravaServer) -> None:
    logs = "".join(log.read_text() for log in Path(platform.settings.data_dir).rglob("*.log"))
    assert logs
    for secret in (DOOR_SECRET, VERIFY_TOKEN, *strava.world.grants, *strava.world.refreshes):
        assert not re.search(re.escape(secret), logs)
