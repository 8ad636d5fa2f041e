"""Assignments as the web process writes them: marked as done and owed to the team's summaries, at once."""

from storage.dashboard_access import CALLER, TEAM_RULE
from storage.models import Assignment, Base
from storage.raising import RAISED
from storage.statements import Statement, written
from storage.team_summaries import LANE

#: Assignments that are completed at a time.
MOST_ASSIGNMENTS = 500

#: What is shown of one, in the table's order.
ASSIGNMENT_COLUMNS = tuple(
    column.name for column in Base.metadata.tables[Assignment.__tablename__].c if column.name != "created_at"
)

# All of them, or none: one that may not be completed is like one that does not exist. Rows are locked in the
# order of their ids, so that two lists with the same ones do not wait for each other for ever.
_COMPLETE = f"""
WITH {CALLER}, wanted AS (
    SELECT DISTINCT unnest(%(ids)s::uuid[]) AS id
), known AS MATERIALIZED (
    SELECT a.* FROM assignments a
    WHERE a.id IN (SELECT id FROM wanted) ORDER BY a.id FOR NO KEY UPDATE
), found AS MATERIALIZED (
    SELECT a.*, coalesce(
        {TEAM_RULE} OR (caller.role = 'COACH' AND c.user_id = caller.id)
        OR (caller.role = 'ATHLETE'
            AND c.id = (SELECT client_id FROM athlete_accounts WHERE user_id = caller.id)), false) AS allowed
    FROM known a
    JOIN clients c ON c.id = a.client_id
    LEFT JOIN teams t ON t.id = a.team_id
    CROSS JOIN caller
), verdict AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE allowed) = (SELECT count(*) FROM wanted) AS allowed FROM found
), touched AS (
    UPDATE assignments a SET status = 'COMPLETED', completed_at = now()
    FROM found, verdict
    WHERE verdict.allowed AND a.id = found.id AND a.status <> 'COMPLETED'
    RETURNING a.*
), raised AS (
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', team_id || ':' || assigned_date, 1 FROM touched WHERE broadcast_id IS NOT NULL
    GROUP BY team_id, assigned_date ORDER BY team_id || ':' || assigned_date
    {RAISED}
    RETURNING key, revision
), shown AS (
    SELECT {", ".join(ASSIGNMENT_COLUMNS)}, true AS changed FROM touched
    UNION ALL
    SELECT {", ".join(ASSIGNMENT_COLUMNS)}, false FROM found WHERE id NOT IN (SELECT id FROM touched)
)
SELECT caller.id AS caller_id, verdict.allowed, shown.*, raised.key, raised.revision
FROM (VALUES (1)) one (x)
LEFT JOIN caller ON true
CROSS JOIN verdict
LEFT JOIN shown ON verdict.allowed
LEFT JOIN raised ON shown.changed AND shown.broadcast_id IS NOT NULL
    AND raised.key = shown.team_id || ':' || shown.assigned_date
ORDER BY shown.assigned_date, shown.id
"""  # noqa: S608  what is put in are names and rules of ours

#: Mark the assignments `ids` as done. A row for each, whether it `changed`, and the `key` and `revision` of
#: what is owed for it (NULLs: nothing is). `caller_id` is NULL if there is no such user; `allowed` is false,
#: and nothing was done, if one of them does not exist or is not the caller's to complete.
COMPLETE: Statement = written(_COMPLETE)
