"""Notifications and deliveries in PostgreSQL, as the lane `notices` reads and writes them, batch by batch."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, class_row

_TOLD = """
SELECT id, notice_id, recipient_id, audience, priority, params, withdrawn_at, times_over
FROM notifications WHERE notice_id = ANY(%(notices)s::uuid[])
ORDER BY id
"""

# Held, so that what is sent meanwhile is seen here, or is seen to be cancelled there.
_DELIVERIES = """
SELECT d.id, d.notification_id, d.channel_id, d.what, d.priority, d.round, d.status
FROM deliveries d
WHERE d.notification_id = ANY(%(notifications)s::uuid[])
ORDER BY d.id
FOR NO KEY UPDATE
"""

_TELL = """
INSERT INTO notifications AS told
    (id, notice_id, recipient_id, client_id, audience, kind, priority, date, params, title, body, expires_at)
SELECT one.id, one.notice_id, one.recipient_id, one.client_id, one.audience, one.kind, one.priority, one.date,
    one.params, one.title, one.body, one.expires_at
FROM jsonb_to_recordset(%(told)s::jsonb) AS one
    (id uuid, notice_id uuid, recipient_id uuid, client_id uuid, audience text, kind text, priority text,
     date date, params jsonb, title text, body text, expires_at timestamptz)
ORDER BY one.id
ON CONFLICT (id) DO UPDATE SET
    audience = excluded.audience, priority = excluded.priority, date = excluded.date,
    params = excluded.params, title = excluded.title, body = excluded.body, expires_at = excluded.expires_at,
    told_at = now(), read_at = NULL, dismissed_at = NULL, withdrawn_at = NULL, withdrawn_because = NULL
"""

_WITHDRAW = """
UPDATE notifications SET withdrawn_at = now(), withdrawn_because = one.because,
    times_over = times_over + (one.because = 'OVER')::int
FROM jsonb_to_recordset(%(withdrawn)s::jsonb) AS one (id uuid, because text)
WHERE notifications.id = one.id AND notifications.withdrawn_at IS NULL
"""

_PUT_OUT = """
INSERT INTO deliveries AS d (id, notification_id, channel_id, dedupe_key, what, priority, round, not_before)
SELECT one.*
FROM jsonb_to_recordset(%(deliveries)s::jsonb) AS one
    (id uuid, notification_id uuid, channel_id uuid, dedupe_key text, what text, priority text,
     round smallint, not_before timestamptz)
JOIN notification_channels ch ON ch.id = one.channel_id
ORDER BY one.dedupe_key
ON CONFLICT (dedupe_key) DO UPDATE SET
    status = 'OWED', attempts = 0, not_before = excluded.not_before, last_error = NULL
WHERE d.status = 'CANCELLED'
RETURNING d.id, d.not_before
"""

_CANCEL = """
UPDATE deliveries SET status = 'CANCELLED', last_error = 'withdrawn'
WHERE id = ANY(%(ids)s::uuid[]) AND status = 'OWED'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody was told before of a notice."""

    id: UUID
    notice_id: UUID
    recipient_id: UUID
    audience: str
    priority: str
    params: dict[str, Any]
    withdrawn_at: dt.datetime | None
    times_over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDelivery:
    """A delivery that there is, sent or not."""

    id: UUID
    notification_id: UUID
    channel_id: UUID
    what: str
    priority: str
    round: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A notification to be written, as news: unread."""

    id: UUID
    notice_id: UUID
    recipient_id: UUID
    client_id: UUID
    audience: str
    kind: str
    priority: str
    date: dt.date
    params: dict[str, Any]
    title: str
    body: str
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A delivery to be owed. What has its dedupe key already is owed again only if it was cancelled."""

    id: UUID
    notification_id: UUID
    channel_id: UUID
    dedupe_key: str
    what: str
    priority: str
    round: int
    not_before: dt.datetime | None


@dataclass(slots=True)
class Changes:
    """All that a run writes."""

    tell: list[Telling] = field(default_factory=list)
    #: Ids of notifications, each with why (`domain.effects.Because`).
    withdraw: list[tuple[UUID, str]] = field(default_factory=list)
    put_out: list[Outgoing] = field(default_factory=list)
    cancel: list[UUID] = field(default_factory=list)


def told_before(connection: Connection[DictRow], notices: Collection[UUID]) -> list[Told]:
    """What anybody was told of these notices."""
    with connection.cursor(row_factory=class_row(Told)) as cursor:
        return cursor.execute(_TOLD, {"notices": list(notices)}).fetchall()


def lock_deliveries(connection: Connection[DictRow], notifications: Collection[UUID]) -> list[PastDelivery]:
    """The deliveries of these notifications as they are now, held until the transaction ends."""
    with connection.cursor(row_factory=class_row(PastDelivery)) as cursor:
        return cursor.execute(_DELIVERIES, {"notifications": list(notifications)}).fetchall()


def write(connection: Connection[DictRow], changes: Changes) -> dict[str, dt.datetime | None]:
    """Write it all; answers what is owed to the lane `deliveries`: key, and when if that is not now."""
    if changes.tell:
        connection.execute(_TELL, {"told": _json(changes.tell)})
    if changes.withdraw:
        withdrawn = [{"id": id_, "because": because} for id_, because in changes.withdraw]
        connection.execute(_WITHDRAW, {"withdrawn": orjson.dumps(withdrawn).decode()})
    if changes.cancel:
        connection.execute(_CANCEL, {"ids": sorted(changes.cancel)})
    if not changes.put_out:
        return {}
    rows = connection.execute(_PUT_OUT, {"deliveries": _json(changes.put_out)}).fetchall()
    return {str(row["id"]): row["not_before"] for row in rows}


def _json(rows: Sequence[Telling | Outgoing]) -> str:
    return orjson.dumps([asdict(row) for row in rows]).decode()
