"""Deliveries in PostgreSQL, as the lane `deliveries` reads and writes them, a batch at a time."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, class_row

# Until the transaction ends. Nobody waits for them: who comes second passes over what is in another's hands.
_TAKE = """
SELECT one.key FROM unnest(%(keys)s::text[]) AS one (key)
WHERE pg_try_advisory_xact_lock(hashtextextended('afterwrite ' || one.key, %(seed)s))
"""

# The first that is free, if one is.
_TAKE_TURN = """
SELECT number FROM generate_series(%(first)s::int, %(last)s::int) AS one (number)
WHERE pg_try_advisory_xact_lock(hashtextextended('afterwrite deliveries', number)) LIMIT 1
"""

_READ = """
SELECT d.id, d.what, d.priority, d.status, d.attempts, d.created_at, d.notification_id, n.audience,
    n.kind AS about, n.client_id, n.title, n.body, n.expires_at, t.withdrawn_at IS NOT NULL AS is_withdrawn,
    ch.id AS channel_id, ch.kind, ch.url, ch.secret, ch.is_active, u.language,
    COALESCE(p.switches, '{}') AS switches, p.quiet_from, p.quiet_to,
    COALESCE(p.time_zone, own.time_zone, 'Europe/Stockholm') AS time_zone,
    COALESCE(p.outside_health_details, false) AS with_details, now() AS now
FROM deliveries d
JOIN notification_channels ch ON ch.id = d.channel_id
JOIN users u ON u.id = ch.user_id
LEFT JOIN notifications n ON n.id = d.notification_id
LEFT JOIN notices t ON t.id = n.notice_id
LEFT JOIN notification_preferences p ON p.user_id = u.id
LEFT JOIN athlete_accounts a ON a.user_id = u.id
LEFT JOIN clients own ON own.id = a.client_id
WHERE d.id = ANY(%(ids)s::uuid[])
"""

# What was cancelled while it was on its way has gone out all the same: whoever cancelled it is to look again.
# And so when it is cancelled for a reason that has gone meanwhile: the notice stands again, or does no more.
_WRITE = """
WITH held AS (
    SELECT d.id, d.status, d.notification_id FROM deliveries d
    WHERE d.id = ANY(%(ids)s::uuid[]) ORDER BY d.id FOR NO KEY UPDATE
), written AS (
    UPDATE deliveries SET
        status = CASE WHEN held.status = 'CANCELLED' AND one.status <> 'SENT' THEN held.status
            ELSE one.status END,
        attempts = one.attempts, last_error = one.failure,
        sent_at = CASE WHEN one.status = 'SENT' THEN now() END
    FROM held, jsonb_to_recordset(%(outcomes)s::jsonb) AS one
        (id uuid, status text, attempts smallint, failure text)
    WHERE deliveries.id = held.id AND deliveries.id = one.id
    RETURNING deliveries.status, deliveries.what, held.status AS before, held.notification_id
)
SELECT DISTINCT n.notice_id
FROM written JOIN notifications n ON n.id = written.notification_id JOIN notices t ON t.id = n.notice_id
WHERE CASE written.status WHEN 'SENT' THEN written.before = 'CANCELLED'
    WHEN 'CANCELLED' THEN (t.withdrawn_at IS NULL) = (written.what = 'NEW') ELSE false END
"""

_DEACTIVATE = "UPDATE notification_channels SET is_active = false WHERE id = ANY(%(ids)s::uuid[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A delivery, with all that it takes to send it or not to."""

    id: UUID
    what: str
    priority: str
    status: str
    attempts: int
    created_at: dt.datetime
    notification_id: UUID | None
    audience: str | None
    about: str | None
    client_id: UUID | None
    title: str | None
    body: str | None
    expires_at: dt.datetime | None
    #: The notice is.
    is_withdrawn: bool
    channel_id: UUID
    kind: str
    url: str
    secret: str | None
    is_active: bool
    language: str
    switches: dict[str, bool]
    quiet_from: dt.time | None
    quiet_to: dt.time | None
    time_zone: str
    with_details: bool
    now: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What has become of a delivery in a run."""

    id: UUID
    status: str
    #: Calls that were made so far.
    attempts: int
    failure: str | None = None


def take_turn(connection: Connection[DictRow], first: int, last: int) -> bool:
    """Whether one of these turns is free; then it is this transaction's to its end. Nobody waits for one."""
    return connection.execute(_TAKE_TURN, {"first": first, "last": last}).fetchone() is not None


def take(connection: Connection[DictRow], names: Collection[str], *, seed: int = 0) -> set[str]:
    """Names that are in nobody's hands, and are in ours from now on, until the transaction ends."""
    rows = connection.execute(_TAKE, {"keys": sorted(names), "seed": seed})
    return {row["key"] for row in rows}


def read_deliveries(connection: Connection[DictRow], ids: Collection[UUID]) -> list[DueDelivery]:
    """These deliveries as they are now; those that are gone are absent. Nothing is locked."""
    with connection.cursor(row_factory=class_row(DueDelivery)) as cursor:
        return cursor.execute(_READ, {"ids": list(ids)}).fetchall()


def write_outcomes(connection: Connection[DictRow], outcomes: Sequence[Written]) -> list[UUID]:
    """Write down what has become of deliveries.

    Returns:
        Notices of which something went out though it was cancelled meanwhile, or was cancelled though it may
        be wanted by now: to be looked at again.
    """
    rows: list[dict[str, Any]] = [asdict(outcome) for outcome in outcomes]
    parameters = {"ids": [outcome.id for outcome in outcomes], "outcomes": orjson.dumps(rows).decode()}
    return [row["notice_id"] for row in connection.execute(_WRITE, parameters)]


def deactivate_channels(connection: Connection[DictRow], channels: Iterable[UUID]) -> None:
    """Send nothing to these any more: their owner has to make new ones."""
    connection.execute(_DEACTIVATE, {"ids": sorted(channels)})
