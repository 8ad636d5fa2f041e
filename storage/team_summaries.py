"""Team summaries in PostgreSQL: what broadcasts gave to do and what was done, counted and compared at once.

Whoever counts holds the team's row until the end of the transaction, so that what was counted earlier never
overwrites what was counted later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, class_row

LANE = "team-summaries"

_LOCK = """
SELECT t.id, t.business_id, s.team_id IS NOT NULL AS is_counted
FROM teams t LEFT JOIN team_summaries s ON s.team_id = t.id
WHERE t.id = ANY(%(teams)s::uuid[]) ORDER BY t.id FOR NO KEY UPDATE OF t
"""

_PAGE = "SELECT id FROM teams WHERE id > %(after)s ORDER BY id LIMIT %(page)s"

# What is stored and as it should be is left as it is. All parts of the statement see the same moment. The
# laterals are there to have indexes used for each day: a page of many must never read a whole table.
_COUNT = f"""
WITH asked AS MATERIALIZED (
    SELECT given.* FROM unnest(%(teams)s::uuid[], %(days)s::date[]) AS given (team_id, day)
    UNION
    SELECT team_id, assigned_date FROM assignments
    WHERE team_id = ANY(%(whole)s::uuid[]) AND broadcast_id IS NOT NULL
    UNION
    SELECT team_id, day FROM team_day_summaries WHERE team_id = ANY(%(whole)s::uuid[])
), mine AS MATERIALIZED (
    SELECT asked.team_id, asked.day, a.client_id, a.kind, a.broadcast_id, a.status
    FROM asked CROSS JOIN LATERAL (
        SELECT * FROM assignments
        WHERE team_id = asked.team_id AND assigned_date = asked.day AND broadcast_id IS NOT NULL OFFSET 0
    ) a
), counted AS (
    SELECT team_id, day, client_id, kind, count(*)::int AS assigned,
        count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed
    FROM mine GROUP BY team_id, day, client_id, kind
), differing AS MATERIALIZED (
    SELECT team_id, day, client_id, kind, c.assigned, c.completed,
        CASE WHEN c.assigned IS NULL THEN 'extra' WHEN s.assigned IS NULL THEN 'missing' ELSE 'wrong'
        END AS fault
    FROM counted c
    FULL JOIN (
        SELECT s.* FROM asked CROSS JOIN LATERAL (
            SELECT * FROM team_day_summaries WHERE team_id = asked.team_id AND day = asked.day OFFSET 0
        ) s
    ) s
        USING (team_id, day, client_id, kind)
    WHERE (c.assigned, c.completed) IS DISTINCT FROM (s.assigned, s.completed)
), gone AS (
    DELETE FROM team_day_summaries s USING differing d
    WHERE d.fault = 'extra' AND s.team_id = d.team_id AND s.day = d.day
      AND s.client_id = d.client_id AND s.kind = d.kind
), written AS (
    INSERT INTO team_day_summaries (team_id, day, client_id, kind, assigned, completed)
    SELECT team_id, day, client_id, kind, assigned, completed FROM differing WHERE fault <> 'extra'
    ON CONFLICT (team_id, day, client_id, kind) DO UPDATE SET
        assigned = excluded.assigned, completed = excluded.completed, computed_at = now()
), concerned AS (
    SELECT mine.broadcast_id AS id, mine.team_id,
        (SELECT assigned_date FROM broadcasts WHERE id = mine.broadcast_id) AS day
    FROM (SELECT DISTINCT broadcast_id, team_id FROM mine) mine
    UNION
    SELECT b.* FROM asked CROSS JOIN LATERAL (
        SELECT id, team_id, assigned_date FROM broadcasts
        WHERE team_id = asked.team_id AND assigned_date = asked.day OFFSET 0
    ) b
    UNION
    SELECT b.id, b.team_id, b.assigned_date FROM broadcasts b WHERE b.team_id = ANY(%(whole)s::uuid[])
), broadcasted AS (
    SELECT b.*, a.*
    FROM concerned b CROSS JOIN LATERAL (
        SELECT count(*)::int AS assigned, count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed
        FROM assignments WHERE broadcast_id = b.id
    ) a
), differing_broadcasts AS MATERIALIZED (
    SELECT b.*, CASE WHEN s.assigned IS NULL THEN 'missing' ELSE 'wrong' END AS fault
    FROM broadcasted b
    LEFT JOIN LATERAL (SELECT * FROM broadcast_summaries WHERE broadcast_id = b.id OFFSET 0) s ON true
    WHERE (b.assigned, b.completed) IS DISTINCT FROM (s.assigned, s.completed)
), written_broadcasts AS (
    INSERT INTO broadcast_summaries (broadcast_id, assigned, completed)
    SELECT id, assigned, completed FROM differing_broadcasts
    ON CONFLICT (broadcast_id) DO UPDATE SET
        assigned = excluded.assigned, completed = excluded.completed, computed_at = now()
), owed AS MATERIALIZED (
    SELECT key FROM owed_work WHERE lane = '{LANE}' AND done_revision < revision
), faults AS MATERIALIZED (
    SELECT team_id, day, NULL AS broadcast_id, fault FROM differing
    UNION ALL
    SELECT team_id, day, id, fault FROM differing_broadcasts
), told AS (
    INSERT INTO team_summaries AS old (team_id, version, as_of)
    SELECT team_id, 1, now()
    FROM (SELECT team_id FROM asked UNION SELECT unnest(%(whole)s::uuid[])) each (team_id)
    ORDER BY team_id
    ON CONFLICT (team_id) DO UPDATE SET as_of = now(),
        version = old.version + (old.team_id IN (SELECT team_id FROM faults))::int
)
SELECT f.team_id, f.fault, f.is_owed, sum(f.rows)::int AS rows
FROM (
    SELECT team_id, fault, count(*) AS rows, team_id || ':' || day IN (SELECT key FROM owed) OR EXISTS (
        SELECT FROM (
            SELECT team_id, assigned_date FROM assignments WHERE broadcast_id = faults.broadcast_id OFFSET 0
        ) a WHERE a.team_id || ':' || a.assigned_date IN (SELECT key FROM owed)
    ) AS is_owed
    FROM faults GROUP BY team_id, day, broadcast_id, fault
) f
GROUP BY f.team_id, f.fault, f.is_owed
"""  # noqa: S608  the only thing put in is a constant


@dataclass(frozen=True, slots=True)
class CountedTeam:
    """A team that may be counted now, and by nobody else."""

    id: UUID
    business_id: UUID | None
    #: Whether all of its days have been counted once.
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows of a team's day that were not as they are counted, and have been put right."""

    team_id: UUID
    #: `missing`, `wrong` or `extra`.
    fault: str
    rows: int
    #: Whether a run of the lane was still to come, so that this is no drift.
    is_owed: bool


def lock_teams(connection: Connection[DictRow], teams: Iterable[UUID]) -> list[CountedTeam]:
    """Those of the teams that there are. Nobody else counts them until the end of the transaction."""
    with connection.cursor(row_factory=class_row(CountedTeam)) as cursor:
        return cursor.execute(_LOCK, {"teams": list(teams)}).fetchall()


def count_teams(
    connection: Connection[DictRow], days: Sequence[tuple[UUID, date]], whole: Sequence[UUID] = ()
) -> list[Fault]:
    """Count days of locked teams, and put right what is stored: one statement, whatever their number.

    Args:
        connection: in the transaction that holds the locks.
        days: team and day.
        whole: teams of which all days are counted.
    """
    teams, dates = [team for team, _ in days], [day for _, day in days]
    parameters = {"teams": teams, "days": dates, "whole": list(whole)}
    with connection.cursor(row_factory=class_row(Fault)) as cursor:
        return cursor.execute(_COUNT, parameters).fetchall()


def page_of_teams(connection: Connection[DictRow], *, after: UUID, page: int) -> list[UUID]:
    """The next `page` teams by id, above `after`."""
    return [row["id"] for row in connection.execute(_PAGE, {"after": after, "page": page})]
