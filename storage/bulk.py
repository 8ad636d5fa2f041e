"""Rows in bulk, by COPY, into tables of the schema: for people and pasts that are made up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from storage.business_summaries import LANE as BUSINESS_TRENDS
from storage.check_ins import LANE as CHECKINS
from storage.models import Base, OwedWork, User
from storage.put_off import PUT_OFF_HOURS, owe_at
from storage.reassessments import Span, owe_reassessments
from storage.team_summaries import LANE as TEAM_SUMMARIES


def copy_rows(
    connection: Connection[DictRow], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Copy rows into a table, in the caller's transaction; answers how many.

    Raises:
        ValueError: the schema has no such table, or the table no such column.
    """
    known = Base.metadata.tables.get(table)
    if known is None or set(columns) - set(known.columns.keys()):
        raise ValueError(f"not a table of the schema, or not its columns: {table} ({', '.join(columns)})")
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def count_users(connection: Connection[DictRow]) -> int:
    """How many logins there are."""
    row = connection.execute("SELECT count(*) AS users FROM users").fetchone()
    assert row is not None  # noqa: S101  an aggregate always has a row
    return int(row["users"])


def is_taken(connection: Connection[DictRow], email: str) -> bool:
    """Whether there is a login with this address."""
    table = sql.Identifier(User.__tablename__)
    statement = sql.SQL("SELECT id FROM {} WHERE email = %s").format(table)
    return connection.execute(statement, [email]).fetchone() is not None


def owe_pasts(
    connection: Connection[DictRow], keys: Iterable[str], spans: Mapping[UUID, Span]
) -> dict[str, int]:
    """Owe the assessment of check-ins that are new, as an import does; in the caller's transaction.

    Args:
        connection: in the transaction that has made them.
        keys: of the check-ins.
        spans: first and last day of each athlete.

    Returns:
        The revision of each key of the lane `reassessments`, to be submitted after the commit.
    """
    later = _now(connection) + timedelta(hours=PUT_OFF_HOURS)
    rows = ((CHECKINS, key, 1, later) for key in keys)
    copy_rows(connection, OwedWork.__tablename__, ("lane", "key", "revision", "owed_at"), rows)
    return owe_reassessments(connection, spans)


def owe_summaries(
    connection: Connection[DictRow], team_days: Iterable[str], businesses: Iterable[UUID], seconds: float
) -> None:
    """Owe the summaries of teams and businesses from so many seconds on, when what they count is there.

    A month that is closed is counted once: not before its check-ins are assessed. Until then dashboards count
    the rows themselves.
    """
    at = _now(connection) + timedelta(seconds=seconds)
    owe_at(connection, TEAM_SUMMARIES, dict.fromkeys(team_days, at))
    owe_at(connection, BUSINESS_TRENDS, dict.fromkeys(map(str, businesses), at))


def analyze(connection: Connection[DictRow], tables: Iterable[str]) -> None:
    """Have the planner look at the tables, as after any bulk load."""
    for table in tables:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _now(connection: Connection[DictRow]) -> datetime:
    row = connection.execute("SELECT now() AS now").fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM always has a row
    now: datetime = row["now"]
    return now
