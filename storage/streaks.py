"""Streaks in PostgreSQL: what was counted and what there is, a batch of athletes at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, class_row, tuple_row

from domain.streaks import CheckInDay, Streak, longest

LANE = "streaks"

_READ = """
SELECT c.id, (now() AT TIME ZONE c.time_zone)::date AS today, there.check_ins, there.newest,
    s.check_ins AS counted, s.current_start, s.current_last, coalesce(s.passed, 0) AS passed,
    coalesce(s.best, 0) AS best, s.best_start
FROM clients c
LEFT JOIN streaks s ON s.client_id = c.id
CROSS JOIN LATERAL (
    SELECT count(*)::int AS check_ins, max(date) AS newest FROM daily_metrics WHERE client_id = c.id) there
WHERE c.id = ANY(%(clients)s::uuid[])
"""

# Of days in a row, the day less its number in the order of days is the same.
_STREAKS = """
SELECT client_id, min(date), max(date)
FROM (
    SELECT client_id, date, date - row_number() OVER (PARTITION BY client_id ORDER BY date)::int AS island
    FROM daily_metrics WHERE client_id = ANY(%(clients)s::uuid[])
) numbered
GROUP BY client_id, island ORDER BY client_id, min(date)
"""

_DAYS = """
SELECT m.client_id, m.date, (m.created_at AT TIME ZONE c.time_zone)::date, m.revision, m.is_imported
FROM daily_metrics m JOIN clients c ON c.id = m.client_id
WHERE m.client_id = ANY(%(clients)s::uuid[]) ORDER BY m.client_id, m.created_at, m.date
"""

_WRITE = """
INSERT INTO streaks AS old
    (client_id, check_ins, current_start, current_last, passed, best, best_start, best_achieved_on)
SELECT one.*
FROM jsonb_to_recordset(%(streaks)s::jsonb) AS one
    (client_id uuid, check_ins int, current_start date, current_last date, passed smallint, best int,
     best_start date, best_achieved_on date)
ORDER BY one.client_id
ON CONFLICT (client_id) DO UPDATE SET
    check_ins = excluded.check_ins, current_start = excluded.current_start,
    current_last = excluded.current_last, passed = excluded.passed, updated_at = now(),
    best = greatest(old.best, excluded.best),
    best_start = CASE WHEN excluded.best >= old.best THEN excluded.best_start ELSE old.best_start END,
    best_achieved_on = CASE WHEN excluded.best >= old.best
        THEN excluded.best_achieved_on ELSE old.best_achieved_on END
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreakAthlete:
    """What was counted of an athlete, and what there is now."""

    id: UUID
    #: The athlete's local day.
    today: date
    #: Check-ins that there are, and the newest day.
    check_ins: int
    newest: date | None
    #: Check-ins that were counted, None if none ever were; and what they came to.
    counted: int | None
    current_start: date | None
    current_last: date | None
    passed: int
    best: int
    best_start: date | None

    @property
    def is_as_counted(self) -> bool:
        """Whether nothing came in, or went, since it was counted."""
        return (self.counted or 0, self.current_last) == (self.check_ins, self.newest)

    @property
    def grown(self) -> Streak | None:
        """The newest streak, if all that came in is the day after it (or the very first day)."""
        if self.newest is None or self.check_ins != (self.counted or 0) + 1:
            return None
        if self.current_last is None or self.current_start is None:
            return Streak(self.newest, self.newest) if self.check_ins == 1 else None
        is_next = self.newest == self.current_last + timedelta(days=1)
        return Streak(self.current_start, self.newest, self.passed) if is_next else None

    @property
    def best_streak(self) -> list[Streak]:
        """The best one that was counted, if there is one."""
        if self.best_start is None:
            return []
        return [Streak(self.best_start, self.best_start + timedelta(days=self.best - 1))]


def read_athletes(connection: Connection[DictRow], clients: Sequence[UUID]) -> list[StreakAthlete]:
    """What was counted of these athletes, and what there is; those that are gone are absent."""
    with connection.cursor(row_factory=class_row(StreakAthlete)) as cursor:
        return cursor.execute(_READ, {"clients": list(clients)}).fetchall()


def streaks_of(connection: Connection[DictRow], clients: Sequence[UUID]) -> dict[UUID, list[Streak]]:
    """All streaks of these athletes, of any length, the oldest first; milestones are not looked at."""
    found: defaultdict[UUID, list[Streak]] = defaultdict(list)
    with connection.cursor(row_factory=tuple_row) as cursor:
        for client, start, last in cursor.execute(_STREAKS, {"clients": list(clients)}):
            found[client].append(Streak(start, last))
    return {client: found[client] for client in clients}


def days_of(connection: Connection[DictRow], clients: Sequence[UUID]) -> dict[UUID, list[CheckInDay]]:
    """All days of these athletes, in the order in which they came in; of several at once by date."""
    found: defaultdict[UUID, list[CheckInDay]] = defaultdict(list)
    with connection.cursor(row_factory=tuple_row) as cursor:
        for client, *values in cursor.execute(_DAYS, {"clients": list(clients)}):
            found[client].append(CheckInDay(*values))
    return {client: found[client] for client in clients}


def write_streaks(
    connection: Connection[DictRow], counted: Sequence[tuple[StreakAthlete, Sequence[Streak]]]
) -> None:
    """Write the newest streak of each athlete; the best one only ever goes up.

    Args:
        connection: in the transaction of the run.
        counted: athletes as they were read, with their streaks: the newest last, and among them the longest.
    """
    rows = [_row(athlete, streaks) for athlete, streaks in counted]
    connection.execute(_WRITE, {"streaks": orjson.dumps(rows).decode()})


def _row(athlete: StreakAthlete, streaks: Sequence[Streak]) -> dict[str, Any]:
    newest, best = (streaks[-1] if streaks else None), longest(streaks)
    return {
        "client_id": athlete.id,
        "check_ins": athlete.check_ins,
        "current_start": newest and newest.start,
        "current_last": newest and newest.last,
        "passed": newest.passed if newest else 0,
        "best": best.length if best else 0,
        "best_start": best and best.start,
        "best_achieved_on": best and best.last,
    }
