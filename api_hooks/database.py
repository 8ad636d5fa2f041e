"""PostgreSQL as a request sees it: it answers within a deadline, or it is unavailable."""

import asyncio
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from psycopg import AsyncConnection, AsyncRawCursor, Error
from psycopg.errors import ReadOnlySqlTransaction, UniqueViolation
from psycopg.rows import DictRow, TupleRow, tuple_row
from psycopg_pool import PoolTimeout

from api_hooks.errors import UnavailableError
from api_hooks.query import Query
from storage.pools import UNAVAILABLE, AsyncPool, is_away

_logger = structlog.get_logger(__name__)

#: An hour of too much work is not told of in each second of it.
_BUSY_IS_SAID_AFTER_SECONDS = 10.0

Row = dict[str, Any]
Connection = AsyncConnection[DictRow]


class Database:
    """Runs one statement per call, each in a transaction of its own.

    Args:
        pool: in autocommit; opened and closed by this object.
        patience_seconds: for a connection, and again for the statement.
    """

    def __init__(self, pool: AsyncPool, patience_seconds: float) -> None:
        self._pool = pool
        self._patience = patience_seconds
        self._cursors: dict[Connection, dict[Query, AsyncRawCursor[TupleRow]]] = {}
        self._is_away = False
        self._answered_at = -patience_seconds
        self._said_busy_at = -_BUSY_IS_SAID_AFTER_SECONDS
        self._inspection: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to connect. Does not wait: PostgreSQL may be away, and may come later."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close all connections."""
        if self._inspection is not None:
            self._inspection.cancel()
            with suppress(asyncio.CancelledError):
                await self._inspection
        await self._pool.close()

    async def rows(
        self, query: Query, parameters: Mapping[str, Any], *, patience_seconds: float | None = None
    ) -> list[Row]:
        """Run a query.

        Raises:
            UnavailableError: PostgreSQL did not answer in time, or went away (a write may have been stored
                all the same), or all connections were in use for too long.
        """
        patience = self._patience if patience_seconds is None else patience_seconds
        try:
            connection = await self._pool.getconn(patience)
            try:
                rows = await self._run(connection, query, parameters, patience)
            except ReadOnlySqlTransaction:
                await connection.close()  # to a server that is the standby now
                raise
            finally:
                await self._pool.putconn(connection)
        except Error as error:
            if not isinstance(error, UNAVAILABLE) and not is_away(error):
                raise
            if self._is_busy(error):
                raise UnavailableError("The database is busy; try again in a moment") from error
            self._inspect(error)
            raise UnavailableError("The database does not answer; try again in a moment") from error
        self._answered_at = time.monotonic()
        if self._is_away:
            self._is_away = False
            _logger.info("PostgreSQL is available again")
        return rows

    async def row(self, query: Query, parameters: Mapping[str, Any]) -> Row:
        """The single row of a query that always has one. Raises as `rows` does."""
        (row,) = await self.rows(query, parameters)
        return row

    async def stored_row(self, query: Query, parameters: Mapping[str, Any]) -> Row:
        """The same of a query that stores what may be there already, and says so: of two at once, too.

        `ON CONFLICT` decides by one unique index. Where there is another one, the second of two that are
        there in the same moment fails on that; once the first is through, it is seen.
        """
        try:
            return await self.row(query, parameters)
        except UniqueViolation:
            return await self.row(query, parameters)

    async def _run(
        self, connection: Connection, query: Query, parameters: Mapping[str, Any], patience: float
    ) -> list[Row]:
        cursor = self._cursor(connection, query)
        deadline = asyncio.get_running_loop().call_later(patience, _hang_up, connection)
        try:
            await cursor.execute(query.text, query.values(parameters))
            found = await cursor.fetchall()
        finally:
            deadline.cancel()
        if not query.columns:
            query.columns = tuple(column.name for column in cursor.description or ())
        return [dict(zip(query.columns, row, strict=True)) for row in found]

    def _cursor(self, connection: Connection, query: Query) -> AsyncRawCursor[TupleRow]:
        """One cursor per connection and query: it keeps what it has found out about types and columns."""
        cursors = self._cursors.get(connection)
        if cursors is None:
            self._cursors = {old: kept for old, kept in self._cursors.items() if not old.closed}
            cursors = self._cursors[connection] = {}
        cursor = cursors.get(query)
        if cursor is None:
            cursor = cursors[query] = AsyncRawCursor(connection, row_factory=tuple_row)
        return cursor

    def _is_busy(self, error: BaseException) -> bool:
        """Whether there was only no turn to be had, while others were answered.

        To inspect the connections would take even more of them away from those who wait.
        """
        now = time.monotonic()
        if not isinstance(error, PoolTimeout) or now - self._answered_at >= self._patience:
            return False
        if now - self._said_busy_at >= _BUSY_IS_SAID_AFTER_SECONDS:
            self._said_busy_at = now
            waiting = self._pool.get_stats()["requests_waiting"]
            _logger.warning("all connections to PostgreSQL are in use", waiting=waiting)
        return True

    def _inspect(self, error: BaseException) -> None:
        """After a restart all idle connections are dead: find them at once, not one request each."""
        if not self._is_away:
            self._is_away = True
            _logger.warning("PostgreSQL is not available", error_type=type(error).__qualname__)
        if self._inspection is None or self._inspection.done():
            self._inspection = asyncio.create_task(self._pool.check())


def _hang_up(connection: Connection) -> None:
    """End the wait for a server that does not answer.

    The server's own statement timeout is no help when the server is frozen, and cancelling the task would
    have psycopg ask that same server to cancel, and wait for that. A closed socket ends it now.
    """
    _logger.warning("PostgreSQL does not answer in time; hanging up")
    with suppress(OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
