"""Training loads: what they are computed from, what is stored of them, and writing the difference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, tuple_row

from domain.activity_types import ActivitySource, ActivityType
from domain.load_day import LoadDay
from domain.load_days import REST_DAYS_TOLD
from domain.session_load import HeartRateProfile
from domain.sessions import Session
from domain.training_load import Sex
from storage.activity_debts import LANE
from storage.models import Base, TrainingLoad

#: What is stored of a day, in the table's order: the fields of a `LoadDay`.
LOAD_COLUMNS = tuple(LoadDay.__slots__)

#: The values of a `LoadDay` in that order.
values_of = attrgetter(*LOAD_COLUMNS)

_table = Base.metadata.tables[TrainingLoad.__tablename__]

# "Today" is that of the athlete, by the database's clock. The lock keeps two runs on one athlete apart, as
# there are when a lease ends too early: the second one reads what the first one has written.
_ATHLETES = """
SELECT id, (now() AT TIME ZONE time_zone)::date, resting_hr, max_hr, sex
FROM clients WHERE id = ANY(%(clients)s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""

_SESSIONS = """
SELECT client_id, source, external_id, type, started_at, day, duration_seconds, rpe, average_hr
FROM activities WHERE client_id = ANY(%(clients)s::uuid[]) AND deleted_at IS NULL
"""

_STORED = f"""
SELECT client_id, {", ".join(LOAD_COLUMNS)} FROM training_loads WHERE client_id = ANY(%(clients)s::uuid[])
"""  # noqa: S608  the only things put in are the table's columns

_WRITE = f"""
INSERT INTO training_loads (client_id, {", ".join(LOAD_COLUMNS)})
SELECT * FROM jsonb_to_recordset(%(days)s::jsonb)
    AS day (client_id uuid, {", ".join(f"{name} {_table.c[name].type}" for name in LOAD_COLUMNS)})
ON CONFLICT (client_id, date) DO UPDATE SET computed_at = now(),
    {", ".join(f"{name} = excluded.{name}" for name in LOAD_COLUMNS if name != "date")}
"""  # noqa: S608  as above

_REMOVE = """
DELETE FROM training_loads USING unnest(%(clients)s::uuid[], %(dates)s::date[]) AS gone (client_id, date)
WHERE training_loads.client_id = gone.client_id AND training_loads.date = gone.date
"""

# Whoever is owed, or dead, is left to the run that comes, or to an operator. A page is of athletes that are
# looked at, not found: so no statement takes long, however many there are.
_BEHIND = f"""
WITH page AS (SELECT id, time_zone FROM clients WHERE id > %(after)s ORDER BY id LIMIT %(page)s)
SELECT c.id, last.day IS NOT NULL
  AND coalesce(told.date, '-infinity') < greatest(
      last.day, least((now() AT TIME ZONE c.time_zone)::date, last.day + {REST_DAYS_TOLD}))
  AND NOT EXISTS (SELECT FROM owed_work o
      WHERE o.lane = '{LANE}' AND o.key = c.id::text AND o.done_revision < o.revision) AS is_behind
FROM page c
CROSS JOIN LATERAL (
    SELECT max(day) AS day FROM activities WHERE client_id = c.id AND deleted_at IS NULL) last
CROSS JOIN LATERAL (SELECT max(date) AS date FROM training_loads WHERE client_id = c.id) told
ORDER BY c.id
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True)
class LoadAthlete:
    """What an athlete's loads are computed from."""

    id: UUID
    #: The athlete's local day.
    today: date
    profile: HeartRateProfile
    #: All recordings, copies included, in no order.
    sessions: list[Session] = field(default_factory=list)


def read_athletes(connection: Connection[DictRow], clients: Sequence[UUID]) -> list[LoadAthlete]:
    """The athletes with all of their recordings; those that are gone are absent.

    Nobody else may compute these athletes' loads until the end of the transaction.
    """
    parameters = {"clients": list(clients)}
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = {
            client: LoadAthlete(client, today, HeartRateProfile(resting, maximum, sex and Sex(sex)))
            for client, today, resting, maximum, sex in cursor.execute(_ATHLETES, parameters)
        }
        for client, source, external_id, kind, *rest in cursor.execute(_SESSIONS, parameters):
            if client in found:
                session = Session(ActivitySource(source), external_id, ActivityType(kind), *rest)
                found[client].sessions.append(session)
    return list(found.values())


def stored_days(
    connection: Connection[DictRow], clients: Sequence[UUID]
) -> dict[UUID, dict[date, tuple[Any, ...]]]:
    """What is stored: for each athlete and day the values of `LOAD_COLUMNS`."""
    found: defaultdict[UUID, dict[date, tuple[Any, ...]]] = defaultdict(dict)
    with connection.cursor(row_factory=tuple_row) as cursor:
        for client, *values in cursor.execute(_STORED, {"clients": list(clients)}):
            found[client][values[0]] = tuple(values)
    return found


def write_days(
    connection: Connection[DictRow],
    days: Mapping[UUID, Iterable[LoadDay]],
    gone: Mapping[UUID, Iterable[date]],
) -> None:
    """Write these days of each athlete, and remove those that are gone, in the caller's transaction."""
    rows = [
        dict(zip(("client_id", *LOAD_COLUMNS), (client, *values_of(day)), strict=True))
        for client, of_athlete in days.items()
        for day in of_athlete
    ]
    if rows:
        connection.execute(_WRITE, {"days": orjson.dumps(rows).decode()})
    removed = [(client, day) for client, of_athlete in gone.items() for day in of_athlete]
    if removed:
        clients, dates = zip(*removed, strict=True)
        connection.execute(_REMOVE, {"clients": list(clients), "dates": list(dates)})


def athletes_behind(
    connection: Connection[DictRow], *, after: UUID, page: int
) -> tuple[list[UUID], UUID | None]:
    """Athletes whose loads do not reach up to their today, among the next `page` by id.

    Args:
        connection: an open connection.
        after: only athletes with an id above this one are looked at.
        page: how many are looked at.

    Returns:
        Those who are behind, and the last one that was looked at; None if it was the last page.
    """
    rows = connection.execute(_BEHIND, {"after": after, "page": page}).fetchall()
    behind = [row["id"] for row in rows if row["is_behind"]]
    return behind, rows[-1]["id"] if len(rows) == page else None
