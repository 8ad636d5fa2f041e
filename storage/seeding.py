"""Seeding: many athletes and check-ins at once, by COPY, owed to their lane like any others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

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
    with connection.cursor() as cursor:
        cursor.execute(
            _insert(User.__tablename__, "id", "email", "name", "role"), [coach, email, "Coach", "COACH"]
        )
        with cursor.copy(_copy(Client.__tablename__, "id", "user_id", "name", "time_zone")) as copy:
            for athlete in athletes:
                copy.write_row((athlete.id, coach, athlete.name, athlete.time_zone))


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
    with connection.cursor() as cursor:
        with cursor.copy(
            _copy(DailyMetrics.__tablename__, "client_id", "date", "revision", "is_imported", *columns)
        ) as copy:
            for check_in in check_ins:
                copy.write_row((check_in.client_id, check_in.day, 1, True, *check_in.values))
                keys.append(check_in.key)
        with cursor.copy(_copy(OwedWork.__tablename__, "lane", "key", "revision")) as copy:
            for key in keys:
                copy.write_row((LANE, key, 1))
    return keys


def refresh_statistics(connection: Connection[DictRow]) -> None:
    """Have the planner look at the tables, as after any bulk load."""
    for table in (Client.__tablename__, DailyMetrics.__tablename__, OwedWork.__tablename__):
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _copy(table: str, *columns: str) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(columns))


def _insert(table: str, *columns: str) -> sql.Composed:
    values = sql.SQL(", ").join(sql.Placeholder() * len(columns))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), _names(columns), values)


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
