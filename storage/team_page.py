"""What a team's page shows: one statement, whatever the number of members and days."""

from storage.dashboard_access import CALLER
from storage.statements import Statement, written

# Of a team that was never counted the rows themselves are counted, as for its dashboard.
_PAGE = f"""
WITH {CALLER}
SELECT t.id, t.name, today.day AS today, coalesce(s.as_of, now()) AS as_of,
    (SELECT coalesce(json_agg(json_build_array(c.id, c.name,
            coalesce(caller.role = 'ADMIN' OR (caller.role = 'COACH' AND c.user_id = caller.id), false),
            m.date IS NOT NULL,
            CASE WHEN m.assessed_revision = m.revision AND m.readiness_score IS NOT NULL
                 THEN m.readiness_level END)
            ORDER BY lower(c.name), c.id), '[]')
        FROM clients c
        LEFT JOIN caller ON true
        LEFT JOIN daily_metrics m
            ON m.client_id = c.id AND m.date = (now() AT TIME ZONE c.time_zone)::date
        WHERE c.team_id = t.id) AS members,
    (SELECT coalesce(json_agg(json_build_array(d.client_id, d.day, d.kind, d.assigned, d.completed)
            ORDER BY d.day, d.kind), '[]')
        FROM (
            SELECT x.client_id, x.day, x.kind, x.assigned, x.completed FROM team_day_summaries x
            WHERE s.team_id IS NOT NULL AND x.team_id = t.id
              AND x.day > today.day - %(days)s::int AND x.day <= today.day
            UNION ALL
            SELECT a.client_id, a.assigned_date, a.kind, count(*)::int,
                (count(*) FILTER (WHERE a.status = 'COMPLETED'))::int
            FROM assignments a
            WHERE s.team_id IS NULL AND a.team_id = t.id AND a.broadcast_id IS NOT NULL
              AND a.assigned_date > today.day - %(days)s::int AND a.assigned_date <= today.day
            GROUP BY a.client_id, a.assigned_date, a.kind
        ) d
        JOIN clients c ON c.id = d.client_id AND c.team_id = t.id) AS given
FROM teams t
LEFT JOIN businesses b ON b.id = t.business_id
LEFT JOIN team_summaries s ON s.team_id = t.id
CROSS JOIN LATERAL (
    SELECT (now() AT TIME ZONE coalesce(b.time_zone, 'Europe/Stockholm'))::date AS day) today
WHERE t.id = %(team_id)s::uuid
"""  # noqa: S608  the only thing put in is a statement of ours

#: The team `team_id` with the business's `today` and the `as_of` of its summaries. `members`, by name: id,
#: name, whether the caller may see the athlete's page, whether there is a check-in today (the athlete's own
#: day), and its level if it is known. `given`, of the last `days` days, today included: athlete, day, kind,
#: assigned, completed.
TEAM_PAGE: Statement = written(_PAGE)
