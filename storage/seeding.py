"""Seeding: many athletes and check-ins at once, by COPY, owed to their lane like any others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from storage.bulk import analyze, copy_rows
from storage.check_ins import LANE
from storage.models import INPUT_COLUMNS, Client, DailyMetrics, OwedWork, User


@dataclass(frozen=True, slots=True)
class SeededAthlete:
    """An athlete to be made. Days are counted in `time_zone` (IANA name)."""

    id: UUID
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class SeededCheckIn:
    """A check-in to be made: values in the order of the columns that go with it."""

    client_id: UUID
    day: date
    values: Sequence[Any]

    @property
    def key(self) -> str:
        """Its key in the lane, `clientId:date`."""
        return f"{self.client_id}:{self.day}"


def seed_coach(
    connection: Connection[DictRow], coach: UUID, email: str, athletes: Iterable[SeededAthlete]
) -> None:
    """Make a coach and the athletes that are theirs, in the caller's transaction."""
    logins = [(coach, email, "Coach", "COACH")]
    copy_rows(connection, User.__tablename__, ("id", "email", "name", "role"), logins)
    rows = ((athlete.id, coach, athlete.name, athlete.time_zone) for athlete in athletes)
    copy_rows(connection, Client.__tablename__, ("id", "user_id", "name", "time_zone"), rows)


def seed_check_ins(
    connection: Connection[DictRow], columns: Sequence[str], check_ins: Iterable[SeededCheckIn]
) -> list[str]:
    """Make check-ins that did not exist, and owe the assessment of each, in the caller's transaction.

    They count as imported: nobody has made them on their day.

    Args:
        connection: an open connection, in a transaction.
        columns: those of `INPUT_COLUMNS` that the values are for.
        check_ins: what to make.

    Returns:
        The keys to submit to the lane once the transaction is committed.

    Raises:
        ValueError: a column is no input.
    """
    unknown = set(columns) - set(INPUT_COLUMNS)
    if unknown:
        raise ValueError(f"not an input of a check-in: {', '.join(sorted(unknown))}")
    keys: list[str] = []

    def rows() -> Iterator[Sequence[Any]]:
        for each in check_ins:
            keys.append(each.key)
            yield each.client_id, each.day, 1, True, *each.values

    inputs = ("client_id", "date", "revision", "is_imported", *columns)
    copy_rows(connection, DailyMetrics.__tablename__, inputs, rows())
    debts = ((LANE, key, 1) for key in keys)
    copy_rows(connection, OwedWork.__tablename__, ("lane", "key", "revision"), debts)
    return keys


def refresh_statistics(connection: Connection[DictRow]) -> None:
    """Have the planner look at the tables, as after any bulk load."""
    analyze(connection, (Client.__tablename__, DailyMetrics.__tablename__, OwedWork.__tablename__))
