"""Cases and restrictions in PostgreSQL, a batch at a time. What a person keeps is not touched."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

# Those that were undone a moment ago are written over; what is a person's stays. Restrictions of cases that
# were there are held first, as by whoever undoes or assesses them, so that no two wait for each other.
_MAKE_CASES = """
WITH held AS MATERIALIZED (
    SELECT id FROM training_restrictions WHERE case_id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE
)
INSERT INTO injury_cases AS made (id, client_id, kind, body_part, side, type, status, source, opened_on,
    last_reported_on, worst_pain, severity, decision, minimum_days, return_phase, proposal, resolved_on)
SELECT one.id, one.client_id, one.kind, one.body_part, one.side, one.type, one.status, 'AUTOMATIC',
    one.opened_on, one.last_reported_on, one.worst_pain, one.severity, one.decision, one.minimum_days,
    one.return_phase, one.proposal, one.resolved_on
FROM jsonb_to_recordset(%(rows)s::jsonb) AS one
    (id uuid, client_id uuid, kind text, body_part text, side text, type text, status text, opened_on date,
     last_reported_on date, worst_pain smallint, severity text, decision text, minimum_days smallint,
     return_phase smallint, proposal jsonb, resolved_on date)
WHERE (SELECT count(*) FROM held) >= 0
ORDER BY one.id
ON CONFLICT (id) DO UPDATE SET
    side = excluded.side, type = excluded.type, status = excluded.status,
    last_reported_on = excluded.last_reported_on, worst_pain = excluded.worst_pain,
    severity = excluded.severity, decision = excluded.decision, minimum_days = excluded.minimum_days,
    return_phase = excluded.return_phase, proposal = excluded.proposal, resolved_on = excluded.resolved_on,
    updated_at = now()
WHERE made.source = 'AUTOMATIC' AND made.assessed_by IS NULL
"""

_UNDO_CASES = """
UPDATE injury_cases SET status = 'WITHDRAWN', resolved_on = NULL, updated_at = now()
WHERE id = ANY(%(ids)s::uuid[]) AND source = 'AUTOMATIC' AND assessed_by IS NULL
RETURNING id
"""

# One that a person has cleared or changed was not undone, and is not written over.
_MAKE_RESTRICTIONS = """
INSERT INTO training_restrictions AS made (id, client_id, case_id, type, severity, source, body_parts,
    affected_workout_types, start_date, end_date, volume_reduction_percent, max_intensity_zone)
SELECT one.id, one.client_id, one.case_id, one.type, one.severity, one.source, one.body_parts,
    one.affected_workout_types, one.start_date, one.end_date, one.volume_reduction_percent,
    one.max_intensity_zone
FROM jsonb_to_recordset(%(rows)s::jsonb) AS one
    (id uuid, client_id uuid, case_id uuid, type text, severity text, source text, body_parts text[],
     affected_workout_types text[], start_date date, end_date date, volume_reduction_percent smallint,
     max_intensity_zone smallint)
ORDER BY one.id
ON CONFLICT (id) DO UPDATE SET
    type = excluded.type, severity = excluded.severity, body_parts = excluded.body_parts,
    affected_workout_types = excluded.affected_workout_types, start_date = excluded.start_date,
    end_date = excluded.end_date, volume_reduction_percent = excluded.volume_reduction_percent,
    max_intensity_zone = excluded.max_intensity_zone, is_active = true, cleared_at = NULL, updated_at = now()
WHERE NOT made.is_active AND made.cleared_by IS NULL
"""

_UNDO_RESTRICTIONS = """
UPDATE training_restrictions AS made SET is_active = false, cleared_at = now(), updated_at = now()
FROM jsonb_to_recordset(%(rows)s::jsonb) AS one
    (id uuid, type text, severity text, source text, body_parts text[], affected_workout_types text[],
     start_date date, end_date date, volume_reduction_percent smallint, max_intensity_zone smallint)
WHERE made.id = one.id AND made.is_active AND made.cleared_by IS NULL
    AND (made.type, made.severity, made.source, made.body_parts, made.affected_workout_types,
         made.start_date, made.end_date, made.volume_reduction_percent, made.max_intensity_zone)
        IS NOT DISTINCT FROM
        (one.type, one.severity, one.source, one.body_parts, one.affected_workout_types,
         one.start_date, one.end_date, one.volume_reduction_percent, one.max_intensity_zone)
RETURNING made.id
"""


def make_cases(connection: Connection[DictRow], rows: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Write cases, of an athlete each, as `domain.injuries.imposed.case_effect` has them."""
    parameters = {"rows": _with_clients(rows), "ids": [row["id"] for _, row in rows]}
    connection.execute(_MAKE_CASES, parameters)


def undo_cases(connection: Connection[DictRow], ids: Collection[str]) -> set[str]:
    """Withdraw cases; answers the ids of those that were not a person's."""
    return {str(row["id"]) for row in connection.execute(_UNDO_CASES, {"ids": list(ids)})}


def make_restrictions(
    connection: Connection[DictRow], rows: Sequence[tuple[UUID, Mapping[str, Any]]]
) -> None:
    """Write restrictions, of an athlete each, as `domain.injuries.imposed.restriction_effect` has them."""
    connection.execute(_MAKE_RESTRICTIONS, {"rows": _with_clients(rows)})


def undo_restrictions(connection: Connection[DictRow], rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Lift restrictions that are as they were made; answers their ids."""
    parameters = {"rows": orjson.dumps([dict(row) for row in rows]).decode()}
    return {str(row["id"]) for row in connection.execute(_UNDO_RESTRICTIONS, parameters)}


def _with_clients(rows: Sequence[tuple[UUID, Mapping[str, Any]]]) -> str:
    return orjson.dumps([{**row, "client_id": client} for client, row in rows]).decode()
