"""`afterwrite strava status` says what there is to know."""

import json
from contextlib import closing

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from ops.hands.servers import RedisAwayError
from ops.strava_status import status
from providers.errors import AwayError
from providers.strava.api import StravaApi
from runtime.settings import Settings
from tests.integration.providers.conftest import Connect
from tests.integration.providers.hammering import connected_with
from tests.strava_server import StravaServer

pytestmark = pytest.mark.integration


def test_it_tells_of_connections_the_quota_and_the_breaker(
    settings: Settings, strava: StravaServer, connect_athlete: Connect, capsys: pytest.CaptureFixture[str]
) -> None:
    status(as_json=False, settings=settings)
    assert "who are connected: 0" in capsys.readouterr().out
    connect_athlete(7)
    strava.world.limits.read_quarter = 80
    connected = connected_with(strava.world.grant(7).access_token)
    with closing(StravaApi.of(settings)) as api:
        api.activities(connected)
        strava.fail("/api", 500, times=None)
        for _ in range(5):
            with pytest.raises(AwayError):
                api.activities(connected)
    capsys.readouterr()
    status(as_json=True, settings=settings)
    said = json.loads(capsys.readouterr().out)
    assert said["connections"] == {"in_use": 1, "ended": 0, "failing": 0, "synced_seconds_ago": None}
    assert 20 < said["left_in_peace_seconds"] <= 30
    of = {each["window"]: each for each in said["quota"]}
    assert (of["read-quarter"]["limit"], of["read-quarter"]["live_limit"]) == (80, 78)
    assert of["read-quarter"]["backfill_limit"] == 46
    assert of["day"]["used"] == 6
    assert 0 < of["quarter"]["ends_in_seconds"] <= 900
    status(as_json=False, settings=settings)
    shown = capsys.readouterr().out
    assert "who are connected: 1" in shown
    assert "left in peace" in shown
    assert "read-quarter" in shown


def test_it_says_why_fetches_fail(
    settings: Settings,
    connection: Connection[DictRow],
    connect_athlete: Connect,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for athlete in (7, 8, 9):
        connect_athlete(athlete)
    connection.execute(
        "UPDATE provider_connections SET last_sync_error ="
        " CASE external_user_id WHEN '9' THEN 'no key opens them' ELSE 'Strava cannot be reached' END"
    )
    status(as_json=True, settings=settings)
    assert json.loads(capsys.readouterr().out)["troubles"] == [
        {"reason": "Strava cannot be reached", "accounts": 2},
        {"reason": "no key opens them", "accounts": 1},
    ]
    status(as_json=False, settings=settings)
    assert "failing, accounts 2: Strava cannot be reached" in capsys.readouterr().out


def test_without_redis_it_says_what_that_means(settings: Settings) -> None:
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    with pytest.raises(RedisAwayError, match="nobody calls Strava"):
        status(as_json=False, settings=away)
