"""What a team's dashboard shows: one statement, whatever the number of members and broadcasts."""

from storage.statements import Statement, written

#: Broadcasts that are shown.
RECENT_BROADCASTS = 10

#: Days up to today that members' counts are of, if none are asked for, and at most.
USUAL_DAYS = 30
MOST_DAYS = 90

# Of a team that was never counted, and of a broadcast that was not yet, the rows themselves are counted: what
# nobody has counted is not zero.
_DASHBOARD = f"""
SELECT t.id, t.name, t.description, t.sport_type,
    (SELECT count(*) FROM clients c WHERE c.team_id = t.id) AS member_count,
    o.id AS organization_id, o.name AS organization_name,
    coalesce(s.version, 0) AS version, coalesce(s.as_of, now()) AS as_of,
    CASE WHEN %(broadcasts)s::boolean THEN (
        SELECT coalesce(json_agg(json_build_array(b.id, b.assigned_date, b.name, b.kind,
            coalesce(counted.assigned, live.assigned), coalesce(counted.completed, live.completed))
            ORDER BY b.assigned_date DESC, b.created_at DESC, b.id), '[]')
        FROM (SELECT * FROM broadcasts WHERE team_id = t.id
              ORDER BY assigned_date DESC, created_at DESC, id LIMIT {RECENT_BROADCASTS}) b
        LEFT JOIN broadcast_summaries counted ON counted.broadcast_id = b.id AND s.team_id IS NOT NULL
        LEFT JOIN LATERAL (
            SELECT count(*) AS assigned, count(*) FILTER (WHERE a.status = 'COMPLETED') AS completed
            FROM assignments a WHERE a.broadcast_id = b.id
        ) live ON counted.broadcast_id IS NULL
    ) END AS broadcasts,
    CASE WHEN %(members)s::boolean THEN (
        SELECT coalesce(json_agg(json_build_array(c.id, c.name, c.email,
            coalesce(done.assigned, 0), coalesce(done.completed, 0))), '[]')
        FROM clients c
        LEFT JOIN (
            SELECT day.client_id, sum(day.assigned) AS assigned, sum(day.completed) AS completed
            FROM (
                SELECT d.client_id, d.assigned, d.completed FROM team_day_summaries d
                WHERE s.team_id IS NOT NULL AND d.team_id = t.id
                  AND d.day BETWEEN today.day - %(days)s::int AND today.day
                UNION ALL
                SELECT a.client_id, 1, (a.status = 'COMPLETED')::int FROM assignments a
                WHERE s.team_id IS NULL AND a.team_id = t.id AND a.broadcast_id IS NOT NULL
                  AND a.assigned_date BETWEEN today.day - %(days)s::int AND today.day
            ) day GROUP BY day.client_id
        ) done ON done.client_id = c.id
        WHERE c.team_id = t.id
    ) END AS members
FROM teams t
LEFT JOIN organizations o ON o.id = t.organization_id
LEFT JOIN businesses b ON b.id = t.business_id
LEFT JOIN team_summaries s ON s.team_id = t.id
CROSS JOIN LATERAL (
    SELECT (now() AT TIME ZONE coalesce(b.time_zone, 'Europe/Stockholm'))::date AS day) today
WHERE t.id = %(team_id)s::uuid
"""  # noqa: S608  the only thing put in is a number

#: The team `team_id` with the `version` and `as_of` of its summaries. `broadcasts`: the newest ones as id,
#: day, name, kind, assigned, completed. `members`: id, name, e-mail, and what was assigned and completed on
#: the last `days` days up to the business's today. Either is NULL unless it is asked for.
DASHBOARD: Statement = written(_DASHBOARD)
