"""Recording an activity: stored and owed in one statement, or not at all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from domain.activity_types import ActivitySource
from storage import ledger
from storage.activities import record_activity, remove_activity
from storage.activity_debts import LANE
from storage.activity_removal import REMOVE
from tests.activities import record
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

STARTED = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
RUN: dict[str, Any] = {"source": ActivitySource.STRAVA, "source_type": "TrailRun", "duration_seconds": 3600}


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


def revision(connection: Connection[DictRow], athlete: UUID) -> int:
    found = ledger.owed(connection, LANE, [str(athlete)])
    return found[str(athlete)].revision if found else 0


def rows(connection: Connection[DictRow]) -> list[DictRow]:
    found = connection.execute("SELECT * FROM activities WHERE deleted_at IS NULL ORDER BY started_at")
    return found.fetchall()


def remove(connection: Connection[DictRow], writer: CheckInWriter, activity_id: UUID) -> DictRow:
    parameters = {"caller_id": writer.coach, "caller_email": None, "activity_id": activity_id}
    row = connection.execute(REMOVE.text, parameters).fetchone()
    assert row is not None
    return row


def test_an_activity_is_stored_with_its_local_day_and_owed(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Stockholm
    row = record_activity(connection, athlete, late, **RUN, external_id="7", rpe=6)
    assert row is not None
    assert (row["changed"], row["revision"]) == (True, 1)
    (stored,) = rows(connection)
    assert (stored["day"], stored["type"], stored["source_type"]) == (
        date(2026, 3, 3),
        "RUNNING",
        "TrailRun",
    )
    assert (stored["rpe"], stored["average_hr"], stored["external_id"]) == (6, None, "7")
    assert revision(connection, athlete) == 1


def test_the_same_again_changes_and_owes_nothing(connection: Connection[DictRow], athlete: UUID) -> None:
    first = record_activity(connection, athlete, STARTED, **RUN, external_id="7", rpe=6)
    again = record_activity(connection, athlete, STARTED, **RUN, external_id="7", rpe=6)
    assert first is not None
    assert again is not None
    assert (again["changed"], again["revision"], again["id"]) == (False, 1, first["id"])
    assert again["updated_at"] == first["updated_at"]
    assert revision(connection, athlete) == 1


def test_the_same_again_revives_what_is_dead(connection: Connection[DictRow], athlete: UUID) -> None:
    record_activity(connection, athlete, STARTED, **RUN)
    ledger.mark_dead(connection, LANE, {str(athlete): "ValueError: no"})
    again = record_activity(connection, athlete, STARTED, **RUN)
    assert again is not None
    assert (again["changed"], again["revision"]) == (True, 2)
    assert ledger.dead(connection) == []


def test_a_rating_that_comes_later_is_added_and_a_sync_does_not_take_it_away(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", average_hr=150)
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", rpe=6)
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", average_hr=151)
    (stored,) = rows(connection)
    assert (stored["rpe"], stored["average_hr"]) == (6, 151)
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", rpe=None)
    assert rows(connection)[0]["rpe"] is None
    assert revision(connection, athlete) == 4


def test_g5_a_name_belongs_to_its_athlete_and_source(
    connection: Connection[DictRow], athlete: UUID, writer: CheckInWriter
) -> None:
    record_activity(connection, athlete, STARTED, **RUN, external_id="7")
    record_activity(connection, writer.athlete(), STARTED, **RUN, external_id="7")
    record_activity(connection, athlete, STARTED, **RUN | {"source": ActivitySource.GARMIN}, external_id="7")
    assert len(rows(connection)) == 3


def test_without_a_name_its_beginning_names_it(connection: Connection[DictRow], athlete: UUID) -> None:
    for _ in range(2):
        record_activity(connection, athlete, STARTED, **RUN)
    record_activity(connection, athlete, STARTED + timedelta(hours=3), **RUN)
    assert [row["external_id"] for row in rows(connection)] == [
        "2026-03-02T17:30:00.000000Z",
        "2026-03-02T20:30:00.000000Z",
    ]


def test_an_athlete_who_is_not_there_owes_nothing(connection: Connection[DictRow]) -> None:
    assert record_activity(connection, uuid4(), STARTED, **RUN) is None
    assert connection.execute("SELECT * FROM owed_work").fetchall() == []


def test_rolled_back_it_is_neither_stored_nor_owed(connection: Connection[DictRow], athlete: UUID) -> None:
    with connection.transaction(force_rollback=True):
        record_activity(connection, athlete, STARTED, **RUN)
    assert rows(connection) == []
    assert revision(connection, athlete) == 0


def test_removing_owes_once(connection: Connection[DictRow], athlete: UUID, writer: CheckInWriter) -> None:
    activity = record(connection, athlete, 1, rpe=5)["id"]
    removed = remove(connection, writer, activity)
    assert (removed["id"], removed["changed"], removed["revision"]) == (activity, True, 2)
    assert rows(connection) == []
    again = remove(connection, writer, activity)
    assert (again["athlete_id"], again["id"], again["changed"]) == (None, None, False)
    assert revision(connection, athlete) == 2


def test_a_foreign_activity_is_not_removed(connection: Connection[DictRow], athlete: UUID) -> None:
    activity = record(connection, athlete, 1, rpe=5)["id"]
    answer = remove(connection, CheckInWriter(connection), activity)
    assert (answer["allowed"], answer["id"], answer["changed"]) == (False, None, False)
    assert len(rows(connection)) == 1


def at(minute: int) -> datetime:
    """The time of an event at the source."""
    return STARTED + timedelta(hours=2, minutes=minute)


def test_g4_an_older_event_overwrites_nothing(connection: Connection[DictRow], athlete: UUID) -> None:
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(5), average_hr=150)
    late = record_activity(
        connection, athlete, STARTED, **RUN, external_id="7", event_at=at(1), average_hr=99
    )
    assert late is not None
    assert (late["changed"], late["average_hr"]) == (False, 150)
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(6), average_hr=151)
    assert rows(connection)[0]["average_hr"] == 151
    assert revision(connection, athlete) == 2


@pytest.mark.parametrize("was_known", [True, False])
def test_g4_what_was_removed_does_not_come_back_by_an_older_event(
    connection: Connection[DictRow], athlete: UUID, was_known: bool
) -> None:
    """Also where the source's removal comes first."""
    if was_known:
        record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(0), average_hr=150)
    assert remove_activity(connection, athlete, at(5), source=RUN["source"], external_id="7")
    assert rows(connection) == []
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(1), average_hr=150)
    assert rows(connection) == []
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(6), rpe=4)
    (back,) = rows(connection)
    assert (back["rpe"], back["average_hr"], back["type"]) == (4, None, "RUNNING")


def test_g4_an_older_removal_does_not_take_away_what_is_newer(
    connection: Connection[DictRow], athlete: UUID
) -> None:
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(5))
    assert remove_activity(connection, athlete, at(1), source=RUN["source"], external_id="7") is None
    assert len(rows(connection)) == 1
    assert revision(connection, athlete) == 1


def test_what_an_athlete_has_removed_stays_removed_until_the_athlete_records_it_again(
    connection: Connection[DictRow], athlete: UUID, writer: CheckInWriter
) -> None:
    row = record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(0), rpe=5)
    assert row is not None
    remove(connection, writer, row["id"])
    left = connection.execute("SELECT rpe, deleted_at FROM activities").fetchone()
    assert left is not None
    assert (left["rpe"], left["deleted_at"] is not None) == (None, True)
    record_activity(connection, athlete, STARTED, **RUN, external_id="7", event_at=at(1))
    assert rows(connection) == []
    record_activity(connection, athlete, STARTED, **RUN, external_id="7")
    assert len(rows(connection)) == 1


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("max_hr = 60, resting_hr = 60", "ck_clients_max_above_resting"),
        ("sex = 'UNKNOWN'", "ck_clients_sex"),
    ],
)
def test_a_profile_that_is_none_cannot_be_stored(
    connection: Connection[DictRow], athlete: UUID, change: str, constraint: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
        connection.execute(f"UPDATE clients SET {change} WHERE id = %s".encode(), [athlete])
