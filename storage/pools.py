"""Pools of psycopg connections: one for a web process, one for a worker process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg
from psycopg import AsyncConnection, Connection, Error, InterfaceError, OperationalError
from psycopg.errors import ReadOnlySqlTransaction
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolClosed

from storage.urls import psycopg_url

AsyncPool: TypeAlias = AsyncConnectionPool[AsyncConnection[DictRow]]
Pool: TypeAlias = ConnectionPool[Connection[DictRow]]

#: What PostgreSQL's absence looks like to a request: gone, restarting, out of connections, too slow, or
#: demoted to a standby. A connection to a demoted server must be closed, or it is met again.
UNAVAILABLE = (OperationalError, InterfaceError, PoolClosed, ReadOnlySqlTransaction)

#: Classes and codes of SQLSTATE that are no fault of the statement: connection lost, resources short,
#: server starting or stopping, its disk in trouble, transaction to be tried again, a lock that somebody
#: holds, a schema that is not (yet) the one that this release knows, a standby that takes no writes.
#: A cancelled statement is not among them.
_NOT_THE_STATEMENTS_FAULT = ("08", "53", "57P", "58", "40", "42", "55P03", "25006")

#: The web process looks up single rows and short ranges. A plan that was made while a table was nearly empty
#: would read all of it, and would be kept for as long as the connection lives.
_INDEXES_ONLY = "-c enable_seqscan=off"

#: A worker waits for somebody else's lock for this long, and then tries the batch again later.
LOCK_TIMEOUT_MS = 5_000


def is_away(error: BaseException) -> bool:
    """Whether the error is PostgreSQL's absence, so that trying again costs no attempt."""
    if isinstance(error, Error) and error.sqlstate is not None:
        return error.sqlstate.startswith(_NOT_THE_STATEMENTS_FAULT)
    return isinstance(error, UNAVAILABLE)


def is_of_the_schema(error: BaseException) -> bool:
    """Whether a statement named what is not there, or was not allowed to: SQLSTATE class 42."""
    return isinstance(error, Error) and (error.sqlstate or "").startswith("42")


def is_of_the_row(error: BaseException) -> bool:
    """Whether somebody else holds the lock of a row: others of the same batch are not to blame for that."""
    return isinstance(error, Error) and error.sqlstate == "55P03"


def web_pool(database_url: str, *, size: int, timeout_seconds: float) -> AsyncPool:
    """A closed pool in autocommit for the web process; `await pool.open()` before use.

    Args:
        database_url: a postgresql:// URL.
        size: connections held at most, and opened at start.
        timeout_seconds: patience for a connection from the pool, for connecting, and for a statement.
    """
    return AsyncConnectionPool(
        psycopg_url(database_url),
        connection_class=AsyncConnection[DictRow],
        kwargs=_connection_options("afterwrite api", timeout_seconds, _INDEXES_ONLY) | {"autocommit": True},
        min_size=min(size, 4),
        max_size=size,
        timeout=timeout_seconds,
        reconnect_timeout=5.0,
        open=False,
    )


def worker_pool(database_url: str, *, size: int = 1, statement_seconds: float = 30.0) -> Pool:
    """An open pool for one worker process; transactions are explicit (`connection.transaction()`)."""
    return ConnectionPool(
        psycopg_url(database_url),
        connection_class=Connection[DictRow],
        kwargs=_connection_options(
            "afterwrite worker", statement_seconds, f"-c lock_timeout={LOCK_TIMEOUT_MS}"
        )
        | {"autocommit": True},
        min_size=0,
        max_size=size,
        timeout=5.0,
        reconnect_timeout=5.0,
        open=True,
    )


@contextmanager
def transaction(pool: Pool) -> Iterator[Connection[DictRow]]:
    """A connection from the pool, in a transaction that ends with the block."""
    with pool.connection() as connection:
        try:
            with connection.transaction():
                yield connection
        except ReadOnlySqlTransaction:
            connection.close()
            raise


@contextmanager
def transaction_apart(database_url: str, *, lock_seconds: float) -> Iterator[Connection[DictRow]]:
    """A transaction on a connection of its own, for what must not wait for, or end with, the caller's.

    Args:
        database_url: a postgresql:// URL.
        lock_seconds: patience for a lock that others hold.
    """
    options = _connection_options(
        "afterwrite worker", lock_seconds + 5.0, f"-c lock_timeout={int(lock_seconds * 1000)}"
    )
    with psycopg.connect(psycopg_url(database_url), **options) as connection:
        yield connection


def _connection_options(application: str, statement_seconds: float, more: str = "") -> dict[str, Any]:
    return {
        "row_factory": dict_row,
        "prepare_threshold": 1,
        "application_name": application,
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "target_session_attrs": "read-write",
        # Compiling a plan costs more than any statement of ours takes.
        "options": f"-c statement_timeout={int(statement_seconds * 1000)} -c timezone=UTC -c jit=off {more}",
    }
