"""Runs of the schedule's entries: who may begin one, how it ended, what has run last.

Every function runs in the caller's transaction and commits nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import Connection
from psycopg.rows import DictRow

#: A row that was made in another hour than this one, by PostgreSQL's clock, says that a clock was wrong: the
#: same point of time has come a second time. What is done for it now is no repetition.
SAME_POINT_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an entry."""

    entry: str
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None
    rows: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Latest:
    """The last run of an entry."""

    due_at: datetime
    #: It has begun longer ago than any run may take, and has not ended: its process was killed.
    is_lost: bool


def begin(connection: Connection[DictRow], entry: str, due_at: datetime, *, limit_seconds: float) -> bool:
    """Begin a run, unless somebody has begun it.

    Args:
        connection: To be committed before the run's own work.
        entry: Its name.
        due_at: The point of time that it is for.
        limit_seconds: No run takes longer: one that has begun before and has not ended is begun anew.

    Returns:
        Whether this run is the caller's to do.
    """
    given = {"entry": entry, "due": due_at, "limit": limit_seconds, "same": SAME_POINT_SECONDS}
    return connection.execute(_BEGIN, given).rowcount > 0


def finish(
    connection: Connection[DictRow], entry: str, due_at: datetime, *, rows: int | None, error: str | None
) -> None:
    """Write down how a run has ended."""
    connection.execute(_FINISH, {"entry": entry, "due": due_at, "rows": rows, "error": error})


def latest(
    connection: Connection[DictRow], entries: Sequence[str], *, limit_seconds: float
) -> dict[str, Latest]:
    """The last run of each of these entries that has one, by name."""
    found = connection.execute(_LATEST, {"entries": list(entries), "limit": limit_seconds})
    return {row.pop("entry"): Latest(**row) for row in found}


def recent(connection: Connection[DictRow], *, entry: str | None, limit: int) -> list[Run]:
    """The last runs, newest first; of one entry, or of all."""
    return [Run(**row) for row in connection.execute(_RECENT, {"entry": entry, "limit": limit})]


def find(connection: Connection[DictRow], entry: str, due_at: datetime) -> Run | None:
    """One run."""
    row = connection.execute(_FIND, {"entry": entry, "due": due_at}).fetchone()
    return None if row is None else Run(**row)


def last_of_each(connection: Connection[DictRow]) -> dict[str, Run]:
    """The last run of every entry that has one, by name."""
    return {row["entry"]: Run(**row) for row in connection.execute(_LAST_OF_EACH)}


def drop_before(connection: Connection[DictRow], age: timedelta, *, at_most: int) -> int:
    """Drop runs that are older than that; answers how many."""
    return connection.execute(_DROP, {"age": age, "limit": at_most}).rowcount


# The clock, and not now(): a transaction that is older than the other one's would see its run in the future.
_BEGIN = """
INSERT INTO schedule_runs AS known (entry, due_at, started_at)
VALUES (%(entry)s, %(due)s, now())
ON CONFLICT (entry, due_at) DO UPDATE
   SET started_at = excluded.started_at, finished_at = NULL, rows = NULL, error = NULL
 WHERE (known.finished_at IS NULL AND known.started_at < clock_timestamp() - make_interval(secs => %(limit)s))
    OR known.started_at NOT BETWEEN clock_timestamp() - make_interval(secs => %(same)s) AND clock_timestamp()
"""

_FINISH = """
UPDATE schedule_runs SET finished_at = clock_timestamp(), rows = %(rows)s, error = %(error)s
 WHERE entry = %(entry)s AND due_at = %(due)s
"""

_LATEST = """
SELECT DISTINCT ON (entry) entry, due_at,
       finished_at IS NULL AND started_at < now() - make_interval(secs => %(limit)s) AS is_lost
  FROM schedule_runs
 WHERE entry = ANY(%(entries)s)
 ORDER BY entry, due_at DESC
"""

_RECENT = """
SELECT entry, due_at, started_at, finished_at, rows, error
  FROM schedule_runs
 WHERE %(entry)s::text IS NULL OR entry = %(entry)s
 ORDER BY due_at DESC, entry LIMIT %(limit)s
"""

_FIND = """
SELECT entry, due_at, started_at, finished_at, rows, error
  FROM schedule_runs
 WHERE entry = %(entry)s AND due_at = %(due)s
"""

# From name to name by the index, whatever the number of runs.
_NAMES = """
WITH RECURSIVE names (name) AS (
    SELECT min(entry) FROM schedule_runs
     UNION ALL
    SELECT (SELECT min(entry) FROM schedule_runs WHERE entry > name) FROM names WHERE name IS NOT NULL
)
"""

_LAST_OF_EACH = f"""{_NAMES}
SELECT run.entry, run.due_at, run.started_at, run.finished_at, run.rows, run.error
  FROM names,
       LATERAL (SELECT * FROM schedule_runs WHERE entry = name ORDER BY due_at DESC LIMIT 1) AS run
"""  # noqa: S608  here and below, what is put in is a constant

#: For the metrics: how many seconds ago each entry that has ever run without an error did so last.
SUCCESS_AGES = f"""{_NAMES}
SELECT run.entry, extract(epoch FROM now() - run.finished_at)::float AS seconds
  FROM names,
       LATERAL (SELECT * FROM schedule_runs
                 WHERE entry = name AND finished_at IS NOT NULL AND error IS NULL
                 ORDER BY due_at DESC LIMIT 1) AS run
"""  # noqa: S608

_DROP = """
DELETE FROM schedule_runs
 WHERE (entry, due_at) IN
       (SELECT entry, due_at FROM schedule_runs WHERE due_at < now() - %(age)s LIMIT %(limit)s)
"""
