"""After a load test: what is lost, made up, or not assessed is found."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from benchmarks.load_test.aftermath import faults, wait_until_done
from storage import ledger
from storage.check_ins import LANE
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, row_factory=dict_row, autocommit=True) as connection:
        yield connection


@pytest.fixture
def key(connection: Connection[DictRow]) -> str:
    """A check-in that was written twice."""
    writer = CheckInWriter(connection)
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=5)
    writer.take(athlete, DAY, mood=6)
    return key


def assess(connection: Connection[DictRow], key: str, revision: int) -> None:
    connection.execute("UPDATE daily_metrics SET assessed_revision = %s", [revision])
    ledger.mark_done(connection, LANE, {key: ledger.Finished(revision)})


def test_nothing_is_found_where_all_is_well(connection: Connection[DictRow], key: str) -> None:
    assess(connection, key, 2)
    assert wait_until_done(connection, [LANE], 0)[0] == 0
    assert list(faults(connection, attempted=2, accepted=2)) == []
    assert list(faults(connection, attempted=3, accepted=2)) == []  # the answer to one was lost


def test_what_was_accepted_and_is_not_stored_is_found(connection: Connection[DictRow], key: str) -> None:
    assess(connection, key, 2)
    assert list(faults(connection, attempted=3, accepted=3)) == ["1 accepted check-ins are not stored"]


def test_what_nobody_sent_is_found(connection: Connection[DictRow], key: str) -> None:
    assess(connection, key, 2)
    assert list(faults(connection, attempted=1, accepted=1)) == ["1 check-ins are stored that nobody sent"]


def test_what_is_not_assessed_is_found(connection: Connection[DictRow], key: str) -> None:
    assess(connection, key, 1)
    assert wait_until_done(connection, [LANE], 0)[0] == 1
    assert list(faults(connection, 2, 2)) == ["1 check-ins are not assessed as they are stored"]


def test_what_is_dead_or_lost_is_found(connection: Connection[DictRow], key: str) -> None:
    ledger.mark_dead(connection, LANE, {key: "ValueError: no"})
    assert any("dead" in fault for fault in faults(connection, 2, 2))
    connection.execute("DELETE FROM owed_work")
    assert any("lost" in fault for fault in faults(connection, 2, 2))
