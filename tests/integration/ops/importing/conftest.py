"""An import that is typed against real servers, with athletes to import for, and workers in the test."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import REASSESSMENTS
from tasks.drain import run
from tasks.reassessments import reassess
from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Said, Type, connection, environment, type_
from tests.integration.tasks.conftest import MakeLane, _worker_process, make_lane, redis_patience_ms

__all__ = ["_worker_process", "connection", "environment", "make_lane", "redis_patience_ms", "type_"]

FIRST_DAY = date(2021, 3, 1)

#: Imports rows of athlete, day, hrv and mood; options follow.
ImportRows = Callable[..., Said]


@pytest.fixture
def writer(connection: Connection[DictRow]) -> CheckInWriter:
    return CheckInWriter(connection)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "days.csv"


@pytest.fixture
def import_rows(type_: Type, file: Path) -> ImportRows:
    """Writes the rows to a file, and types the import of it."""

    def typed(rows: Sequence[Sequence[Any]], *options: str) -> Said:
        write(file, rows)
        return type_("import", str(file), *options)

    return typed


@pytest.fixture
def assess(connection: Connection[DictRow], make_lane: MakeLane) -> Callable[[], None]:
    """Drains the lane of past days, without its window."""

    def drain() -> None:
        lane = make_lane(REASSESSMENTS)
        owed = connection.execute(
            "SELECT key, revision FROM owed_work WHERE lane = 'reassessments' AND done_revision < revision"
        ).fetchall()
        for row in owed:
            lane.forget(row["key"])
        lane.submit_many([(row["key"], b"", row["revision"]) for row in owed], delay_ms=0)
        while run(lane, reassess)["claimed"]:
            pass

    return drain


def write(file: Path, rows: Sequence[Sequence[Any]]) -> None:
    """A file with these rows; None makes a blank cell."""
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("clientId", "date", "hrvRMSSD", "mood"))
        writer.writerows(rows)


def days_of(athlete: UUID, count: int, *, shift: int = 0) -> list[tuple[Any, ...]]:
    """So many days of an athlete, some of them with blanks."""
    return [
        (
            athlete,
            FIRST_DAY + timedelta(days=number),
            None if number % 9 == 4 else 50.0 + (number + shift) % 11,
            None if number % 9 == 7 else 1 + (number + shift) % 10,
        )
        for number in range(count)
    ]
