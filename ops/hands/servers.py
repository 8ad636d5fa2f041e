"""The two servers that a command asks: the ledger's PostgreSQL, and the lanes' Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.client import ScriptClient
from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from ops.connected import connected_database_url, connected_settings
from ops.errors import OpsError
from runtime.settings import Settings
from storage.urls import psycopg_url

#: Nobody waits for this but the operator, and a lane's stats are one call.
REDIS_TIMEOUT_MS = 1_500
CONNECT_SECONDS = 5
#: A run holds the rows of its batch for as long as it works.
LOCK_TIMEOUT_MS = 10_000


class LedgerError(OpsError):
    """Raised when PostgreSQL cannot be asked."""


class RedisAwayError(OpsError):
    """Raised when Redis does not answer."""


class Servers:
    """PostgreSQL and Redis of one platform, for one command. Close it when the command ends."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._redis = ScriptClient.connect(settings.require_redis_url(), timeout_ms=REDIS_TIMEOUT_MS)

    @classmethod
    @contextmanager
    def reached(cls, settings: Settings | None = None) -> Iterator[Self]:
        """The servers of the settings, else of the platform that runs on the data folder.

        Raises:
            SettingsError: Neither gives their addresses.
        """
        servers = cls(connected_settings(settings))
        try:
            yield servers
        finally:
            servers.close()

    @contextmanager
    def ledger(self) -> Iterator[Connection[DictRow]]:
        """See `ledger_transaction`."""
        with ledger_transaction(self.settings) as connection:
            yield connection

    def lane(self, lane: Lane) -> LaneClient:
        """The door to a lane."""
        return LaneClient(lane, self._redis, self.settings.redis_prefix)

    @contextmanager
    def redis(self, advice: str) -> Iterator[ScriptClient]:
        """A block that asks Redis.

        Args:
            advice: What the operator is to know or to do if it does not answer.

        Raises:
            RedisAwayError: It does not answer.
        """
        try:
            yield self._redis
        except RedisUnavailableError as error:
            raise RedisAwayError(f"{error}. {advice}") from error

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()


@contextmanager
def ledger_transaction(settings: Settings | None = None) -> Iterator[Connection[DictRow]]:
    """A connection in a transaction, which ends with the block.

    Raises:
        SettingsError: Nobody says where PostgreSQL is.
        LedgerError: It does not answer, or not as it should; nothing was written then.
    """
    with _connected(settings, autocommit=False) as connection:
        yield connection


@contextmanager
def ledger_statements(settings: Settings | None = None) -> Iterator[Connection[DictRow]]:
    """A connection whose statements are transactions of their own. Raises as `ledger_transaction` does."""
    with _connected(settings, autocommit=True) as connection:
        yield connection


@contextmanager
def _connected(settings: Settings | None, *, autocommit: bool) -> Iterator[Connection[DictRow]]:
    try:
        with psycopg.connect(
            psycopg_url(connected_database_url(settings)),
            row_factory=dict_row,
            autocommit=autocommit,
            connect_timeout=CONNECT_SECONDS,
            application_name="afterwrite operator",
            options=f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT_MS}",
        ) as connection:
            yield connection
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        raise LedgerError(
            "The schema is missing, or older than this release; run `afterwrite migrate`."
        ) from None
    except psycopg.errors.LockNotAvailable:
        raise LedgerError("A run holds these rows just now; nothing was done. Try again.") from None
    except psycopg.Error as error:
        raise LedgerError(f"PostgreSQL cannot be used: {str(error).strip()}") from error
