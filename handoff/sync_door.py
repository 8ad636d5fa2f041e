"""The door for code that blocks: Flask, Django, a script, a Celery task."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

from psycopg import Connection

from coalescing.client import ScriptClient
from coalescing.declared import lane_named, lanes_of
from coalescing.errors import RedisUnavailableError
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from handoff.inputs import Inputs, Payload
from handoff.open_transactions import refuse_open_transaction
from handoff.outage import Outage
from handoff.receipt import Receipt, by_lane
from runtime.settings import Settings, get_settings
from storage.after_commit import SyncSession, after_commit
from storage.foreign_transactions import SyncTransaction, owe_in


class Handoff:
    """Owes work in the caller's transaction, and submits it. Safe to share between threads and across a fork.

    First `owe`, in the transaction of the data that calls for the work; then, after its commit, `submit`.
    Work that is never submitted is found in the ledger all the same, and starts some seconds later.
    """

    def __init__(self, lanes: Mapping[str, Lane], redis: ScriptClient, prefix: str) -> None:
        """Use `connect`, unless a test brings its own parts."""
        self._lanes = lanes
        self._redis = redis
        self._clients = {name: LaneClient(lane, redis, prefix) for name, lane in lanes.items()}
        self._outage = Outage()

    @classmethod
    def connect(cls, settings: Settings | None = None) -> Self:
        """A door to the platform of these settings, or of the process's. Connects when it is first used.

        Raises:
            SettingsError: the settings are not right, or name no Redis.
            InvalidLaneError: a module of `lane_modules` declares no lane, or one that cannot be used.
        """
        settings = settings or get_settings()
        redis = ScriptClient.connect(
            settings.require_redis_url(),
            timeout_ms=settings.redis_timeout_ms,
            breaker_seconds=settings.redis_breaker_seconds,
        )
        return cls(lanes_of(settings.lane_modules), redis, settings.redis_prefix)

    def owe(
        self, transaction: SyncTransaction, lane: Lane | str, key: str, payload: Payload = None
    ) -> Receipt:
        """Owe work on a key, in the caller's transaction: one statement. It commits nothing.

        Args:
            transaction: a psycopg connection, a SQLAlchemy session or connection with any driver, or Django's
                `django.db.connection`; to the database that holds the ledger.
            lane: a declared lane, or its name.
            key: what is coalesced on.
            payload: for the run, at most 64 KiB; a mapping becomes JSON.

        Returns:
            The receipt, for `submit` and to ask about.

        Raises:
            UnknownLaneError: the lane is not declared.
            RowLaneError: the lane has a door of its own.
            InvalidKeyError: the key cannot be one.
            InvalidPayloadError: the payload cannot be one.
            PayloadTooLargeError: the payload is too large.
            UnknownTransactionError: the transaction is none of these.
        """
        (receipt,) = self.owe_many(transaction, lane, {key: payload})
        return receipt

    def owe_many(
        self, transaction: SyncTransaction, lane: Lane | str, inputs: Mapping[str, Payload]
    ) -> list[Receipt]:
        """Owe work on many keys, in one statement; their receipts in the same order. See `owe`."""
        checked = Inputs.checked(self._lanes, lane, inputs)
        return checked.receipts(owe_in(transaction, checked.lane, checked.payloads, checked.policy))

    def submit(self, *receipts: Receipt) -> bool:
        """Start what is owed, once its window is over. Belongs after the commit.

        Returns:
            Whether Redis took it all. If not, the work is owed all the same, and starts by itself later.

        Raises:
            UnknownLaneError: a receipt is of a lane that is not declared here.
        """
        by_client = {
            self._clients[lane_named(lane, self._lanes).name]: some
            for lane, some in by_lane(receipts).items()
        }
        try:
            for client, some in by_client.items():
                client.submit_many([(receipt.key, b"", receipt.revision) for receipt in some])
        except RedisUnavailableError as error:
            self._outage.met(error)
            return False
        if receipts:
            self._outage.over()
        return True

    def submit_after_commit(self, session: SyncSession, *receipts: Receipt) -> None:
        """Submit when the SQLAlchemy session's transaction is committed, and not if it is rolled back.

        A savepoint that is rolled back takes what was said inside it along.

        Raises:
            UnknownTransactionError: that is no session, or it is in no transaction.
        """
        after_commit(session, lambda: self.submit(*receipts))

    @contextmanager
    def transaction(self, connection: Connection[Any]) -> Iterator["HandoffTransaction"]:
        """A transaction on a psycopg connection; what is owed through it is submitted after its commit.

        Raises:
            OpenTransactionError: the connection is in a transaction, so the block would not be the one that
                commits it.
        """
        refuse_open_transaction(connection)
        work = HandoffTransaction(self, connection)
        is_wanted = False
        with connection.transaction():
            yield work
            is_wanted = True  # not where `psycopg.Rollback` ended the block
        if is_wanted:
            self.submit(*work.receipts)

    def close(self) -> None:
        """Close the connections to Redis."""
        self._redis.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class HandoffTransaction:
    """A transaction whose owed work is submitted after its commit."""

    def __init__(self, door: Handoff, connection: Connection[Any]) -> None:
        self._door = door
        self._connection = connection
        #: Of all that was owed through it so far.
        self.receipts: list[Receipt] = []

    def owe(self, lane: Lane | str, key: str, payload: Payload = None) -> Receipt:
        """Owe work on a key; see `Handoff.owe`."""
        (receipt,) = self.owe_many(lane, {key: payload})
        return receipt

    def owe_many(self, lane: Lane | str, inputs: Mapping[str, Payload]) -> list[Receipt]:
        """Owe work on many keys; see `Handoff.owe_many`."""
        receipts = self._door.owe_many(self._connection, lane, inputs)
        self.receipts += receipts
        return receipts
