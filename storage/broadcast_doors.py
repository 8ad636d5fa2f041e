"""Broadcasts as the web process writes them: given to the team and owed to its summaries, at once."""

from storage.dashboard_access import CALLER, TEAM_RULE
from storage.models import Base, Broadcast
from storage.raising import RAISED
from storage.statements import Statement, written
from storage.team_summaries import LANE

#: What is shown of one, in the table's order.
BROADCAST_COLUMNS = tuple(
    column.name for column in Base.metadata.tables[Broadcast.__tablename__].c if column.name != "created_at"
)


def _owe(table: str) -> str:
    return f"""
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', team_id || ':' || assigned_date, 1 FROM {table}
    {RAISED}
    RETURNING key, revision
"""  # noqa: S608  here and below, what is put in are names and rules of ours


_COLUMNS = ", ".join(f"b.{name}" for name in BROADCAST_COLUMNS)

_TEAM = f"""
caller_and_team AS MATERIALIZED (
    SELECT caller.id AS caller_id, t.id AS team_id,
        t.id IS NOT NULL AND coalesce({TEAM_RULE}, false) AS allowed -- an ADMIN may see teams that are not
    FROM (VALUES (1)) one (x)
    LEFT JOIN caller ON true
    LEFT JOIN teams t ON t.id = %(team_id)s::uuid
)
"""  # noqa: S608

# With an id that is known already, nothing is made: what is there is shown, if it is this team's. Sent twice
# at once, one waits for the other here, and sees what it has made.
_GIVE = f"""
WITH {CALLER}, {_TEAM}, touched AS (
    INSERT INTO broadcasts (id, team_id, user_id, kind, name, assigned_date)
    SELECT coalesce(%(id)s::uuid, gen_random_uuid()), team_id, caller_id, %(kind)s::text, %(name)s::text,
        %(assigned_date)s::date
    FROM caller_and_team WHERE allowed
    ON CONFLICT (id) DO UPDATE SET id = excluded.id WHERE broadcasts.team_id = excluded.team_id
    RETURNING *, xmax = 0 AS made
), new AS (
    SELECT * FROM touched WHERE made
), given AS (
    INSERT INTO assignments (kind, client_id, team_id, broadcast_id, name, assigned_date)
    SELECT b.kind, c.id, b.team_id, b.id, b.name, b.assigned_date
    FROM new b JOIN clients c ON c.team_id = b.team_id
    RETURNING client_id
), raised AS ({_owe("new")})
SELECT asked.caller_id, asked.allowed, {_COLUMNS}, b.made, (SELECT count(*) FROM given) AS assigned,
    raised.key, raised.revision
FROM caller_and_team asked
LEFT JOIN touched b ON true
LEFT JOIN raised ON true
"""  # noqa: S608

# Its assignments go with it, unless somebody has done one: that work is theirs, and stays.
_WITHDRAW = f"""
WITH {CALLER}, {_TEAM}, found AS MATERIALIZED (
    SELECT b.* FROM broadcasts b JOIN caller_and_team asked ON asked.allowed AND asked.team_id = b.team_id
    WHERE b.id = %(broadcast_id)s::uuid FOR UPDATE OF b
), tallied AS MATERIALIZED (
    SELECT count(*) AS assigned, count(*) FILTER (WHERE status = 'COMPLETED') AS completed
    FROM (SELECT a.status FROM assignments a JOIN found ON found.id = a.broadcast_id
          ORDER BY a.id FOR UPDATE OF a) locked
), touched AS (
    DELETE FROM broadcasts b USING found, tallied WHERE b.id = found.id AND tallied.completed = 0
    RETURNING b.*
), raised AS ({_owe("touched")})
SELECT asked.caller_id, asked.allowed, {_COLUMNS}, tallied.assigned, tallied.completed,
    raised.key, raised.revision
FROM caller_and_team asked
LEFT JOIN found b ON true
LEFT JOIN tallied ON true
LEFT JOIN raised ON true
"""  # noqa: S608

#: Give the team `team_id` a broadcast. One row: `caller_id` (NULL: no such user), `allowed`, the broadcast
#: (NULLs: `id` is another team's), `made` (false: it was there before), how many are `assigned` it now, and
#: the `key` and `revision` of what is owed (NULLs: nothing is).
GIVE: Statement = written(_GIVE)

#: How many are `assigned` the broadcast `id`.
ASSIGNED: Statement = written(
    "SELECT count(*) AS assigned FROM assignments WHERE broadcast_id = %(id)s::uuid"
)

#: Take the broadcast `broadcast_id` of the team `team_id` back. One row as above; where `completed` is not
#: 0 it stays.
WITHDRAW: Statement = written(_WITHDRAW)
