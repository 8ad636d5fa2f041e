"""What the parts of a context are read from; for those whom `storage.chat_versions` has let see the athlete.

`today` is the athlete's own day. What is read here is what the version of the part is read off.
"""

from storage.chat_versions import DONE_DAYS, LOAD_DAYS, PLANNED_DAYS
from storage.statements import Statement, written

#: Rows of one kind that are read at most.
MOST_ROWS = 60

_AROUND_TODAY = f"BETWEEN %(today)s::date - {DONE_DAYS} AND %(today)s::date + {PLANNED_DAYS - 1}"

_RESTRICTIONS = f"""
SELECT type, severity, source, body_parts, affected_workout_types, start_date, end_date,
    volume_reduction_percent, max_intensity_zone
FROM training_restrictions
WHERE client_id = %(client_id)s::uuid AND is_active AND end_date >= %(today)s::date
ORDER BY start_date, end_date, type LIMIT {MOST_ROWS}
"""  # noqa: S608  here and below, what is put in are numbers of ours

_CALENDAR = f"""
(SELECT 'WORKOUT' AS what, w.date, w.type AS kind, w.status, w.intensity, w.duration_minutes AS minutes,
    w.distance_m, w.coach_notes AS words, m.planned_type, m.planned_status, m.planned_intensity,
    m.planned_duration_minutes AS planned_minutes, NULL::float AS rpe, w.position, w.id
FROM workouts w
LEFT JOIN LATERAL (
    SELECT * FROM workout_modifications WHERE workout_id = w.id AND undone_at IS NULL
    ORDER BY created_at, id LIMIT 1
) m ON true
WHERE w.client_id = %(client_id)s::uuid AND w.date {_AROUND_TODAY}
ORDER BY w.date, w.position, w.id LIMIT {MOST_ROWS})
UNION ALL
(SELECT 'ASSIGNMENT', a.assigned_date, a.kind, a.status, NULL, NULL, NULL, a.name, NULL, NULL, NULL, NULL,
    NULL, 0, a.id
FROM assignments a
WHERE a.client_id = %(client_id)s::uuid AND a.assigned_date {_AROUND_TODAY}
ORDER BY a.assigned_date, a.id LIMIT {MOST_ROWS})
UNION ALL
(SELECT 'ACTIVITY', r.day, r.type, NULL, NULL, r.duration_seconds / 60, r.distance_m, NULL, NULL, NULL, NULL,
    NULL, r.rpe, 0, r.id
FROM activities r
WHERE r.client_id = %(client_id)s::uuid AND r.day {_AROUND_TODAY} AND r.deleted_at IS NULL
ORDER BY r.day DESC, r.id LIMIT {MOST_ROWS})
ORDER BY 2, 14, 15
"""  # noqa: S608

_SPORT = f"""
SELECT c.methodology, c.resting_hr, c.max_hr, c.sex, t.sport_type, s.best AS best_streak, s.current_start,
    s.current_last,
    (SELECT json_agg(json_build_array(p.name, p.goal_date) ORDER BY p.goal_date NULLS LAST, p.id)
     FROM training_programs p WHERE p.client_id = c.id AND p.is_active) AS programs,
    (SELECT json_agg(json_build_array(type, sessions, minutes) ORDER BY minutes DESC, type) FROM (
        SELECT type, count(*) AS sessions, round(sum(duration_seconds) / 60) AS minutes FROM activities
        WHERE client_id = c.id AND deleted_at IS NULL
            AND day > %(today)s::date - {LOAD_DAYS} AND day <= %(today)s::date
        GROUP BY type) by_type) AS sports
FROM clients c
LEFT JOIN teams t ON t.id = c.team_id
LEFT JOIN streaks s ON s.client_id = c.id
WHERE c.id = %(client_id)s::uuid
"""  # noqa: S608

_MEMORIES = """
SELECT fact FROM chat_memories
WHERE client_id = %(client_id)s::uuid AND user_id = %(user_id)s::uuid
ORDER BY created_at DESC, id LIMIT 50
"""

#: What an athlete is to leave out, from today on.
RESTRICTIONS: Statement = written(_RESTRICTIONS)

#: By day: planned workouts (with the plan as it was before software changed it), assignments and recordings
#: of the last days and the next ones. `what` is WORKOUT, ASSIGNMENT or ACTIVITY; `words` are a person's.
CALENDAR: Statement = written(_CALENDAR)

#: One row: how the athlete trains. `programs`: name and goal of each active one; `sports`: type, sessions and
#: minutes of the last four weeks.
SPORT: Statement = written(_SPORT)

#: What the athlete has told the assistant, for the user who said it; the newest first.
MEMORIES: Statement = written(_MEMORIES)
