"""Check-in days as they come in, in a database: which day, and when by the athlete's own clock."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import DictRow

STOCKHOLM = "Europe/Stockholm"


def today_in(connection: Connection[DictRow], zone: str = STOCKHOLM) -> date:
    """Today there, by the database's clock."""
    row = connection.execute("SELECT (now() AT TIME ZONE %s)::date AS today", [zone]).fetchone()
    assert row is not None
    today: date = row["today"]
    return today


def check_in(
    connection: Connection[DictRow],
    athlete: UUID,
    day: date,
    *,
    on: date | None = None,
    at: time = time(7),
    zone: str = STOCKHOLM,
    imported: bool = False,
    order: int = 0,
) -> None:
    """A check-in of a day, made on another one if that is given, at a time of the athlete's clock.

    Args:
        connection: in autocommit.
        athlete: whose.
        day: of which day.
        on: on which day it was made.
        at: when.
        zone: the athlete's.
        imported: it came with an import.
        order: of several at the same time, which comes first.
    """
    made = datetime.combine(on or day, at, ZoneInfo(zone)) + timedelta(milliseconds=order)
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision, created_at, is_imported)"
        " VALUES (%s, %s, 1, %s, %s)",
        [athlete, day, made, imported],
    )
