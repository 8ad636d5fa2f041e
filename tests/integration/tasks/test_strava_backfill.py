"""The past is fetched page by page: all of it, each activity once, and nothing that is gone comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import STRAVA_BACKFILL, TRAINING_LOADS
from domain.activity_types import ActivitySource
from domain.backfill import WINDOW, Stretch
from providers.errors import AwayError
from providers.strava.api import StravaApi
from storage import ledger
from storage.activities import remove_activity
from storage.backfills import backfill_state, owe_stretches
from storage.conservation import balance
from tasks import strava_backfill as module
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane
from tests.integration.tasks.strava_sync import ACCOUNT, Sync, as_new, let_go, point_at
from tests.strava_server import StravaServer, strava_server
from tests.strava_server.athletes import make_athlete

pytestmark = pytest.mark.integration

LIST = "GET /api/v3/athlete/activities"


@pytest.fixture(scope="module")
def served() -> Iterator[StravaServer]:
    with strava_server() as server:
        yield server


@pytest.fixture
def strava(
    served: StravaServer, monkeypatch: pytest.MonkeyPatch, _worker_process: None
) -> Iterator[StravaServer]:
    point_at(served, monkeypatch)
    yield as_new(served)
    let_go()


@pytest.fixture
def lane(make_lane: MakeLane) -> LaneClient:
    return make_lane(STRAVA_BACKFILL)


@pytest.fixture
def sync(
    connection: Connection[DictRow], strava: StravaServer, lane: LaneClient, writer: CheckInWriter
) -> Sync:
    """An athlete who has trained for half a year."""
    made = Sync(connection, strava, lane, writer.athlete(), module.fetch_pages)
    strava.world.athletes[ACCOUNT] = make_athlete(ACCOUNT, activities=120)
    made.connect(made.athlete, ACCOUNT)
    return made


def wish(sync: Sync, days: int) -> Stretch:
    stretch = Stretch.of_days(days, datetime.now(UTC))
    owe_stretches(sync.connection, STRAVA_BACKFILL.name, str(sync.athlete), [stretch])
    return stretch


def to_the_end(sync: Sync) -> None:
    while sync.drain()["claimed"]:
        pass


def expected(sync: Sync, days: int) -> set[str]:
    since = datetime.now(UTC) - timedelta(days=days)
    return {
        str(each["id"])
        for each in sync.strava.world.athletes[ACCOUNT].activities.values()
        if datetime.fromisoformat(each["start_date"]) >= since
    }


def stored(sync: Sync) -> set[str]:
    return {row["external_id"] for row in sync.activities()}


def known(sync: Sync) -> list[dict[str, Any]]:
    """All but as of when it is known."""
    return [{name: value for name, value in row.items() if name != "event_at"} for row in sync.activities()]


@pytest.mark.parametrize("days", [1, 60, 200])
def test_all_of_the_days_is_fetched(sync: Sync, days: int) -> None:
    wish(sync, days)
    to_the_end(sync)
    assert stored(sync) == expected(sync, days)
    assert sync.strava.called(LIST) == -(-days // WINDOW.days)
    assert all(
        book.lost == book.owed == 0 for book in balance(sync.connection) if book.lane == "strava-backfill"
    )
    if stored(sync):
        assert ledger.owed(sync.connection, TRAINING_LOADS.name, [str(sync.athlete)])


def test_pages_of_a_window_follow_each_other(sync: Sync, monkeypatch: pytest.MonkeyPatch) -> None:
    real = StravaApi.activities
    monkeypatch.setattr(module, "MOST_A_PAGE", 10)
    monkeypatch.setattr(
        StravaApi, "activities", lambda self, *args, **more: real(self, *args, per_page=10, **more)
    )
    wish(sync, 100)
    to_the_end(sync)
    assert stored(sync) == expected(sync, 100)


def test_once_more_changes_nothing(sync: Sync) -> None:
    wish(sync, 100)
    to_the_end(sync)
    before = known(sync)
    sync.connection.execute("UPDATE owed_work SET done_revision = revision")
    wish(sync, 100)
    to_the_end(sync)
    assert known(sync) == before
    assert not ledger.owed(sync.connection, TRAINING_LOADS.name, [str(sync.athlete)])


def test_an_activity_that_was_removed_while_its_page_was_fetched_stays_away(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module._page
    gone = max(expected(sync, 50))

    def slow(connection: Any, *args: Any) -> Any:
        page = real(connection, *args)
        now = datetime.now(UTC)
        assert remove_activity(
            sync.connection, sync.athlete, now, source=ActivitySource.STRAVA, external_id=gone
        )
        return page

    monkeypatch.setattr(module, "_page", slow)
    wish(sync, 50)
    to_the_end(sync)
    assert stored(sync) == expected(sync, 50) - {gone}


def test_an_activity_that_the_athlete_has_removed_here_is_not_brought_back(sync: Sync) -> None:
    """It is still at Strava, which lists it as ever: that is no news."""
    wish(sync, 50)
    to_the_end(sync)
    gone = max(expected(sync, 50))
    sync.connection.execute(
        "UPDATE activities SET deleted_at = now() - interval '10 minutes' WHERE external_id = %s", [gone]
    )
    wish(sync, 50)
    to_the_end(sync)
    assert stored(sync) == expected(sync, 50) - {gone}


def test_it_goes_on_where_it_was(sync: Sync) -> None:
    stretch = wish(sync, 200)
    sync.strava.fail("/api/v3", 503, times=1)
    sync.drain()
    assert sync.postponed() == 1
    assert stored(sync) == set()
    (row,) = sync.connection.execute("SELECT last_sync_error FROM provider_connections").fetchall()
    assert "503" in row["last_sync_error"]
    sync.lane.forget(str(sync.athlete))
    to_the_end(sync)
    assert stored(sync) == expected(sync, 200)
    state = backfill_state(sync.connection, STRAVA_BACKFILL.name, sync.athlete, stretch.start, stretch.end)
    assert (state.is_done, state.is_dead, state.activities) == (True, False, len(stored(sync)))


def test_a_page_that_strava_cannot_show_takes_no_share_of_a_days_quota() -> None:
    """Every 30 s, that was 2,880 calls a day, of the 1,160 that backfills may make."""
    of_the_page = module._wait_ms(AwayError("Strava answered with status 500"))
    assert 86_400_000 / of_the_page < 1_000
    assert module._wait_ms(AwayError("left in peace", retry_after_seconds=1.0, is_for_all=True)) == 1_000


def test_two_wishes_are_both_heard(sync: Sync, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module._page

    def interrupted(connection: Any, *args: Any) -> Any:
        monkeypatch.setattr(module, "_page", real)
        wish(sync, 200)  # somebody wants more while a page is fetched
        return real(connection, *args)

    monkeypatch.setattr(module, "_page", interrupted)
    wish(sync, 100)
    to_the_end(sync)
    assert stored(sync) == expected(sync, 200)


def test_who_has_disconnected_is_left_alone(sync: Sync) -> None:
    wish(sync, 100)
    sync.connection.execute(
        "UPDATE provider_connections SET sync_enabled = false, access_token = NULL, refresh_token = NULL,"
        " expires_at = NULL"
    )
    assert sync.drain()["skipped"] == 1
    assert sync.strava.called(LIST) == 0


def test_a_page_of_an_access_that_has_ended_is_asked_for_again_with_the_new_one(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever connects anew at once may have allowed less, and what came with the old access is erased."""
    real = module._page

    def slow(connection: Any, *args: Any) -> Any:
        monkeypatch.setattr(module, "_page", real)
        page = real(connection, *args)
        sync.connection.execute("UPDATE provider_connections SET connected_at = now()")
        return page

    monkeypatch.setattr(module, "_page", slow)
    wish(sync, 50)
    assert sync.drain()["finished"] == 0
    assert (sync.postponed(), stored(sync)) == (1, set())
    sync.lane.forget(str(sync.athlete))  # it is owed all the same
    to_the_end(sync)
    assert stored(sync) == expected(sync, 50)


def test_what_strava_refuses_is_dead_and_shows_how_far_it_was(sync: Sync) -> None:
    stretch = wish(sync, 200)
    sync.strava.fail("/api/v3", 403)
    assert sync.drain()["dead"] == 1
    state = backfill_state(sync.connection, STRAVA_BACKFILL.name, sync.athlete, stretch.start, stretch.end)
    assert state.is_dead
    assert "403" in str(state.last_error)
