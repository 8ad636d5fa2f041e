"""Results of races as the web process reads and writes them."""

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import dialect

from storage.asked_athlete import ASKED, asked_about
from storage.models import Base, RaceResult
from storage.statements import Statement, written

#: Results that are shown at most, the newest.
MOST_RESULTS = 1_000

_table = Base.metadata.tables[RaceResult.__tablename__]

#: What is shown of one, in the table's order.
RESULT_COLUMNS = tuple(column.name for column in _table.c)

#: Who may enter a result, and who may write as a coach.
RUNNERS = ("ADMIN", "COACH", "ATHLETE")
COACHES = ("ADMIN", "COACH")

#: What makes it the same result.
_KEY = ("client_id", "race_date", "distance_m", "race_name")
#: What follows from length and time.
_COMPUTED = ("time_formatted", "avg_pace", "vdot", "training_paces", "equivalent_times")
_ALWAYS = ("distance", "custom_distance_km", "time_minutes", *_COMPUTED)
_OPTIONAL = tuple(
    name
    for name in RESULT_COLUMNS
    if name not in {"id", "race_id", "created_at", "updated_at", *_KEY, *_ALWAYS}
)


def _typed(*names: str) -> str:
    """Columns with their types, as a record of JSON is read."""
    return ", ".join(f"{name} {_type(_table.c[name])}" for name in names)


def _type(column: "Column[object]") -> str:
    return column.type.compile(dialect=dialect())  # type: ignore[no-untyped-call]


_ATHLETE = "c.name AS client_name, c.sex AS client_sex, c.birth_date AS client_birth_date"

_SHOW = f"""
WITH asked AS MATERIALIZED ({ASKED})
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, asked.today, {_ATHLETE}, r.*
FROM asked
LEFT JOIN clients c ON c.id = asked.athlete_id AND asked.allowed
LEFT JOIN LATERAL (
    SELECT * FROM race_results WHERE client_id = asked.athlete_id AND asked.allowed
    ORDER BY race_date DESC, created_at DESC, id LIMIT {MOST_RESULTS}
) r ON true
ORDER BY r.race_date DESC, r.created_at DESC, r.id
"""  # noqa: S608  here and below, what is put in are statements and names of ours


def _taken(name: str) -> str:
    """What becomes of an optional column; what a coach has noted is a coach's to change."""
    by_whom = f" AND (SELECT caller_role FROM asked) IN {COACHES}" if name == "coach_notes" else ""  # noqa: S608
    is_given = f"'{name}' = ANY(%(present)s::text[]){by_whom}"
    return f"{name} = CASE WHEN {is_given} THEN excluded.{name} ELSE old.{name} END"


_TAKEN = ", ".join(map(_taken, _OPTIONAL))

# A result that names no race is of the athlete's race of that day over that length, if there is one without
# another result: the one of that name first.
_ENTER = f"""
WITH asked AS MATERIALIZED ({ASKED}), given AS MATERIALIZED (
    SELECT asked.athlete_id AS client_id,
        coalesce(%(day)s::date, (%(instant)s::timestamptz AT TIME ZONE asked.time_zone)::date) AS race_date,
        one.*
    FROM asked, jsonb_to_record(%(given)s::jsonb) AS one
        ({_typed("distance_m", "race_name", *_ALWAYS, *_OPTIONAL)})
    WHERE asked.allowed AND asked.athlete_id IS NOT NULL AND asked.caller_role IN {RUNNERS}
        AND (one.coach_notes IS NULL OR asked.caller_role IN {COACHES})
), raced AS MATERIALIZED (
    SELECT r.id FROM given
    JOIN races r ON r.client_id = given.client_id AND r.date = given.race_date AND r.status <> 'CANCELLED'
        AND r.distance = given.distance AND r.custom_distance_km IS NOT DISTINCT FROM given.custom_distance_km
    WHERE NOT EXISTS (
        SELECT FROM race_results other WHERE other.race_id = r.id
            AND (other.distance_m, other.race_name) IS DISTINCT FROM (given.distance_m, given.race_name))
    ORDER BY (r.name = given.race_name) IS TRUE DESC, r.created_at, r.id LIMIT 1
), stored AS (
    INSERT INTO race_results AS old (race_id, {", ".join((*_KEY, *_ALWAYS, *_OPTIONAL))})
    SELECT (SELECT id FROM raced), {", ".join(f"given.{name}" for name in (*_KEY, *_ALWAYS, *_OPTIONAL))}
    FROM given
    ON CONFLICT ({", ".join(_KEY)}) DO UPDATE SET
        race_id = coalesce(old.race_id, excluded.race_id), updated_at = now(),
        {", ".join(f"{name} = excluded.{name}" for name in _ALWAYS)}, {_TAKEN}
    RETURNING *, xmax = 0 AS made
)
SELECT asked.caller_id, asked.caller_role, asked.athlete_id, asked.allowed, asked.today, {_ATHLETE}, stored.*
FROM asked
LEFT JOIN clients c ON c.id = asked.athlete_id AND asked.allowed
LEFT JOIN stored ON true
"""  # noqa: S608

_OF_RESULT = "(SELECT client_id FROM race_results WHERE id = %(result_id)s::uuid)"

_REMOVE = f"""
WITH asked AS MATERIALIZED ({asked_about(_OF_RESULT)}), gone AS (
    DELETE FROM race_results r USING asked
    WHERE r.id = %(result_id)s::uuid AND r.client_id = asked.athlete_id
        AND asked.allowed AND asked.caller_role IN {RUNNERS}
    RETURNING r.*
)
SELECT asked.caller_id, asked.today, {_ATHLETE}, gone.*
FROM asked
LEFT JOIN gone ON true
LEFT JOIN clients c ON c.id = gone.client_id
"""  # noqa: S608

#: Results of the athlete `client_id`, newest first; one row of NULLs if there are none.
SHOW: Statement = written(_SHOW)

#: Enter the result `given` (an object by column) of the `day`, or else of the day of the `instant`. One that
#: is there already is changed: optional columns where `present` names them, the rest always. `id` is NULL
#: where it was not allowed; `made` says that it was not there before.
ENTER: Statement = written(_ENTER)

#: Remove the result `result_id`, and answer what it was: one row. `id` is NULL where there is none, or none
#: that the caller may remove.
REMOVE: Statement = written(_REMOVE)
