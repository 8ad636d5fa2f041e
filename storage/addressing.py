"""What it takes to find out who is to be told of a notice: read for a batch of notices at once."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, class_row

# In the order in which they are raised and withdrawn, so that nobody waits in a circle.
_NOTICES = """
SELECT n.id, n.client_id, n.kind, n.audience, n.priority, n.date, n.params, n.expires_at, n.withdrawn_at,
    n.withdrawn_because, c.name AS athlete_name, c.time_zone, c.user_id AS coach, a.user_id AS athlete,
    (now() AT TIME ZONE c.time_zone)::date AS today, now() AS now, m.physio_contact_reason AS reason
FROM notices n
JOIN clients c ON c.id = n.client_id
LEFT JOIN athlete_accounts a ON a.client_id = n.client_id
LEFT JOIN daily_metrics m ON m.client_id = n.client_id AND m.date = n.date
WHERE n.id = ANY(%(ids)s::uuid[])
ORDER BY n.notice_key
FOR NO KEY UPDATE OF n
"""

_PHYSIOS = """
WITH athlete AS (
    SELECT c.id, c.team_id, t.organization_id, c.business_id, c.location_id,
        (now() AT TIME ZONE c.time_zone)::date AS today
    FROM clients c LEFT JOIN teams t ON t.id = c.team_id
    WHERE c.id = ANY(%(clients)s::uuid[])
)
SELECT athlete.id AS client_id, p.physio_user_id AS user_id, p.scope, p.role
FROM athlete
JOIN LATERAL (
    SELECT 0 AS scope, * FROM physio_assignments WHERE client_id = athlete.id
    UNION ALL SELECT 1, * FROM physio_assignments WHERE team_id = athlete.team_id
    UNION ALL SELECT 2, * FROM physio_assignments WHERE organization_id = athlete.organization_id
    UNION ALL SELECT 3, * FROM physio_assignments WHERE business_id = athlete.business_id
    UNION ALL SELECT 4, * FROM physio_assignments WHERE location_id = athlete.location_id
) p ON p.is_active AND p.start_date <= athlete.today
    AND (p.end_date IS NULL OR p.end_date >= athlete.today)
JOIN users u ON u.id = p.physio_user_id AND u.role = 'PHYSIO'
ORDER BY client_id, scope, user_id
"""

_PEOPLE = """
SELECT u.id, u.language, COALESCE(p.switches, '{}') AS switches, p.quiet_from, p.quiet_to,
    COALESCE(p.time_zone, own.time_zone, 'Europe/Stockholm') AS time_zone,
    COALESCE((
        SELECT jsonb_agg(jsonb_build_array(ch.id, ch.minimum_priority) ORDER BY ch.id)
        FROM notification_channels ch WHERE ch.user_id = u.id AND ch.is_active
    ), '[]') AS channels
FROM users u
LEFT JOIN notification_preferences p ON p.user_id = u.id
LEFT JOIN athlete_accounts a ON a.user_id = u.id
LEFT JOIN clients own ON own.id = a.client_id
WHERE u.id = ANY(%(users)s::uuid[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A notice, and what of its athlete it takes to address it."""

    id: UUID
    client_id: UUID
    kind: str
    audience: list[str]
    priority: str
    date: dt.date
    params: dict[str, Any]
    expires_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    withdrawn_because: str | None
    athlete_name: str
    time_zone: str
    coach: UUID
    #: The athlete's login, if there is one.
    athlete: UUID | None
    #: The athlete's local day.
    today: dt.date
    now: dt.datetime
    #: What the athlete has written to a physiotherapist, in the check-in of the notice's day.
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Physio:
    """A physiotherapist who is in charge of an athlete today. Of scopes the lower one is closer."""

    client_id: UUID
    user_id: UUID
    scope: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to be told, and how."""

    id: UUID
    language: str
    switches: dict[str, bool]
    quiet_from: dt.time | None
    quiet_to: dt.time | None
    time_zone: str
    #: Ids of active channels, each with the least priority that it is for.
    channels: list[tuple[str, str]]


def lock_notices(connection: Connection[DictRow], ids: Collection[UUID]) -> list[Addressed]:
    """The notices as they are now, held until the transaction ends; those that are gone are absent."""
    with connection.cursor(row_factory=class_row(Addressed)) as cursor:
        return cursor.execute(_NOTICES, {"ids": list(ids)}).fetchall()


def physios_of(connection: Connection[DictRow], clients: Collection[UUID]) -> list[Physio]:
    """All physiotherapists who are in charge of these athletes on the athletes' own day."""
    with connection.cursor(row_factory=class_row(Physio)) as cursor:
        return cursor.execute(_PHYSIOS, {"clients": list(clients)}).fetchall()


def people(connection: Connection[DictRow], users: Collection[UUID]) -> dict[UUID, Person]:
    """These users, with how they want to be told."""
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        return {each.id: each for each in cursor.execute(_PEOPLE, {"users": list(users)})}
