"""Activities written as a sync writes them, and what the days of an athlete are to be, for comparison."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.activity_types import ActivitySource
from domain.load_day import LoadDay
from domain.load_days import load_days
from storage.activities import record_activity
from storage.training_loads import read_athletes, stored_days, values_of


def local_today(connection: Connection[DictRow]) -> date:
    """Today where the athletes of tests live."""
    row = connection.execute("SELECT (now() AT TIME ZONE 'Europe/Stockholm')::date AS today").fetchone()
    assert row is not None
    today: date = row["today"]
    return today


def record(
    connection: Connection[DictRow], athlete: UUID, ago: int, *, minutes: float = 60, **fields: Any
) -> DictRow:
    """Record a session of `ago` days before today, at ten o'clock; a rated run, unless told otherwise."""
    day = local_today(connection) - timedelta(days=ago)
    usual: dict[str, Any] = {"source": ActivitySource.MANUAL, "source_type": "Run"}
    usual |= {"started_at": datetime(day.year, day.month, day.day, 10, tzinfo=UTC)}
    row = record_activity(connection, athlete, duration_seconds=minutes * 60, **usual | fields)
    assert row is not None
    return row


def expected_days(connection: Connection[DictRow], athlete: UUID) -> list[LoadDay]:
    """The pure function of what is recorded now."""
    (read,) = read_athletes(connection, [athlete])
    return load_days(read.sessions, read.profile, read.today)


def told(connection: Connection[DictRow], athlete: UUID) -> list[tuple[Any, ...]]:
    """The stored days, by day."""
    return [values for _, values in sorted(stored_days(connection, [athlete]).get(athlete, {}).items())]


def expected(connection: Connection[DictRow], athlete: UUID) -> list[tuple[Any, ...]]:
    """What those are to be."""
    return [values_of(day) for day in expected_days(connection, athlete)]
