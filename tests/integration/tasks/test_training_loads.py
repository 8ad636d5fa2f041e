"""The lane of training loads: what is stored is the pure function of what is recorded, whatever happened."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.lane_client import LaneClient
from coalescing.lanes import TRAINING_LOADS
from domain.activity_types import ActivitySource
from domain.load_days import REST_DAYS_TOLD
from storage import ledger
from storage.activity_removal import REMOVE
from storage.conservation import balance
from storage.training_loads import LOAD_COLUMNS
from tasks.drain import run
from tasks.training_loads import recompute
from tasks.work import Work
from tests.activities import expected, local_today, record, told
from tests.intake import CheckInWriter
from tests.integration.tasks.conftest import MakeLane

pytestmark = pytest.mark.integration

ACWR = LOAD_COLUMNS.index("acwr")
SESSIONS = LOAD_COLUMNS.index("sessions")


@pytest.fixture
def loads(make_lane: MakeLane) -> LaneClient:
    """The lane of training loads, without its window."""
    return make_lane(TRAINING_LOADS)


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


def drain(connection: Connection[DictRow], loads: LaneClient) -> dict[str, int | str]:
    """Submit what is owed, as reconcile does, and work on it."""
    for owed in ledger.overdue(connection, loads.lane.name, older_than_seconds=-1, page=100):
        loads.submit_many([(key, b"", revision) for key, revision in owed.items()], if_absent=True)
    return run(loads, recompute)


def owe(connection: Connection[DictRow], *athletes: UUID) -> None:
    ledger.owe(connection, TRAINING_LOADS.name, dict.fromkeys(map(str, athletes)))


def a_month(connection: Connection[DictRow], athlete: UUID, last: int = 0, days: int = 35) -> None:
    """A session of 40 on every day, the last one `last` days ago."""
    for ago in range(last, last + days):
        record(connection, athlete, ago, minutes=10, rpe=4)


def computed_at(connection: Connection[DictRow]) -> dict[date, Any]:
    rows = connection.execute("SELECT date, computed_at FROM training_loads")
    return {row["date"]: row["computed_at"] for row in rows}


def test_a_month_of_training_up_to_today(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID
) -> None:
    a_month(connection, athlete, last=2)
    assert drain(connection, loads)["finished"] == 1
    days = told(connection, athlete)
    assert days == expected(connection, athlete)
    assert days[-1][0] == local_today(connection)
    assert len(days) == 37
    assert days[-3][ACWR] == 1.0
    assert days[-1][ACWR] < 1.0


def test_h3_a_rerun_writes_nothing(connection: Connection[DictRow], loads: LaneClient, athlete: UUID) -> None:
    a_month(connection, athlete)
    drain(connection, loads)
    before = computed_at(connection)
    owe(connection, athlete)
    assert drain(connection, loads)["unchanged"] == 1
    assert computed_at(connection) == before


def test_h3_missed_nights_are_decayed_and_made_good(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID
) -> None:
    """Nobody computed for a week: the next run has every day of it, as if it had been there each night."""
    a_month(connection, athlete, last=7)
    drain(connection, loads)
    connection.execute("DELETE FROM training_loads WHERE date > %s", [local_today(connection) - timedelta(7)])
    kept = computed_at(connection)
    owe(connection, athlete)
    drain(connection, loads)
    assert told(connection, athlete) == expected(connection, athlete)
    acute = [values[LOAD_COLUMNS.index("acute")] for values in told(connection, athlete)[-8:]]
    assert acute == sorted(set(acute), reverse=True)
    assert kept.items() <= computed_at(connection).items()


def test_h2_two_sources_of_one_session_count_once(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID
) -> None:
    record(connection, athlete, 0, rpe=5, source=ActivitySource.MANUAL)
    record(connection, athlete, 0, average_hr=150, source=ActivitySource.GARMIN, external_id="g")
    record(connection, athlete, 0, average_hr=150, source=ActivitySource.STRAVA, external_id="s")
    drain(connection, loads)
    (row,) = connection.execute("SELECT * FROM training_loads").fetchall()
    assert (row["daily_load"], row["sessions"], row["duplicates"]) == (300, 1, 2)


def test_only_the_days_that_differ_are_written(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID
) -> None:
    a_month(connection, athlete)
    drain(connection, loads)
    before = computed_at(connection)
    record(connection, athlete, 5, minutes=90, rpe=9, source=ActivitySource.STUDIO, external_id="late")
    drain(connection, loads)
    assert told(connection, athlete) == expected(connection, athlete)
    changed = {day for day, at in computed_at(connection).items() if at != before[day]}
    assert changed == {local_today(connection) - timedelta(days=ago) for ago in range(6)}


def test_without_activities_nothing_is_left(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID, writer: CheckInWriter
) -> None:
    activity = record(connection, athlete, 3, rpe=5)["id"]
    drain(connection, loads)
    assert len(told(connection, athlete)) == 4
    parameters = {"caller_id": writer.coach, "caller_email": None, "activity_id": activity}
    connection.execute(REMOVE.text, parameters)
    drain(connection, loads)
    assert told(connection, athlete) == []


def test_nothing_is_told_of_long_after_the_last_session(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID
) -> None:
    record(connection, athlete, 200, rpe=5)
    drain(connection, loads)
    assert len(told(connection, athlete)) == REST_DAYS_TOLD + 1


def test_an_athlete_who_is_gone_is_void_and_a_key_that_is_none_says_so(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID
) -> None:
    a_month(connection, athlete, days=1)
    owe(connection, uuid4())
    ledger.owe(connection, TRAINING_LOADS.name, {"nobody": None})
    drain(connection, loads)
    assert "key 'nobody' is not an athlete's id" in str(loads.peek("nobody").reason)
    assert len(told(connection, athlete)) == 1
    left = connection.execute(
        "SELECT key FROM owed_work WHERE lane = %s AND done_revision < revision", [TRAINING_LOADS.name]
    ).fetchall()
    assert [row["key"] for row in left] == ["nobody"]


def test_two_runs_on_one_athlete_wait_for_each_other(
    connection: Connection[DictRow], athlete: UUID, writer: CheckInWriter, database_url: str
) -> None:
    """Else the second could leave as it was what the first is just writing."""
    activity = record(connection, athlete, 3, rpe=5)["id"]
    work = [Work(str(athlete), b"", 1, 1)]
    with (
        psycopg.connect(database_url, row_factory=dict_row) as slow,
        psycopg.connect(database_url, row_factory=dict_row) as quick,
    ):
        recompute(slow, work)
        connection.execute(
            REMOVE.text, {"caller_id": writer.coach, "caller_email": None, "activity_id": activity}
        )
        quick.execute("SET lock_timeout = '100ms'")
        quick.commit()
        with pytest.raises(psycopg.errors.LockNotAvailable):
            recompute(quick, work)
        quick.rollback()
        slow.commit()
        assert len(told(connection, athlete)) == 4
        recompute(quick, work)
        quick.commit()
    assert told(connection, athlete) == []


def test_intake_does_not_wait_for_a_run(
    connection: Connection[DictRow], athlete: UUID, database_url: str
) -> None:
    record(connection, athlete, 3, rpe=5)
    with psycopg.connect(database_url, row_factory=dict_row) as slow:
        recompute(slow, [Work(str(athlete), b"", 1, 1)])
        connection.execute("SET lock_timeout = '100ms'")
        assert record(connection, athlete, 2, rpe=5)["changed"]


def spans(connection: Connection[DictRow]) -> list[bytes]:
    rows = connection.execute("SELECT payload FROM owed_inputs WHERE lane = 'reassessments'")
    return [bytes(row["payload"]) for row in rows]


def test_check_ins_that_look_at_a_changed_ratio_are_owed(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID, writer: CheckInWriter
) -> None:
    a_month(connection, athlete, days=40)
    today = local_today(connection)
    writer.key(athlete, today, mood=5)
    drain(connection, loads)
    first, last = today - timedelta(days=38), today + timedelta(days=7)
    assert spans(connection) == [f'[["{first}","{last}"]]'.encode()]
    owe(connection, athlete)
    drain(connection, loads)
    assert len(spans(connection)) == 1


def test_where_no_check_in_looks_nothing_is_owed(
    connection: Connection[DictRow], loads: LaneClient, athlete: UUID, writer: CheckInWriter
) -> None:
    """The athlete stopped long ago, so that no check-in of today can look at any of it."""
    ago = REST_DAYS_TOLD + 60
    a_month(connection, athlete, last=ago, days=40)
    writer.key(athlete, local_today(connection) - timedelta(days=ago + 50), mood=5)
    writer.key(athlete, local_today(connection), mood=5)
    drain(connection, loads)
    assert spans(connection) == []


@dataclass(frozen=True)
class Post:
    """One recording; the same again where all of it is the same."""

    ago: int
    source: ActivitySource
    values: dict[str, Any]


@dataclass(frozen=True)
class Delete:
    """Of one of the activities that are there."""

    which: int


posts = st.builds(
    Post,
    st.integers(0, 45),
    st.sampled_from(ActivitySource),
    st.fixed_dictionaries(
        {"minutes": st.sampled_from([20, 60, 90])},
        optional={
            "rpe": st.none() | st.integers(0, 10).map(float),
            "average_hr": st.none() | st.integers(100, 180).map(float),
        },
    ),
)
moves = st.lists(posts | st.builds(Delete, st.integers(0, 100)) | st.just("drain"), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_stored_days_are_the_function_of_the_activities(
    connection: Connection[DictRow],
    loads: LaneClient,
    writer: CheckInWriter,
    athlete: UUID,
    moves: list[Post | Delete | str],
) -> None:
    """Whatever the order of posts, deletions and runs."""
    connection.execute("UPDATE clients SET resting_hr = 50, max_hr = 190, sex = 'FEMALE'")
    connection.execute("DELETE FROM activities")
    owe(connection, athlete)
    for move in moves:
        if isinstance(move, Post):
            record(connection, athlete, move.ago, source=move.source, **move.values)
        elif isinstance(move, Delete):
            there = connection.execute("SELECT id FROM activities WHERE deleted_at IS NULL ORDER BY id")
            ids = [row["id"] for row in there]
            if ids:
                wanted = {"activity_id": ids[move.which % len(ids)]}
                connection.execute(REMOVE.text, {"caller_id": writer.coach, "caller_email": None} | wanted)
        else:
            drain(connection, loads)
    drain(connection, loads)
    assert told(connection, athlete) == expected(connection, athlete)
    (book,) = (book for book in balance(connection) if book.lane == TRAINING_LOADS.name)
    assert (book.done, book.owed, book.dead, book.lost) == (book.accepted, 0, 0, 0)
