"""A run is begun once, whoever asks and how often, unless a process died or a clock was wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from storage import schedule_runs

pytestmark = pytest.mark.integration

DUE = datetime(2026, 3, 2, 12, 2, tzinfo=UTC)
LIMIT = 300.0


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


def begin(connection: Connection[DictRow], due_at: datetime = DUE) -> bool:
    return schedule_runs.begin(connection, "loads", due_at, limit_seconds=LIMIT)


def finish(connection: Connection[DictRow], due_at: datetime = DUE, error: str | None = None) -> None:
    schedule_runs.finish(connection, "loads", due_at, rows=None if error else 7, error=error)


def started(connection: Connection[DictRow], ago: timedelta) -> None:
    connection.execute("UPDATE schedule_runs SET started_at = now() - %s", [ago])


def test_it_is_begun_once_while_it_runs_and_afterwards(connection: Connection[DictRow]) -> None:
    assert begin(connection)
    assert not begin(connection)
    finish(connection)
    assert not begin(connection)
    assert begin(connection, DUE + timedelta(minutes=15))


def test_of_two_at_the_same_time_one_begins(connection: Connection[DictRow], database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as other:
        assert begin(other)
        connection.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            begin(connection)
        other.commit()
        assert not begin(connection)


def test_a_transaction_that_is_older_than_the_run_does_not_begin_it_too(
    connection: Connection[DictRow], database_url: str
) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as other:
        other.execute("SELECT 1")  # from here on it has its `now()`
        assert begin(connection)
        assert not begin(other)


def test_a_run_that_was_killed_is_begun_anew(connection: Connection[DictRow]) -> None:
    assert begin(connection)
    started(connection, timedelta(seconds=LIMIT + 1))
    assert schedule_runs.latest(connection, ["loads"], limit_seconds=LIMIT)["loads"].is_lost
    assert begin(connection)
    assert not schedule_runs.latest(connection, ["loads"], limit_seconds=LIMIT)["loads"].is_lost


@pytest.mark.parametrize(
    "ago", [timedelta(days=1), timedelta(days=-1)], ids=["it was ahead", "it was behind"]
)
def test_a_point_of_time_that_comes_again_since_a_clock_was_wrong_is_run_again(
    connection: Connection[DictRow], ago: timedelta
) -> None:
    assert begin(connection)
    finish(connection, error="ValueError")
    started(connection, ago)
    assert begin(connection)
    (run,) = schedule_runs.recent(connection, entry=None, limit=9)
    assert (run.finished_at, run.rows, run.error) == (None, None, None)


def test_what_was_written_down_is_read_newest_first(connection: Connection[DictRow]) -> None:
    for n in range(4):
        begin(connection, DUE + timedelta(minutes=n))
        finish(connection, DUE + timedelta(minutes=n), error="OSError" if n == 3 else None)
    newest, older = schedule_runs.recent(connection, entry="loads", limit=2)
    assert (newest.due_at, newest.rows, newest.error) == (DUE + timedelta(minutes=3), None, "OSError")
    assert (older.rows, older.error) == (7, None)
    assert schedule_runs.recent(connection, entry="other", limit=2) == []
    assert schedule_runs.last_of_each(connection) == {"loads": newest}
    assert list(schedule_runs.latest(connection, ["loads", "other"], limit_seconds=LIMIT)) == ["loads"]


def test_old_ones_are_dropped_some_at_a_time(connection: Connection[DictRow]) -> None:
    now = datetime.now(UTC)
    for days in (1, 29, 31, 40, 50):
        begin(connection, now - timedelta(days=days))
    age = timedelta(days=30)
    assert [schedule_runs.drop_before(connection, age, at_most=2) for _ in range(3)] == [2, 1, 0]
    assert len(schedule_runs.recent(connection, entry=None, limit=9)) == 2
