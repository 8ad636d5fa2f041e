"""Athletes with a history, written straight into PostgreSQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import psycopg

from storage.check_ins import LANE

HISTORY_DAYS = 90

#: Where the sum of three uniform deviates lies around zero: plausible enough for a morning's noise.
_NOISE = "(random() + random() + random() - 1.5)"

_HISTORIES = f"""
INSERT INTO daily_metrics (
    client_id, date, revision, hrv_rmssd, hrv_quality, hrv_artifact_percent, hrv_duration, hrv_position,
    resting_hr, sleep_quality, sleep_hours, muscle_soreness, energy_level, mood, stress, injury_pain,
    is_imported
)
SELECT athlete, %(day)s - before, 1, round((65 + 12 * {_NOISE})::numeric, 1), 'GOOD', 1, 180, 'SUPINE',
    round((52 + 5 * {_NOISE})::numeric), 4 + (6 * random())::int, round((6 + 3 * random())::numeric, 1),
    1 + (6 * random())::int, 4 + (6 * random())::int, 4 + (6 * random())::int, 1 + (6 * random())::int, 1,
    before > 0
FROM unnest(%(athletes)s::uuid[]) AS athlete, generate_series(0, {HISTORY_DAYS}) AS before
"""  # noqa: S608  only constants are put in

_CHANGED = """
UPDATE daily_metrics SET revision = revision + 1, sleep_quality = 1 + sleep_quality %% 10
WHERE date = %(day)s AND client_id = ANY(%(athletes)s::uuid[])
"""

# The time at which it is owed lies ahead, so that no reconcile takes a hand.
_OWED = """
INSERT INTO owed_work (lane, key, revision, owed_at)
SELECT %(lane)s, client_id || ':' || date, revision, now() + interval '1 hour' FROM daily_metrics
WHERE date = %(day)s AND client_id = ANY(%(athletes)s::uuid[])
ON CONFLICT (lane, key) DO UPDATE SET revision = excluded.revision, owed_at = excluded.owed_at
"""

# By both books: the ledger's and the rows'.
_STILL_OWED = """
SELECT count(*) FROM daily_metrics AS d LEFT JOIN owed_work AS o
    ON o.lane = %(lane)s AND o.key = d.client_id || ':' || d.date
WHERE d.date = %(day)s AND d.client_id = ANY(%(athletes)s::uuid[])
    AND (d.assessed_revision, o.done_revision) IS DISTINCT FROM (d.revision, d.revision)
"""


@dataclass(frozen=True, slots=True)
class Athletes:
    """Athletes of one coach, by their ids, and the day of the check-ins that are to be assessed."""

    coach: str
    ids: list[str]
    day: date

    @property
    def keys(self) -> list[str]:
        """The lane's keys of their check-ins of the day."""
        return [f"{athlete}:{self.day}" for athlete in self.ids]

    def parameters(self) -> dict[str, object]:
        """The parameters of the statements above."""
        return {"athletes": self.ids, "day": self.day, "lane": LANE}


def make_athletes(connection: psycopg.Connection, count: int) -> Athletes:
    """Make athletes without any check-in."""
    ((coach,),) = connection.execute(
        "INSERT INTO users (email, name, role) VALUES (gen_random_uuid() || '@example.org', 'Coach', 'COACH')"
        " RETURNING id::text"
    )
    rows = connection.execute(
        "INSERT INTO clients (user_id, name) SELECT %s, 'Athlete ' || n FROM generate_series(1, %s) AS n"
        " RETURNING id::text",
        [coach, count],
    )
    return Athletes(coach, [athlete for (athlete,) in rows], datetime.now(UTC).date())


def give_history(connection: psycopg.Connection, athletes: Athletes) -> None:
    """Ninety days of check-ins for each athlete, and the day's own."""
    connection.execute("SELECT setseed(0.5)")
    connection.execute(_HISTORIES, athletes.parameters())


def owe(connection: psycopg.Connection, athletes: Athletes) -> None:
    """Change an input of every check-in of the day, as a new write would, and owe its assessment.

    Then all is vacuumed: in production autovacuum has the whole day for what a benchmark does in a second.
    """
    connection.execute(_CHANGED, athletes.parameters())
    connection.execute(_OWED, athletes.parameters())
    connection.execute("VACUUM (ANALYZE) daily_metrics, owed_work")


def still_owed(connection: psycopg.Connection, athletes: Athletes) -> int:
    """How many check-ins of the day are not assessed as they are now."""
    ((count,),) = connection.execute(_STILL_OWED, athletes.parameters())
    return int(count)
