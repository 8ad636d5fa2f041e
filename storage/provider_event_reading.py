"""What operators and monitoring see of providers' events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, class_row

from storage.statements import Statement, written

#: For monitoring: one row for each figure of a provider, with `what`, `provider`, `name` and `value`.
FIGURES: Statement = written("""
SELECT 'settled' AS what, provider, outcome AS name, events::float AS value FROM provider_event_totals
UNION ALL
SELECT 'waiting', provider, NULL, count(*)::float FROM provider_events WHERE outcome IS NULL GROUP BY provider
UNION ALL
SELECT 'oldest', provider, NULL, extract(epoch FROM now() - min(received_at))::float
FROM provider_events WHERE outcome IS NULL GROUP BY provider
UNION ALL
SELECT 'connections', lower(provider), CASE WHEN last_sync_error IS NULL THEN 'well' ELSE 'failing' END,
    count(*)::float
FROM provider_connections WHERE sync_enabled GROUP BY 2, 3
""")

_OVERVIEW = """
SELECT
    (SELECT count(*) FROM provider_connections WHERE provider = %(source)s AND sync_enabled) AS connections,
    (SELECT count(*) FROM provider_connections
     WHERE provider = %(source)s AND sync_enabled AND last_sync_error IS NOT NULL) AS failing,
    (SELECT max(last_sync_at) FROM provider_connections WHERE provider = %(source)s) AS last_sync_at,
    (SELECT count(*) FROM owed_work
     WHERE lane = %(provider)s AND dead_at IS NOT NULL AND forgotten_at IS NULL) AS dead,
    (SELECT count(*) FROM provider_events WHERE provider = %(provider)s AND outcome IS NULL) AS waiting,
    (SELECT min(received_at) FROM provider_events
     WHERE provider = %(provider)s AND outcome IS NULL) AS oldest_waiting_at,
    (SELECT received_at FROM provider_events
     WHERE provider = %(provider)s ORDER BY id DESC LIMIT 1) AS last_received_at,
    (SELECT coalesce(jsonb_object_agg(outcome, events), '{}') FROM provider_event_totals
     WHERE provider = %(provider)s) AS settled
"""

_CONNECTION = """
SELECT external_user_id AS account, sync_enabled AS is_in_use, connected_at, last_sync_at, last_sync_error
FROM provider_connections WHERE provider = %(source)s AND client_id = %(client_id)s
"""

_LISTED = """
SELECT event.id, event.key, event.owner, event.object_type, event.object_id, event.aspect, event.event_at,
    event.received_at, event.outcome, event.settled_at, event.detail, athlete.client_id, athlete.name,
    debt.dead_at,
    coalesce(debt.last_error, CASE WHEN event.outcome IS NULL THEN athlete.last_sync_error END) AS last_error
FROM provider_events AS event
LEFT JOIN owed_work AS debt
    ON debt.lane = event.provider AND debt.key = event.key AND event.outcome IS NULL
    AND debt.done_revision < debt.revision
LEFT JOIN LATERAL (
    SELECT one.client_id, clients.name, one.last_sync_error FROM provider_connections AS one
    JOIN clients ON clients.id = one.client_id
    WHERE one.provider = %(source)s AND one.external_user_id = event.owner
    ORDER BY one.sync_enabled DESC, one.connected_at DESC LIMIT 1
) AS athlete ON true
WHERE event.provider = %(provider)s
    AND (%(account)s::text IS NULL OR event.owner = %(account)s)
    AND (NOT %(failed)s::boolean OR (event.outcome IS NULL AND debt.last_error IS NOT NULL))
ORDER BY event.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class ProviderOverview:
    """How a provider fares."""

    connections: int
    #: Those in use of which the last fetch failed.
    failing: int
    last_sync_at: datetime | None
    #: Objects whose events were given up.
    dead: int
    #: Events without an outcome, those of dead objects included.
    waiting: int
    oldest_waiting_at: datetime | None
    last_received_at: datetime | None
    #: How many events have come to which outcome, ever.
    settled: dict[str, int]


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """An athlete's connection, in use or not."""

    account: str
    is_in_use: bool
    connected_at: datetime
    last_sync_at: datetime | None
    last_sync_error: str | None


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """An event, whose it is, and what has become of it."""

    id: int
    key: str
    owner: str
    object_type: str
    object_id: str
    aspect: str
    event_at: datetime
    received_at: datetime
    outcome: str | None
    settled_at: datetime | None
    detail: str | None
    client_id: UUID | None
    name: str | None
    dead_at: datetime | None
    #: Of an event that waits: why the last run failed; else what went wrong last with the account.
    last_error: str | None


def provider_overview(connection: Connection[DictRow], provider: str, source: str) -> ProviderOverview:
    """How a provider fares, which the inbox and the connections name differently."""
    with connection.cursor(row_factory=class_row(ProviderOverview)) as cursor:
        (found,) = cursor.execute(_OVERVIEW, {"provider": provider, "source": source}).fetchall()
    return found


def connection_of(connection: Connection[DictRow], source: str, client_id: UUID) -> ConnectionState | None:
    """What an athlete has connected there, or had; None if nothing ever."""
    with connection.cursor(row_factory=class_row(ConnectionState)) as cursor:
        return cursor.execute(_CONNECTION, {"source": source, "client_id": client_id}).fetchone()


def listed_events(
    connection: Connection[DictRow],
    provider: str,
    source: str,
    *,
    account: str | None,
    failed: bool,
    limit: int,
) -> Sequence[ListedEvent]:
    """Events, the newest first: of one account, or of all; all, or those that wait because they failed."""
    parameters: dict[str, Any] = {"provider": provider, "source": source}
    parameters |= {"account": account, "failed": failed, "limit": limit}
    with connection.cursor(row_factory=class_row(ListedEvent)) as cursor:
        return cursor.execute(_LISTED, parameters).fetchall()
