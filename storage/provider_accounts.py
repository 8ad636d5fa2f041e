"""Whose an account at a provider is, as runs of events see it; and whose turn it is to ask a provider."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, class_row

_COLUMNS = "id, client_id, external_user_id AS account, sync_enabled AS is_in_use, connected_at"

# One that is in use stands for the account, else the one that was made last.
_READ = f"""
SELECT DISTINCT ON (external_user_id) {_COLUMNS} FROM provider_connections
WHERE provider = %(provider)s AND external_user_id = ANY(%(accounts)s)
ORDER BY external_user_id, sync_enabled DESC, connected_at DESC
"""  # noqa: S608  the names of columns

_HOLD = f"""
SELECT {_COLUMNS} FROM provider_connections WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
"""  # noqa: S608  as above

_OF_ATHLETE = f"""
SELECT {_COLUMNS} FROM provider_connections
WHERE provider = %(provider)s AND client_id = %(client_id)s AND sync_enabled
"""  # noqa: S608  as above

_ATHLETES = """
SELECT DISTINCT client_id FROM provider_connections
WHERE provider = %(provider)s AND external_user_id = %(account)s ORDER BY client_id
"""

# The first that is free, if one is.
_TAKE_TURN = """
SELECT number FROM generate_series(1, %(turns)s::int) AS one (number)
WHERE pg_try_advisory_xact_lock(hashtextextended('afterwrite provider ' || %(provider)s, number)) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that an athlete has connected, in use or not."""

    #: Of the connection.
    id: UUID
    client_id: UUID
    account: str
    is_in_use: bool
    connected_at: datetime


def accounts_of(
    connection: Connection[DictRow], provider: str, accounts: Collection[str]
) -> dict[str, Account]:
    """Those of the accounts that anybody has connected, by their names. Nothing is locked."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        found = cursor.execute(_READ, {"provider": provider, "accounts": list(accounts)})
        return {each.account: each for each in found}


def account_of_athlete(connection: Connection[DictRow], provider: str, client_id: UUID) -> Account | None:
    """The account that an athlete has connected, if it is in use. Nothing is locked."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return cursor.execute(_OF_ATHLETE, {"provider": provider, "client_id": client_id}).fetchone()


def hold_accounts(connection: Connection[DictRow], ids: Collection[UUID]) -> dict[UUID, Account]:
    """The same as they are now, by the connection's id. To the transaction's end nobody else changes them."""
    with connection.cursor(row_factory=class_row(Account)) as cursor:
        return {each.id: each for each in cursor.execute(_HOLD, {"ids": list(ids)})}


def athletes_of(connection: Connection[DictRow], provider: str, account: str) -> list[UUID]:
    """Everybody who has ever connected the account and has not connected another one since."""
    rows = connection.execute(_ATHLETES, {"provider": provider, "account": account})
    return [row["client_id"] for row in rows]


def take_turn(connection: Connection[DictRow], provider: str, turns: int) -> bool:
    """Whether fewer runs than that wait for a provider; then this one may, until its transaction ends."""
    return connection.execute(_TAKE_TURN, {"provider": provider, "turns": turns}).fetchone() is not None
