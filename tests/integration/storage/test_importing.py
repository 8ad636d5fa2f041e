"""A chunk is merged into what is there, whoever else is writing, and owes what it changes."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from domain.history import HISTORY_DAYS
from storage.check_ins import LANE
from storage.importing import Merged, Staging, connect
from storage.inspection import debts
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2021, 3, 1)
COLUMNS = ("hrv_rmssd", "mood", "is_illness")


@pytest.fixture
def importer(database_url: str) -> Iterator[Connection[DictRow]]:
    with connect(database_url, read_only=False) as opened:
        yield opened


@pytest.fixture
def staging(importer: Connection[DictRow]) -> Staging:
    return Staging.made(importer, COLUMNS)


def _merge(importer: Connection[DictRow], staging: Staging, *rows: tuple[UUID, date, list[Any]]) -> Merged:
    with importer.transaction():
        return staging.merge(importer, rows)


def test_new_changed_and_unchanged_days(
    importer: Connection[DictRow], staging: Staging, writer: CheckInWriter, connection: Connection[DictRow]
) -> None:
    athlete = writer.athlete()
    for number in range(2):
        writer.take(athlete, DAY + timedelta(days=number), mood=5, is_illness=True)
    rows = [(athlete, DAY + timedelta(days=number), [None, 5 + number, None]) for number in range(3)]
    merged = _merge(importer, staging, *rows)
    assert (merged.new, merged.changed, merged.unchanged) == (1, 1, 1)
    stored = connection.execute(
        "SELECT revision, mood, is_illness FROM daily_metrics ORDER BY date"
    ).fetchall()
    assert [tuple(row.values()) for row in stored] == [(1, 5, True), (2, 6, True), (1, 7, False)]
    (owed,) = connection.execute("SELECT payload FROM owed_inputs WHERE lane = 'reassessments'")
    first, last = DAY + timedelta(days=1), DAY + timedelta(days=2 + HISTORY_DAYS)
    assert bytes(owed["payload"]) == f'[["{first}","{last}"]]'.encode()
    assert merged.owed == {str(athlete): 1}


def test_nothing_changed_owes_nothing(
    importer: Connection[DictRow], staging: Staging, writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    writer.take(athlete, DAY, mood=5)
    assert _merge(importer, staging, (athlete, DAY, [None, 5, None])) == Merged(unchanged=1, owed={})


def test_a_day_that_was_deleted_and_comes_again_continues_the_count(
    importer: Connection[DictRow], staging: Staging, writer: CheckInWriter, connection: Connection[DictRow]
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=5)
    connection.execute("DELETE FROM daily_metrics")
    _merge(importer, staging, (athlete, DAY, [None, 5, None]))
    assert debts(connection, LANE, [key])[key].revision == 2


def test_a_dead_debt_is_revived_by_a_change(
    importer: Connection[DictRow], staging: Staging, writer: CheckInWriter, connection: Connection[DictRow]
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=5)
    connection.execute("UPDATE owed_work SET dead_at = now(), last_error = 'no'")
    _merge(importer, staging, (athlete, DAY, [None, 6, None]))
    debt = debts(connection, LANE, [key])[key]
    assert (debt.is_owed, debt.last_error) == (True, None)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_live_write_of_the_same_day_comes_first_and_is_merged_into(
    importer: Connection[DictRow],
    staging: Staging,
    writer: CheckInWriter,
    database_url: str,
    wait_until: WaitUntil,
    *,
    is_there: bool,
) -> None:
    """It is under way, and not yet committed, when the chunk comes: the chunk waits for it."""
    athlete = writer.athlete()
    if is_there:
        writer.take(athlete, DAY, mood=1)
    with psycopg.connect(database_url) as live:
        live.execute(
            "INSERT INTO daily_metrics (client_id, date, revision, mood, is_illness)"
            " VALUES (%s, %s, 1, 9, true)"
            " ON CONFLICT (client_id, date) DO UPDATE SET mood = 9, is_illness = true,"
            " revision = daily_metrics.revision + 1",
            [athlete, DAY],
        )
        found: list[Merged] = []
        chunk = threading.Thread(
            target=lambda: found.append(_merge(importer, staging, (athlete, DAY, [61.5, None, None])))
        )
        chunk.start()
        waiting = (
            "SELECT 1 FROM pg_stat_activity"
            " WHERE application_name = 'afterwrite import' AND wait_event_type = 'Lock'"
        )
        wait_until(lambda: writer.connection.execute(waiting).fetchone(), 10, "the chunk waits")
        live.commit()
        chunk.join()
    assert [(merged.new, merged.changed) for merged in found] == [(0, 1)]
    (row,) = writer.connection.execute("SELECT hrv_rmssd, mood, is_illness, revision FROM daily_metrics")
    assert tuple(row.values()) == (61.5, 9, True, 3 if is_there else 2)


def test_a_chunk_that_is_rolled_back_leaves_nothing(
    importer: Connection[DictRow], staging: Staging, writer: CheckInWriter, connection: Connection[DictRow]
) -> None:
    rows = [(writer.athlete(), DAY, [61.5, 5, None]), (UUID(int=9), DAY, [61.5, 5, None])]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        _merge(importer, staging, *rows)
    (count,) = connection.execute(
        "SELECT (SELECT count(*) FROM daily_metrics) + (SELECT count(*) FROM owed_work) AS n"
    )
    assert count["n"] == 0
    assert _merge(importer, staging, rows[0]).new == 1


def test_a_read_only_connection_writes_nothing(database_url: str) -> None:
    with (
        connect(database_url, read_only=True) as opened,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        opened.execute("INSERT INTO users (email, name, role) VALUES ('a', 'A', 'COACH')")


def test_only_inputs_can_be_imported(importer: Connection[DictRow]) -> None:
    with pytest.raises(ValueError, match="readiness_score"):
        Staging.made(importer, ("mood", "readiness_score"))


def test_the_ledger_is_not_read_through_for_every_chunk(
    writer: CheckInWriter, connection: Connection[DictRow], database_url: str, wait_until: WaitUntil
) -> None:
    """On a new platform PostgreSQL has no statistics, and takes the ledger for a small table."""
    chunk, chunks = 300, 12
    with connect(database_url, read_only=False) as importer:
        staging = Staging.made(importer, ("mood",))
        for _ in range(chunks):
            athlete = writer.athlete()
            rows = [(athlete, DAY + timedelta(days=number), [5]) for number in range(chunk)]
            assert _merge(importer, staging, *rows).new == chunk

    def reads() -> DictRow | None:
        return connection.execute(
            "SELECT idx_tup_read FROM pg_stat_user_indexes"
            " WHERE indexrelname = 'pk_owed_work' AND idx_scan >= %s",
            [chunk * chunks],
        ).fetchone()

    wait_until(reads, 20, "PostgreSQL to count")
    found = reads()
    assert found is not None
    assert found["idx_tup_read"] <= 3 * chunk * chunks
