"""Planned workouts: read and locked for a run, changed and restored by it; and planned by whoever plans."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from domain.injuries.situation import Planned
from domain.injuries.workout_change import Plan
from storage import ledger
from storage.injuries import LANE

#: Before a day in the lane's payload: not its check-in has changed, but what is planned for it.
PLAN = "plan:"

# In the order of ids, as everybody locks them.
_LOCK = """
SELECT workout.client_id, workout.id, workout.date, workout.type, workout.status, workout.intensity,
    workout.duration_minutes, workout.distance_m
FROM workouts AS workout
WHERE workout.id IN (
    SELECT found.id
    FROM unnest(%(clients)s::uuid[], %(since)s::date[]) AS one (client_id, since)
    JOIN workouts AS found ON found.client_id = one.client_id AND found.date >= one.since
    UNION ALL
    SELECT unnest(%(ids)s::uuid[])
)
ORDER BY workout.id
FOR UPDATE
"""

_CHANGE = """
WITH change AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(changes)s::jsonb) AS one
        (id uuid, effect_key text, decision text,
         planned_type text, planned_status text, planned_intensity text, planned_duration_minutes float,
         planned_distance_m float,
         modified_type text, modified_status text, modified_intensity text, modified_duration_minutes float,
         modified_distance_m float)
), changed AS (
    UPDATE workouts SET type = modified_type, status = modified_status, intensity = modified_intensity,
        duration_minutes = modified_duration_minutes, distance_m = modified_distance_m, updated_at = now()
    FROM change WHERE workouts.id = change.id
)
INSERT INTO workout_modifications (workout_id, effect_key, decision, planned_type, planned_status,
    planned_intensity, planned_duration_minutes, planned_distance_m, modified_type, modified_status,
    modified_intensity, modified_duration_minutes, modified_distance_m)
SELECT change.* FROM change
"""

# What is not as it was made, and what is done, was touched by a person.
_RESTORE = """
WITH change AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(changes)s::jsonb) AS one
        (id uuid, effect_key text,
         planned_type text, planned_status text, planned_intensity text, planned_duration_minutes float,
         planned_distance_m float,
         modified_type text, modified_status text, modified_intensity text, modified_duration_minutes float,
         modified_distance_m float)
), restored AS (
    UPDATE workouts SET type = planned_type, status = planned_status, intensity = planned_intensity,
        duration_minutes = planned_duration_minutes, distance_m = planned_distance_m, updated_at = now()
    FROM change
    WHERE workouts.id = change.id AND workouts.status <> 'COMPLETED'
        AND (type, status, intensity, duration_minutes, distance_m) IS NOT DISTINCT FROM
            (modified_type, modified_status, modified_intensity, modified_duration_minutes,
             modified_distance_m)
    RETURNING change.effect_key
), undone AS (
    UPDATE workout_modifications SET undone_at = now()
    FROM restored
    WHERE workout_modifications.effect_key = restored.effect_key AND undone_at IS NULL
)
SELECT effect_key FROM restored
"""


def owe_changed_plans(
    connection: Connection[DictRow], days: Mapping[UUID, Collection[date]]
) -> dict[str, dict[str, int]]:
    """Owe the lane `injuries` the days whose plan has changed.

    For whoever plans, moves or changes workouts, in the same transaction: what is planned while a case is
    open is changed by it too. And for whoever takes over, closes or withdraws a case, with the day of its
    opening: what it had imposed is lifted.

    It is owed whether or not a case can be seen: a run that opens one just now does not see, before the
    commit, what was planned here.

    Args:
        connection: in the transaction of the change.
        days: of each athlete the days on which a workout was, and on which it is now.

    Returns:
        The revision of each key by lane, to be submitted after the commit.
    """
    inputs: dict[str, bytes | None] = {
        str(client): orjson.dumps([f"{PLAN}{day}" for day in sorted(its)])
        for client, its in days.items()
        if its
    }
    return {LANE: ledger.owe(connection, LANE, inputs, policy="append")} if inputs else {}


def lock_workouts(
    connection: Connection[DictRow], since: Mapping[UUID, date], ids: Collection[str]
) -> dict[UUID, list[Planned]]:
    """Each athlete's workouts from a day on, and these others, locked until the end of the transaction."""
    parameters = {"clients": list(since), "since": list(since.values()), "ids": list(ids)}
    found: dict[UUID, list[Planned]] = {client: [] for client in since}
    for row in connection.execute(_LOCK, parameters):
        workout = Planned(id=row["id"], date=row["date"], now=Plan.from_json(row))
        found.setdefault(row["client_id"], []).append(workout)
    return found


def change_workouts(
    connection: Connection[DictRow], changes: Sequence[tuple[str, str, Plan, Mapping[str, Any]]]
) -> None:
    """Change workouts, and keep what was planned.

    Args:
        connection: in the transaction that has locked them.
        changes: of each the effect's key, the workout's id, the plan, and what becomes of it and by which
            `decision`.
    """
    rows = [
        {**_change(key, workout, plan.to_json(), after), "decision": after["decision"]}
        for key, workout, plan, after in changes
    ]
    connection.execute(_CHANGE, {"changes": orjson.dumps(rows).decode()})


def restore_workouts(
    connection: Connection[DictRow],
    changes: Sequence[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]],
) -> set[str]:
    """Give workouts back what was planned, unless a person has touched them; answers the effects' keys.

    Args:
        connection: in a transaction.
        changes: of each the effect's key, the workout's id, and what it was before the effect and after it.
    """
    rows = [_change(*change) for change in changes]
    restored = connection.execute(_RESTORE, {"changes": orjson.dumps(rows).decode()})
    return {row["effect_key"] for row in restored}


def _change(key: str, workout: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": workout,
        "effect_key": key,
        **{f"planned_{name}": before[name] for name in Plan.__slots__},
        **{f"modified_{name}": after[name] for name in Plan.__slots__},
    }
