"""What a person's write to workouts or cases owes: that the cascade looks at the athlete again."""

LANE = "injuries"

#: The first of these CTEs answers `key` (the athlete's id as text) and the new `revision`. They follow one
#: named `touched`, with the `client_id` of each row that was written. The payload is a list of days: none.
OWE_CASCADES = f"""
raised AS (
    INSERT INTO owed_work AS debt (lane, key, revision)
    SELECT '{LANE}', touched.client_id::text, 1 FROM touched GROUP BY touched.client_id
    ORDER BY touched.client_id::text
    ON CONFLICT (lane, key) DO UPDATE SET
        revision = debt.revision + 1,
        owed_at = CASE WHEN debt.done_revision < debt.revision AND debt.dead_at IS NULL
            THEN least(debt.owed_at, now()) ELSE now() END,
        last_error = NULL, dead_at = NULL, forgotten_at = NULL
    RETURNING key, revision
), kept AS (
    INSERT INTO owed_inputs (lane, key, revision, payload)
    SELECT '{LANE}', raised.key, raised.revision, '[]'::bytea FROM raised
)
"""  # noqa: S608  the only thing put in is a constant
