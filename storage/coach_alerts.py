"""Alerts for coaches in PostgreSQL: what the rules look at, and the alerts, a batch of athletes at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from domain.coach_alert_lifecycle import Lasting
from domain.coach_alerts import (
    SCORES,
    USUAL_CHECK_INS,
    WORKOUT_DAYS,
    AlertSeverity,
    AlertStatus,
    AlertType,
    CalledFor,
    KnownOfAthlete,
)

LANE = "alerts"

#: Scores of so many days are looked at: three newest that lie further apart say nothing of a drop.
SCORES_WITHIN_DAYS = 28

_KNOWN = f"""
SELECT c.id, c.user_id AS coach, local.today, scored.scores, there.check_ins, there.newest, missed.workouts,
    load.acwr, load.date AS acwr_on
FROM clients c
CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE c.time_zone)::date AS today) local
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_array(newest.date, newest.readiness_score)
        ORDER BY newest.date DESC), '[]') AS scores
    FROM (
        SELECT m.date, m.readiness_score FROM daily_metrics m
        WHERE m.client_id = c.id AND m.date BETWEEN local.today - {SCORES_WITHIN_DAYS - 1} AND local.today
          AND m.readiness_score IS NOT NULL AND m.assessed_revision = m.revision
        ORDER BY m.date DESC LIMIT {SCORES}
    ) newest
) scored
CROSS JOIN LATERAL (
    SELECT count(*)::int AS check_ins, max(date) AS newest
    FROM (SELECT date FROM daily_metrics WHERE client_id = c.id ORDER BY date DESC LIMIT {USUAL_CHECK_INS}) m
) there
CROSS JOIN LATERAL (
    SELECT (planned.number + assigned.number)::int AS workouts
    FROM (
        SELECT count(*) AS number FROM workouts w
        WHERE w.client_id = c.id AND w.date BETWEEN local.today - {WORKOUT_DAYS} AND local.today - 1
          AND w.status IN ('PLANNED', 'MODIFIED')
    ) planned, (
        SELECT count(*) AS number FROM assignments a
        WHERE a.client_id = c.id AND a.assigned_date BETWEEN local.today - {WORKOUT_DAYS} AND local.today - 1
          AND a.status IN ('PENDING', 'SCHEDULED', 'MODIFIED')
    ) assigned
) missed
LEFT JOIN LATERAL (
    SELECT l.acwr, l.date FROM training_loads l
    WHERE l.client_id = c.id AND l.date <= local.today ORDER BY l.date DESC LIMIT 1
) load ON true
WHERE c.id = ANY(%(clients)s::uuid[])
"""  # noqa: S608  the only things put in are numbers of ours

_LASTING = """
SELECT id, client_id, user_id, type, condition_key, severity, status, context
FROM coach_alerts WHERE client_id = ANY(%(clients)s::uuid[]) AND resolved_at IS NULL
ORDER BY id
"""

# Whoever comes second waits here for the first to commit, and then raises nothing.
_RAISE = """
INSERT INTO coach_alerts (user_id, client_id, type, condition_key, severity, context)
SELECT one.* FROM jsonb_to_recordset(%(alerts)s::jsonb) AS one
    (coach uuid, client_id uuid, type text, condition_key text, severity text, context jsonb)
ORDER BY one.client_id, one.type
ON CONFLICT (client_id, type) WHERE resolved_at IS NULL DO NOTHING
RETURNING condition_key
"""

_MOVE = """
WITH one AS MATERIALIZED (
    SELECT alert.id, moved.coach, moved.severity, moved.context
    FROM jsonb_to_recordset(%(alerts)s::jsonb) AS moved (id uuid, coach uuid, severity text, context jsonb)
    JOIN coach_alerts alert ON alert.id = moved.id AND alert.resolved_at IS NULL
    ORDER BY alert.id FOR UPDATE OF alert
)
UPDATE coach_alerts SET user_id = one.coach, severity = one.severity, context = one.context,
    updated_at = now()
FROM one WHERE coach_alerts.id = one.id
"""

_RESOLVE = """
WITH one AS MATERIALIZED (
    SELECT id FROM coach_alerts WHERE id = ANY(%(ids)s::uuid[]) AND resolved_at IS NULL
    ORDER BY id FOR UPDATE
)
UPDATE coach_alerts SET resolved_at = now(), updated_at = now(),
    status = CASE WHEN status = 'ACTIVE' THEN 'RESOLVED' ELSE status END
FROM one WHERE coach_alerts.id = one.id
"""

# Who is owed already is left to the run that comes, and who died to an operator.
_PAGE = f"""
SELECT c.id, NOT EXISTS (SELECT FROM owed_work o
    WHERE o.lane = '{LANE}' AND o.key = c.id::text AND o.done_revision < o.revision) AS is_free
FROM clients c WHERE c.id > %(after)s ORDER BY c.id LIMIT %(page)s
"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True)
class WatchedAthlete:
    """An athlete, as the rules see one."""

    id: UUID
    coach: UUID
    known: KnownOfAthlete


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that is to be raised."""

    athlete: WatchedAthlete
    alert: CalledFor
    condition_key: str


def read_athletes(connection: Connection[DictRow], clients: Sequence[UUID]) -> list[WatchedAthlete]:
    """What is known of these athletes today; those that are gone are absent."""
    return [_watched(row) for row in connection.execute(_KNOWN, {"clients": list(clients)})]


def _watched(row: DictRow) -> WatchedAthlete:
    known = KnownOfAthlete(
        today=row["today"],
        scores=[(date.fromisoformat(day), score) for day, score in row["scores"]],
        check_ins=row["check_ins"],
        newest_check_in=row["newest"],
        missed_workouts=row["workouts"],
        acwr=row["acwr"],
        acwr_on=row["acwr_on"],
    )
    return WatchedAthlete(row["id"], row["coach"], known)


def lasting_alerts(connection: Connection[DictRow], clients: Sequence[UUID]) -> list[Lasting]:
    """Alerts of these athletes whose condition is not over, as far as is known."""
    return [
        Lasting(
            id=row["id"],
            client_id=row["client_id"],
            coach=row["user_id"],
            type=AlertType(row["type"]),
            condition_key=row["condition_key"],
            severity=AlertSeverity(row["severity"]),
            status=AlertStatus(row["status"]),
            context=row["context"],
        )
        for row in connection.execute(_LASTING, {"clients": list(clients)})
    ]


def raise_alerts(connection: Connection[DictRow], raised: Sequence[Raised]) -> set[str]:
    """Raise alerts, unless one of the same type lasts; answers the keys of those that were raised."""
    alerts = [
        {
            "coach": one.athlete.coach,
            "client_id": one.athlete.id,
            "type": one.alert.type.value,
            "condition_key": one.condition_key,
            "severity": one.alert.severity.value,
            "context": dict(one.alert.context),
        }
        for one in raised
    ]
    return {row["condition_key"] for row in connection.execute(_RAISE, {"alerts": _json(alerts)})}


def move_alerts(connection: Connection[DictRow], moved: Sequence[tuple[Lasting, CalledFor, UUID]]) -> None:
    """Bring alerts up to date: what holds now, and who is the coach."""
    alerts = [
        {"id": alert.id, "coach": coach, "severity": now.severity.value, "context": dict(now.context)}
        for alert, now, coach in moved
    ]
    connection.execute(_MOVE, {"alerts": _json(alerts)})


def resolve_alerts(connection: Connection[DictRow], over: Sequence[Lasting]) -> None:
    """Say that their conditions are over. What a coach has made of one stays as it is."""
    connection.execute(_RESOLVE, {"ids": [alert.id for alert in over]})


def page_of_athletes(
    connection: Connection[DictRow], *, after: UUID, page: int
) -> tuple[list[UUID], UUID | None]:
    """The next `page` athletes by id: those who are not owed to the lane, and the last one.

    The latter is None where it was the last page.
    """
    rows = connection.execute(_PAGE, {"after": after, "page": page}).fetchall()
    free = [row["id"] for row in rows if row["is_free"]]
    return free, rows[-1]["id"] if len(rows) == page else None


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
