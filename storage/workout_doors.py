"""Workouts as the web process reads and writes them. After a write the cascade looks at the athlete again."""

from storage.asked_athlete import ASKED, asked_about
from storage.cascade_debts import OWE_CASCADES
from storage.models import Base, Workout
from storage.statements import Statement, written

#: Days that are shown if none are asked for, and at most.
USUAL_DAYS = 28
MOST_DAYS = 366

#: What is shown of a workout, in the table's order.
WORKOUT_COLUMNS = tuple(column.name for column in Base.metadata.tables[Workout.__tablename__].c)

#: What software may change of one, and what is kept of the plan.
PLAN_COLUMNS = ("type", "status", "intensity", "duration_minutes", "distance_m")

#: What a person may change, with the types.
CHANGEABLE = {
    "date": "date",
    "position": "smallint",
    "type": "text",
    "status": "text",
    "intensity": "text",
    "duration_minutes": "double precision",
    "distance_m": "double precision",
    "coach_notes": "text",
    "name": "text",
    "phase": "text",
    "week_number": "smallint",
    "day_number": "smallint",
    "segment_count": "smallint",
}

#: Who may plan; and who may say what became of a workout.
PLANNERS = ("ADMIN", "COACH")
DOERS = (*PLANNERS, "ATHLETE")

_ONE = asked_about("(SELECT client_id FROM workouts WHERE id = %(workout_id)s::uuid)")
_GIVEN = tuple(name for name in CHANGEABLE if name != "status")

_SHOW = f"""
WITH asked AS MATERIALIZED ({ASKED}), begun AS (
    SELECT coalesce(%(first)s::date, %(last)s::date - {USUAL_DAYS - 1}, asked.today) AS first FROM asked
), span AS (
    SELECT first, coalesce(%(last)s::date, first + {USUAL_DAYS - 1}) AS last FROM begun
)
SELECT asked.*, span.first, span.last, w.*, changed.decision, changed.changed_at, changed.cause,
    changed.check_in, {", ".join(f"changed.planned_{name}" for name in PLAN_COLUMNS)}
FROM asked CROSS JOIN span
LEFT JOIN workouts w ON asked.allowed AND w.client_id = asked.athlete_id
    AND w.date BETWEEN span.first AND span.last
LEFT JOIN LATERAL (
    SELECT m.decision, m.created_at AS changed_at, e.cause, e.date AS check_in,
        {", ".join(f"m.planned_{name}" for name in PLAN_COLUMNS)}
    FROM workout_modifications m
    JOIN effects e ON e.effect_key = m.effect_key AND e.withdrawn_at IS NULL
    WHERE m.workout_id = w.id AND m.undone_at IS NULL
    ORDER BY m.created_at DESC, m.id LIMIT 1
) changed ON true
ORDER BY w.date, w.position, w.id
"""  # noqa: S608  here and below, what is put in are statements and names of ours

# All of them, or none.
_PLAN = f"""
WITH asked AS MATERIALIZED ({asked_about("ANY(%(clients)s::uuid[])")}), touched AS (
    INSERT INTO workouts (client_id, {", ".join(_GIVEN)})
    SELECT given.* FROM jsonb_to_recordset(%(workouts)s::jsonb) AS given
        (client_id uuid, {", ".join(f"{name} {CHANGEABLE[name]}" for name in _GIVEN)})
    WHERE (SELECT bool_and(allowed AND caller_role IN {PLANNERS}) AND count(athlete_id) = %(athletes)s::int
           FROM asked)
    RETURNING *
), concerned AS (
    SELECT client_id, date AS day FROM touched
), {OWE_CASCADES}
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, raised.revision, touched.*
FROM asked
LEFT JOIN touched ON touched.client_id = asked.athlete_id
LEFT JOIN raised ON raised.key = asked.athlete_id::text
ORDER BY touched.date, touched.position, touched.client_id, touched.id
"""  # noqa: S608


def _taken(name: str) -> str:
    """The value of a column after the write: what is named in `present` is taken, the rest is kept."""
    given = f"'{name}' = ANY(%(present)s::text[])"
    return f"CASE WHEN {given} THEN %({name})s::{CHANGEABLE[name]} ELSE w.{name} END"


_CHANGE = f"""
WITH asked AS MATERIALIZED ({_ONE}), touched AS (
    UPDATE workouts w SET {", ".join(f"{name} = {_taken(name)}" for name in CHANGEABLE)},
        completed_at = CASE WHEN {_taken("status")} = 'COMPLETED' THEN coalesce(w.completed_at, now()) END,
        updated_at = now()
    FROM asked
    WHERE w.id = %(workout_id)s::uuid AND asked.allowed
      AND (asked.caller_role IN {PLANNERS}
        OR (asked.caller_role IN {DOERS} AND %(present)s::text[] <@ ARRAY['status']))
      AND ({" OR ".join(f"{_taken(name)} IS DISTINCT FROM w.{name}" for name in CHANGEABLE)})
    RETURNING w.*
), concerned AS (
    SELECT client_id, date AS day FROM touched
    UNION
    SELECT w.client_id, w.date FROM workouts w JOIN touched ON touched.id = w.id -- where it was before
), {OWE_CASCADES}, shown AS (
    SELECT * FROM touched
    UNION ALL
    SELECT w.* FROM workouts w JOIN asked ON asked.allowed
    WHERE w.id = %(workout_id)s::uuid AND NOT EXISTS (SELECT FROM touched)
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, raised.revision, shown.*
FROM asked LEFT JOIN shown ON true LEFT JOIN raised ON true
"""  # noqa: S608

_REMOVE = f"""
WITH asked AS MATERIALIZED ({_ONE}), touched AS (
    DELETE FROM workouts w USING asked
    WHERE w.id = %(workout_id)s::uuid AND asked.allowed AND asked.caller_role IN {PLANNERS}
    RETURNING w.*
), concerned AS (
    SELECT client_id, date AS day FROM touched
), {OWE_CASCADES}
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, raised.revision, touched.*
FROM asked LEFT JOIN touched ON true LEFT JOIN raised ON true
"""  # noqa: S608

#: Workouts of an athlete from `first` to `last` (both may be NULL), with the plan as it was where software
#: has changed it; one row of NULLs if there are none. All of these answer who asks too
#: (`storage.asked_athlete`).
SHOW: Statement = written(_SHOW)

#: Plan `workouts` of `athletes` athletes, `clients`. `id` is NULL where nothing was planned; `revision` is
#: what is owed.
PLAN: Statement = written(_PLAN)

#: Change of the workout `workout_id` the columns named in `present`; who is no planner may change its status
#: only. `revision` is NULL where nothing was changed.
CHANGE: Statement = written(_CHANGE)

#: Remove the workout `workout_id`; answers what it was. `id` is NULL where it was not removed.
REMOVE: Statement = written(_REMOVE)
