"""What a person's write to workouts or cases owes: that the cascade looks at the athlete again."""

from storage.injuries import LANE
from storage.raising import RAISED
from storage.workouts import PLAN

__all__ = ["LANE", "OWE_CASCADES"]

#: CTEs that follow two others: `touched`, with the `client_id` of each row that was written, and `concerned`,
#: with the days of each athlete, as `client_id` and `day`, from which on the cascade is to look, though no
#: check-in has changed. The first of these answers `key` (the athlete's id as text) and the new `revision`.
OWE_CASCADES = f"""
raised AS (
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', touched.client_id::text, 1 FROM touched GROUP BY touched.client_id
    ORDER BY touched.client_id::text
    {RAISED}
    RETURNING key, revision
), listed AS (
    SELECT client_id::text AS key, jsonb_agg(DISTINCT '{PLAN}' || day) AS days
    FROM concerned GROUP BY client_id
), kept AS (
    INSERT INTO owed_inputs (lane, key, revision, payload)
    SELECT '{LANE}', raised.key, raised.revision, convert_to(listed.days::text, 'UTF8')
    FROM raised JOIN listed ON listed.key = raised.key
)
"""  # noqa: S608  the only things put in are constants
