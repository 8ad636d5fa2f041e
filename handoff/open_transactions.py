"""Whether a psycopg connection is in a transaction already."""

from typing import Any

from psycopg import AsyncConnection, Connection
from psycopg.pq import TransactionStatus

from handoff.errors import OpenTransactionError


def refuse_open_transaction(connection: Connection[Any] | AsyncConnection[Any]) -> None:
    """Refuse a connection on which a block would be a savepoint: its end commits nothing.

    Raises:
        OpenTransactionError: the connection is in a transaction.
    """
    status = connection.info.transaction_status
    if status is not TransactionStatus.IDLE:
        raise OpenTransactionError(
            f"the connection is in a transaction already ({status.name}), whose commit this block would not"
            " see: owe in it with `owe`, and `submit` after its commit"
        )
