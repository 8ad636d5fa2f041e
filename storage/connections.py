"""Connections with other services, as workers and operators read and write them. Tokens are sealed here."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg.rows import DictRow

_CONNECTION = """
SELECT id, client_id, provider, external_user_id, access_token, refresh_token, scope, connected_at,
    extract(epoch FROM expires_at - clock_timestamp())::float AS seconds_left
FROM provider_connections
WHERE provider = %(provider)s AND external_user_id = %(external_user_id)s AND sync_enabled
"""

# Another run waits here until the one that refreshes has ended its transaction, and then finds new tokens.
# The row itself is held for the moment of writing only, so that who disconnects waits for no other service.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('afterwrite connection ' || %(id)s::text, 0))"

_TRY = "SELECT 1 FROM provider_connections WHERE id = %(id)s FOR NO KEY UPDATE NOWAIT"

# Where it was ended meanwhile, or made anew, these tokens are of the past. That it was encrypted anew is no
# matter.
_RENEW = """
UPDATE provider_connections SET access_token = %(access_token)s, refresh_token = %(refresh_token)s,
    expires_at = clock_timestamp() + make_interval(secs => %(expires_in)s)
WHERE id = %(id)s AND sync_enabled AND connected_at = %(connected_at)s
"""

_END = """
UPDATE provider_connections SET access_token = NULL, refresh_token = NULL, expires_at = NULL,
    sync_enabled = false, last_sync_error = %(reason)s
WHERE sync_enabled AND {which}
RETURNING client_id
"""
_END_ONE = _END.format(which="id = %(id)s AND connected_at = %(connected_at)s")
_END_ACCOUNT = _END.format(which="provider = %(provider)s AND external_user_id = %(external_user_id)s")

_SYNCED = "UPDATE provider_connections SET last_sync_at = now(), last_sync_error = NULL WHERE id = %(id)s"
_FAILED = "UPDATE provider_connections SET last_sync_error = %(reason)s WHERE id = %(id)s AND sync_enabled"

_COUNTS = """
SELECT count(*) FILTER (WHERE sync_enabled) AS in_use, count(*) FILTER (WHERE NOT sync_enabled) AS ended,
    count(*) FILTER (WHERE sync_enabled AND last_sync_error IS NOT NULL) AS failing,
    extract(epoch FROM now() - max(last_sync_at))::float AS synced_seconds_ago
FROM provider_connections WHERE provider = %(provider)s
"""

_TROUBLES = """
SELECT last_sync_error AS reason, count(*) AS accounts FROM provider_connections
WHERE sync_enabled AND last_sync_error IS NOT NULL AND provider = %(provider)s
GROUP BY last_sync_error ORDER BY accounts DESC, reason LIMIT 3
"""

_COUNT = "SELECT count(*) AS count FROM provider_connections WHERE sync_enabled AND provider = %(provider)s"

_SEALED = """
SELECT id, access_token, refresh_token FROM provider_connections
WHERE sync_enabled AND provider = %(provider)s AND id > %(after)s ORDER BY id LIMIT %(limit)s
"""

# What was refreshed meanwhile is encrypted by the first key already.
_RESEAL = """
UPDATE provider_connections p SET access_token = one.access_token, refresh_token = one.refresh_token
FROM unnest(%(ids)s::uuid[], %(old)s::text[], %(access)s::text[], %(refresh)s::text[])
    AS one (id, old, access_token, refresh_token)
WHERE p.id = one.id AND p.access_token = one.old
"""


class StoredConnection(NamedTuple):
    """A connection that is in use."""

    id: UUID
    client_id: UUID
    provider: str
    external_user_id: str
    #: Sealed.
    access_token: str
    refresh_token: str
    scope: str
    #: Tells it from one that was made anew.
    connected_at: datetime
    #: Until the access token is no good any more; negative if it is not.
    seconds_left: float


class SealedTokens(NamedTuple):
    """The tokens of a connection as they are stored."""

    id: UUID
    access_token: str
    refresh_token: str


def find_connection(
    connection: Connection[DictRow], provider: str, external_user_id: str
) -> StoredConnection | None:
    """The connection of an account, if it is in use. Nothing is locked."""
    parameters = {"provider": provider, "external_user_id": external_user_id}
    row = connection.execute(_CONNECTION, parameters).fetchone()
    return StoredConnection(**row) if row else None


def hold_connection(connection: Connection[DictRow], connection_id: UUID) -> None:
    """Be the only one who refreshes its tokens, until the transaction ends. Waits for its turn."""
    connection.execute(_HOLD, {"id": connection_id})


def is_free(connection: Connection[DictRow], connection_id: UUID) -> bool:
    """Whether its row could be written now: nobody else has, and not yet committed it. It is not held."""
    try:
        with connection.transaction(force_rollback=True):  # which gives the row's lock back
            connection.execute(_TRY, {"id": connection_id})
    except LockNotAvailable:
        return False
    return True


def renew_tokens(
    connection: Connection[DictRow],
    stored: StoredConnection,
    *,
    access_token: str,
    refresh_token: str,
    expires_in: float,
) -> bool:
    """Store new tokens, sealed.

    Args:
        connection: of the transaction that holds it.
        stored: as it was read.
        access_token: sealed.
        refresh_token: sealed.
        expires_in: for how many seconds the first one is good.

    Returns:
        Whether it is still in use, and the same one.
    """
    parameters = {
        "id": stored.id,
        "connected_at": stored.connected_at,
        "access_token": access_token,
        "refresh_token": refresh_token,
        "expires_in": expires_in,
    }
    return connection.execute(_RENEW, parameters).rowcount > 0


def end_connection(connection: Connection[DictRow], stored: StoredConnection, reason: str) -> bool:
    """Forget the tokens of this very connection, and use it no more; whether it still was in use.

    `reason` is shown to people.
    """
    parameters = {"id": stored.id, "connected_at": stored.connected_at, "reason": reason}
    return connection.execute(_END_ONE, parameters).rowcount > 0


def end_account(
    connection: Connection[DictRow], provider: str, external_user_id: str, reason: str
) -> UUID | None:
    """The same by account; answers whose it was, None if nobody's."""
    parameters = {"provider": provider, "external_user_id": external_user_id, "reason": reason}
    row = connection.execute(_END_ACCOUNT, parameters).fetchone()
    return row["client_id"] if row else None


def note_sync(connection: Connection[DictRow], connection_id: UUID, error: str | None = None) -> None:
    """Write down that something was fetched, or why it could not be. `error` is shown to people."""
    if error is None:
        connection.execute(_SYNCED, {"id": connection_id})
    else:
        connection.execute(_FAILED, {"id": connection_id, "reason": error})


def connection_counts(connection: Connection[DictRow], provider: str) -> DictRow:
    """How many are `in_use`, have `ended`, and are `failing`; `synced_seconds_ago`, or None for never."""
    row = connection.execute(_COUNTS, {"provider": provider}).fetchone()
    assert row is not None  # noqa: S101  an aggregate answers one row
    return row


def connection_troubles(connection: Connection[DictRow], provider: str) -> list[DictRow]:
    """Why fetches fail now, the commonest three: `reason`, and of how many `accounts`."""
    return connection.execute(_TROUBLES, {"provider": provider}).fetchall()


def count_connections(connection: Connection[DictRow], provider: str) -> int:
    """How many are in use."""
    row = connection.execute(_COUNT, {"provider": provider}).fetchone()
    return int(row["count"]) if row else 0


def sealed_tokens(
    connection: Connection[DictRow], provider: str, batch: int
) -> Iterator[Sequence[SealedTokens]]:
    """The stored tokens of all connections in use, in batches, by id."""
    after = UUID(int=0)
    while True:
        parameters = {"provider": provider, "after": after, "limit": batch}
        rows = [SealedTokens(**row) for row in connection.execute(_SEALED, parameters)]
        if not rows:
            return
        yield rows
        after = rows[-1].id


def reseal_tokens(
    connection: Connection[DictRow], changed: Sequence[tuple[SealedTokens, SealedTokens]]
) -> int:
    """Replace what is stored, before and after; answers how many. Those that changed meanwhile are left."""
    parameters = {
        "ids": [after.id for _, after in changed],
        "old": [before.access_token for before, _ in changed],
        "access": [after.access_token for _, after in changed],
        "refresh": [after.refresh_token for _, after in changed],
    }
    return connection.execute(_RESEAL, parameters).rowcount
