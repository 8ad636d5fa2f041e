"""The lane of Strava's events: each activity is what Strava says last, once, and its athlete's alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.lane_client import LaneClient
from coalescing.lanes import GARMIN, STRAVA, TRAINING_LOADS
from domain.providers import Provider
from providers.adapters import strava as module
from providers.adapters.strava import StravaAdapter
from providers.errors import AwayError
from providers.garmin.given_push import read_push
from providers.strava.given_event import read_event
from runtime.settings import get_settings
from storage import ledger
from storage.conservation import balance
from storage.provider_accounts import take_turn
from storage.provider_inbox import waiting_events
from tasks.provider_waits import LONGEST_FOR_ONE_MS, wait_for_one_ms
from tests.activities import record
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane
from tests.integration.tasks.strava_sync import ACCOUNT, Sync, as_new, at, let_go, point_at
from tests.provider_events import outcomes, put
from tests.strava_server import StravaServer, strava_server

pytestmark = pytest.mark.integration


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
    return make_lane(STRAVA, max_attempts=2)


@pytest.fixture
def sync(
    connection: Connection[DictRow], strava: StravaServer, lane: LaneClient, writer: CheckInWriter
) -> Sync:
    made = Sync(connection, strava, lane, writer.athlete())
    made.connect(made.athlete, ACCOUNT)
    return made


def test_a_new_activity_is_fetched_and_the_athletes_loads_are_owed(sync: Sync) -> None:
    ride = sync.rides(7, perceived_exertion=6, device_watts=True, average_watts=210.0)
    sync.hear(sync.says(7, "create", 1))
    assert sync.drain()["finished"] == 1
    (stored,) = sync.activities()
    assert (stored["client_id"], stored["source"], stored["external_id"]) == (sync.athlete, "STRAVA", "7")
    assert (stored["type"], stored["duration_seconds"], stored["average_hr"]) == ("CYCLING", 3_600, 140)
    assert (stored["rpe"], stored["average_watts"], stored["distance_m"]) == (6, 210, ride["distance"])
    assert ledger.owed(sync.connection, TRAINING_LOADS.name, [str(sync.athlete)])
    assert outcomes(sync.connection) == [("create", "APPLIED")]
    assert all(book.lost == 0 for book in balance(sync.connection))


def test_a_burst_on_one_activity_is_one_question(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1), *(sync.says(7, "update", second) for second in range(2, 9)))
    sync.drain()
    assert sync.asked() == 1
    assert outcomes(sync.connection) == [
        ("create", "COALESCED"),
        *[("update", "COALESCED")] * 6,
        ("update", "APPLIED"),
    ]
    assert len(sync.activities()) == 1


def test_g4_a_create_after_the_delete_does_not_bring_it_back(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "delete", 5))
    sync.drain()
    sync.hear(sync.says(7, "create", 1), sync.says(7, "update", 5))
    sync.drain()
    assert sync.activities() == []
    assert sync.asked() == 0
    assert outcomes(sync.connection) == [("delete", "APPLIED"), ("create", "LATE"), ("update", "LATE")]


def test_g4_an_older_update_costs_no_question(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "update", 5))
    sync.drain()
    sync.hear(sync.says(7, "create", 1))
    sync.drain()
    assert sync.asked() == 1
    assert outcomes(sync.connection) == [("update", "APPLIED"), ("create", "LATE")]


def test_g4_another_event_of_the_same_second_is_not_taken_for_old(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "create", 5))
    sync.drain()
    sync.rides(7, moving_time=1_800)
    sync.hear(sync.says(7, "update", 5))
    sync.drain()
    assert [row["duration_seconds"] for row in sync.activities()] == [1_800]


def test_what_is_asked_before_the_second_of_its_event_is_over_waits(sync: Sync) -> None:
    sync.rides(7)
    now = datetime.now(UTC)
    event = sync.strava.event(ACCOUNT, 7, event_time=int((now + timedelta(seconds=1)).timestamp()))
    put(sync.connection, _row(sync, event))
    sync.drain()
    assert sync.postponed() == 1
    assert sync.asked() == 0


def _row(sync: Sync, event: dict[str, Any]) -> dict[str, Any]:
    return read_event(event, sync.strava.world.subscription_id, datetime.now(UTC)).as_row("strava")


def test_what_is_gone_at_strava_is_gone_here(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    sync.drain()
    sync.strava.world.remove(ACCOUNT, 7)
    sync.hear(sync.says(7, "update", 2))
    sync.drain()
    assert sync.activities() == []
    query = "SELECT outcome, detail FROM provider_events ORDER BY id DESC LIMIT 1"
    (told,) = sync.connection.execute(query).fetchall()
    assert told == {"outcome": "APPLIED", "detail": "Strava has no such thing for this athlete"}


def test_g5_an_event_under_another_accounts_name_touches_nobodys_activity(
    sync: Sync, writer: CheckInWriter
) -> None:
    other = writer.athlete()
    sync.connect(other, 88)
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    sync.drain()
    sync.hear(sync.says(7, "delete", 9, account=88), sync.says(7, "update", 8, account=88))
    sync.drain()
    assert sync.names() == [(sync.athlete, "7")]


def test_g5_a_newer_event_under_another_accounts_name_does_not_hide_the_owners(
    sync: Sync, writer: CheckInWriter
) -> None:
    sync.connect(writer.athlete(), 88)
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1), sync.says(7, "delete", 9, account=88))
    sync.hear(sync.says(7, "delete", 9, account=99))
    sync.drain()
    assert sync.names() == [(sync.athlete, "7")]
    rows = sync.connection.execute("SELECT owner, outcome FROM provider_events ORDER BY id").fetchall()
    assert [(row["owner"], row["outcome"]) for row in rows] == [
        ("77", "APPLIED"),
        ("88", "APPLIED"),
        ("99", "VOID"),
    ]


def test_g5_an_activity_of_another_account_is_refused(sync: Sync) -> None:
    sync.rides(7, athlete={"id": ACCOUNT})
    sync.strava.world.athletes[ACCOUNT].activities[7]["athlete"] = {"id": 88}
    sync.hear(sync.says(7, "create", 1))
    assert sync.drain()["dead"] == 1
    assert sync.activities() == []
    (dead,) = ledger.dead(sync.connection)
    assert "another account" in str(dead.last_error)


def test_an_account_that_nobody_has_connected_is_nothing_to_do(sync: Sync) -> None:
    sync.hear(sync.says(7, "create", 1, account=99))
    assert sync.drain()["skipped"] == 1
    (row,) = sync.connection.execute("SELECT outcome, detail FROM provider_events").fetchall()
    assert (row["outcome"], row["detail"]) == ("VOID", "nobody has connected the account")
    assert sync.asked() == 0


def test_g3_a_revocation_ends_the_connection_and_erases_what_came_from_there(
    sync: Sync, writer: CheckInWriter
) -> None:
    other = writer.athlete()
    sync.connect(other, 88)
    sync.rides(7)
    sync.rides(8, account=88)
    record(sync.connection, sync.athlete, 3, source="GARMIN", external_id="7")
    sync.hear(sync.says(7, "create", 1), sync.says(8, "create", 1, account=88))
    sync.drain()
    before = _revision(sync)
    sync.hear(sync.strava.revocation(ACCOUNT, event_time=int(datetime.now(UTC).timestamp()) - 5))
    sync.drain()
    query = "SELECT access_token, refresh_token, sync_enabled FROM provider_connections WHERE client_id = %s"
    (row,) = sync.connection.execute(query, [sync.athlete]).fetchall()
    assert row == {"access_token": None, "refresh_token": None, "sync_enabled": False}
    assert [(row["client_id"], row["source"]) for row in sync.activities() if row["client_id"] == other] == [
        (other, "STRAVA")
    ]
    mine = [row["source"] for row in sync.activities() if row["client_id"] == sync.athlete]
    assert mine == ["GARMIN"]
    assert _revision(sync) == before + 1
    assert sync.connection.execute(
        "SELECT count(*) FROM activities WHERE deleted_at IS NOT NULL"
    ).fetchone() == {"count": 0}
    sync.hear(sync.says(9, "create", 3))
    sync.drain()
    assert outcomes(sync.connection)[-1] == ("create", "VOID")


def _revision(sync: Sync) -> int:
    query = "SELECT revision FROM owed_work WHERE lane = 'training-loads' AND key = %s"
    row = sync.connection.execute(query, [str(sync.athlete)]).fetchone()
    return int(row["revision"]) if row else 0


def test_g3_other_news_of_an_athlete_revoke_nothing(sync: Sync) -> None:
    for updates in ({}, {"authorized": "true"}, {"weight": "70"}):
        event = sync.strava.revocation(ACCOUNT, event_time=int(at(len(updates)).timestamp()))
        sync.hear(event | {"updates": updates})
    sync.drain()
    assert {outcome for _, outcome in outcomes(sync.connection)} == {"VOID", "COALESCED"}
    assert sync.connection.execute("SELECT sync_enabled FROM provider_connections").fetchone() == {
        "sync_enabled": True
    }


def test_a_revocation_of_before_the_account_was_connected_again_is_late(sync: Sync) -> None:
    sync.connection.execute("UPDATE provider_connections SET connected_at = %s", [at(50)])
    sync.hear(sync.strava.revocation(ACCOUNT, event_time=int(at(40).timestamp())))
    sync.drain()
    assert outcomes(sync.connection) == [("update", "LATE")]
    assert sync.connection.execute("SELECT sync_enabled FROM provider_connections").fetchone() == {
        "sync_enabled": True
    }


def test_where_data_is_to_be_kept_only_the_connection_ends(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERWRITE_PROVIDER_DATA_AFTER_REVOCATION", "keep")
    get_settings.cache_clear()
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    sync.drain()
    sync.hear(sync.strava.revocation(ACCOUNT, event_time=int(datetime.now(UTC).timestamp()) - 5))
    sync.drain()
    assert len(sync.activities()) == 1
    assert sync.connection.execute("SELECT sync_enabled FROM provider_connections").fetchone() == {
        "sync_enabled": False
    }


def test_nothing_is_stored_for_who_revokes_while_strava_is_asked(
    sync: Sync, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    change = StravaAdapter.change

    def slow(self: Any, *args: Any) -> Any:
        found = change(self, *args)
        with psycopg.connect(database_url, autocommit=True) as elsewhere:
            elsewhere.execute(
                "UPDATE provider_connections SET sync_enabled = false, access_token = NULL,"
                " refresh_token = NULL, expires_at = NULL"
            )
        return found

    monkeypatch.setattr(StravaAdapter, "change", slow)
    sync.drain()
    assert sync.activities() == []
    assert outcomes(sync.connection) == [("create", "VOID")]


def test_that_strava_is_away_counts_as_no_attempt_and_after_five_the_others_are_not_tried(
    sync: Sync,
) -> None:
    numbers = range(1, 8)
    for number in numbers:
        sync.rides(number)
    sync.hear(*(sync.says(number, "create", 1) for number in numbers))
    sync.strava.fail("/api/v3", 503, times=None)
    tally = sync.drain()
    assert (sync.postponed(), tally["retried"], tally["dead"]) == (7, 0, 0)
    assert sync.asked() == 5
    (row,) = sync.connection.execute("SELECT last_sync_error FROM provider_connections").fetchall()
    assert "status 503" in row["last_sync_error"]  # and not that nobody calls
    sync.strava.world.faults.clear()


def test_one_activity_that_strava_cannot_show_holds_up_no_other_and_does_not_burn_the_quota(
    sync: Sync,
) -> None:
    for number in (7, 8):
        sync.rides(number)
    sync.hear(sync.says(7, "create", 1), sync.says(8, "create", 1))
    sync.strava.fail("/api/v3/activities/7", 500, times=None)
    sync.drain()
    assert sync.names() == [(sync.athlete, "8")]
    assert sync.postponed() == 1
    assert [outcome for _, outcome in outcomes(sync.connection)] == [None, "APPLIED"]

    hours_ago = "UPDATE provider_events SET received_at = now() - %s::interval WHERE object_id = '7'"
    sync.connection.execute(hours_ago, ["23 hours"])
    (event,) = waiting_events(sync.connection, ["strava:activity:7"])
    waits = wait_for_one_ms(AwayError("it answered 500"), [event])
    assert waits == LONGEST_FOR_ONE_MS
    sync.connection.execute(hours_ago, ["25 hours"])
    sync.lane.submit("strava:activity:7")
    assert sync.drain()["dead"] == 1
    (dead,) = ledger.dead(sync.connection, lane=STRAVA.name)
    assert "500" in str(dead.last_error)
    sync.strava.world.faults.clear()


def test_who_connects_another_account_while_strava_is_asked_keeps_that(
    sync: Sync, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    sync.rides(7)
    when = int(at(1).timestamp())
    sync.hear(
        sync.says(7, "create", 1),
        sync.strava.event(
            ACCOUNT,
            ACCOUNT,
            object_type="athlete",
            aspect_type="update",
            event_time=when,
            updates={"authorized": "false"},
        ),
    )
    change = StravaAdapter.change

    def slow(self: Any, *args: Any) -> Any:
        found = change(self, *args)
        with psycopg.connect(database_url, autocommit=True) as elsewhere:
            elsewhere.execute(
                "UPDATE provider_connections SET external_user_id = '88', connected_at = %s", [at(0)]
            )
        return found

    monkeypatch.setattr(StravaAdapter, "change", slow)
    sync.drain()
    assert sync.activities() == []
    assert [outcome for _, outcome in outcomes(sync.connection)] == ["VOID", "VOID"]
    (row,) = sync.connection.execute("SELECT sync_enabled FROM provider_connections").fetchall()
    assert row["sync_enabled"]


def test_what_is_wrong_is_still_told_while_strava_is_left_in_peace(sync: Sync) -> None:
    sync.strava.fail("/api/v3", 503, times=None)
    for number in range(7, 13):
        sync.rides(number)
        sync.hear(sync.says(number, "create", 1))
        sync.drain()
    assert (sync.asked(), sync.postponed()) == (5, 6)
    (row,) = sync.connection.execute("SELECT last_sync_error FROM provider_connections").fetchall()
    assert "503" in row["last_sync_error"]
    sync.strava.world.faults.clear()


def test_a_used_up_quota_puts_all_of_it_off(sync: Sync) -> None:
    for number in (7, 8):
        sync.rides(number)
    sync.hear(sync.says(7, "create", 1), sync.says(8, "create", 1))
    sync.strava.fail("/api/v3", 429, times=1, headers={"retry-after": "5"})
    sync.drain()
    assert sync.postponed() == 2
    assert sync.asked() == 1
    assert [outcome for _, outcome in outcomes(sync.connection)] == [None, None]


def test_what_strava_refuses_is_dead_with_the_reason_and_can_be_replayed(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    sync.strava.fail("/api/v3", 403)
    assert sync.drain()["dead"] == 1
    (dead,) = ledger.dead(sync.connection, lane=STRAVA.name)
    assert "403" in str(dead.last_error)
    with sync.connection.transaction():
        ledger.replay(sync.connection, STRAVA.name)
    sync.lane.submit("strava:activity:7")
    sync.drain()
    assert sync.names() == [(sync.athlete, "7")]


def test_what_no_code_of_ours_has_foreseen_fails_by_itself(
    sync: Sync, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    for number in (7, 8):
        sync.rides(number)
    real = module.recorded

    def broken(found: Any, **more: Any) -> Any:
        if found["id"] == 7:
            raise ZeroDivisionError
        return real(found, **more)

    monkeypatch.setattr(module, "recorded", broken)
    sync.hear(sync.says(7, "create", 1), sync.says(8, "create", 1))
    wait_until(lambda: sync.drain() and ledger.dead(sync.connection), 5, "it fails twice, and for good")
    assert sync.lane.stats().counters.retried == 1
    assert sync.names() == [(sync.athlete, "8")]


def test_a_sync_is_noted_with_its_connection(sync: Sync) -> None:
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    sync.drain()
    (row,) = sync.connection.execute(
        "SELECT last_sync_at, last_sync_error FROM provider_connections"
    ).fetchall()
    assert row["last_sync_at"] is not None
    assert row["last_sync_error"] is None


def test_no_more_runs_than_set_wait_for_strava(sync: Sync, database_url: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("AFTERWRITE_PROVIDER_RUNS", "1")
    get_settings.cache_clear()
    sync.rides(7)
    sync.hear(sync.says(7, "create", 1))
    with psycopg.connect(database_url, row_factory=dict_row) as other:
        assert take_turn(other, "strava", 1)
        sync.drain()
        assert sync.postponed() == 1
        assert sync.asked() == 0


def test_garmins_pushes_go_the_same_way(sync: Sync, make_lane: MakeLane, connection: Any) -> None:
    sync.connect(sync.athlete, "ann", Provider.GARMIN)
    garmin = make_lane(GARMIN)
    run = {
        "userId": "ann",
        "activityId": 5,
        "activityType": "TRAIL_RUNNING",
        "startTimeInSeconds": 1_773_500_000,
        "durationInSeconds": 1_800,
        "averageHeartRateInBeatsPerMinute": 151,
    }
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    push = {"activities": [run, run | {"userId": "nobody", "activityId": 6}]}
    put(connection, *(event.as_row("garmin") for event in read_push(push, long_ago)))
    later = {"manuallyUpdatedActivities": [run | {"durationInSeconds": 1_700}]}
    put(connection, *(event.as_row("garmin") for event in read_push(later, long_ago + timedelta(seconds=5))))
    tally = sync.drain(garmin)
    assert (tally["finished"], tally["skipped"]) == (1, 1)
    (stored,) = sync.activities()
    assert (stored["source"], stored["external_id"], stored["duration_seconds"]) == ("GARMIN", "5", 1_700)
    assert (stored["type"], stored["average_hr"]) == ("RUNNING", 151)
    end = {"deregistrations": [{"userId": "ann"}]}
    put(
        connection,
        *(event.as_row("garmin") for event in read_push(end, datetime.now(UTC) - timedelta(seconds=2))),
    )
    sync.drain(garmin)
    assert sync.activities() == []
    rows = connection.execute("SELECT payload FROM provider_events WHERE owner = 'ann'").fetchall()
    assert [row["payload"] for row in rows] == [None] * 3


def test_each_event_is_counted_once(sync: Sync) -> None:
    sync.rides(7)
    for second in range(3):
        sync.hear(sync.says(7, "update", second))
        sync.drain()
    sync.hear(sync.says(7, "create", 0))
    sync.drain()
    rows = sync.connection.execute("SELECT outcome, events FROM provider_event_totals ORDER BY 1").fetchall()
    assert [(row["outcome"], row["events"]) for row in rows] == [("APPLIED", 3), ("LATE", 1)]
