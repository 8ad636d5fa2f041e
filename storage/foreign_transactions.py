"""Owing work in a transaction that is somebody else's: psycopg's, SQLAlchemy's with any driver, or Django's.

It is used as it is: nothing about it is changed, and nothing is committed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import psycopg
from psycopg.rows import tuple_row
from sqlalchemy import Connection as SqlConnection
from sqlalchemy.ext.asyncio import AsyncConnection as AsyncSqlConnection
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session, scoped_session

from storage.ledger import PayloadPolicy, owing
from storage.statements import Statement

POSTGRESQL = "postgresql"


class DjangoConnection(Protocol):
    """What is needed of `django.db.connection`."""

    vendor: str

    def cursor(self) -> Any:
        """A cursor that takes named placeholders."""


SyncTransaction: TypeAlias = (
    psycopg.Connection[Any] | Session | scoped_session[Any] | SqlConnection | DjangoConnection
)
AsyncTransaction: TypeAlias = (
    psycopg.AsyncConnection[Any] | AsyncSession | async_scoped_session[Any] | AsyncSqlConnection
)

_ASYNC = (psycopg.AsyncConnection, AsyncSession, async_scoped_session, AsyncSqlConnection)


class UnknownTransactionError(TypeError):
    """Raised when what should be a transaction on PostgreSQL is something else."""


def owe_in(
    transaction: SyncTransaction, lane: str, inputs: Mapping[str, bytes | None], policy: PayloadPolicy
) -> dict[str, int]:
    """`storage.ledger.owe`, in that transaction.

    Raises:
        UnknownTransactionError: it is none that can be used.
    """
    if not inputs:
        return {}
    statement, parameters = owing(lane, inputs, policy)
    return dict(_rows(transaction, statement, parameters))


async def owe_in_async(
    transaction: AsyncTransaction, lane: str, inputs: Mapping[str, bytes | None], policy: PayloadPolicy
) -> dict[str, int]:
    """The same for one that is awaited."""
    if not inputs:
        return {}
    statement, parameters = owing(lane, inputs, policy)
    return dict(await _rows_async(transaction, statement, parameters))


def _rows(transaction: Any, statement: Statement, parameters: Mapping[str, Any]) -> Sequence[Any]:
    if isinstance(transaction, psycopg.Connection):
        with psycopg.Cursor(transaction, row_factory=tuple_row) as cursor:
            return cursor.execute(statement.text, parameters).fetchall()
    if isinstance(transaction, (Session, scoped_session)):
        transaction = transaction.connection()
    if isinstance(transaction, SqlConnection):
        _require_postgresql(transaction)
        return transaction.execute(statement.clause, parameters).all()
    if getattr(transaction, "vendor", None) == POSTGRESQL:
        with transaction.cursor() as cursor:
            cursor.execute(str(statement), parameters)
            return list(cursor.fetchall())
    raise _unknown(transaction)


async def _rows_async(transaction: Any, statement: Statement, parameters: Mapping[str, Any]) -> Sequence[Any]:
    if isinstance(transaction, psycopg.AsyncConnection):
        async with psycopg.AsyncCursor(transaction, row_factory=tuple_row) as cursor:
            await cursor.execute(statement.text, parameters)
            return await cursor.fetchall()
    if isinstance(transaction, (AsyncSession, async_scoped_session)):
        transaction = await transaction.connection()
    if isinstance(transaction, AsyncSqlConnection):
        _require_postgresql(transaction)
        return (await transaction.execute(statement.clause, parameters)).all()
    raise _unknown(transaction)


def _require_postgresql(connection: SqlConnection | AsyncSqlConnection) -> None:
    name = connection.dialect.name
    if name != POSTGRESQL:
        raise UnknownTransactionError(f"the ledger is in PostgreSQL, and this transaction is on {name}")


def _unknown(transaction: object) -> UnknownTransactionError:
    kind = f"{type(transaction).__module__}.{type(transaction).__qualname__}"
    if vendor := getattr(transaction, "vendor", None):
        return UnknownTransactionError(f"the ledger is in PostgreSQL, and this transaction is on {vendor}")
    if isinstance(transaction, _ASYNC):
        return UnknownTransactionError(f"a {kind} is awaited: it is for AsyncHandoff")
    return UnknownTransactionError(
        f"a {kind} is no transaction that can be used: give a psycopg connection, a SQLAlchemy session or"
        " connection, or django.db.connection (AsyncHandoff takes the first three in their awaited forms)"
    )
