"""The door for code that awaits: FastAPI, Starlette, any event loop."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

from psycopg import AsyncConnection

from coalescing.async_client import AsyncScriptClient
from coalescing.async_submitter import AsyncSubmitter
from coalescing.declared import lane_named, lanes_of
from coalescing.errors import RedisUnavailableError
from coalescing.lanes import Lane
from handoff.inputs import Inputs, Payload
from handoff.open_transactions import refuse_open_transaction
from handoff.outage import Outage
from handoff.receipt import Receipt
from runtime.settings import Settings, get_settings
from storage.after_commit import AsyncOrmSession, after_async_commit
from storage.foreign_transactions import AsyncTransaction, owe_in_async

#: Submits that are under way at a time ...
SUBMITS_AT_A_TIME = 500
#: ... and how long they may take, whatever state Redis is in.
SUBMIT_SECONDS = 0.5


class AsyncHandoff:
    """`Handoff` for one event loop: the same promises, and the same parameters."""

    def __init__(self, lanes: Mapping[str, Lane], redis: AsyncScriptClient, prefix: str) -> None:
        """Use `connect`, unless a test brings its own parts."""
        self._lanes = lanes
        self._redis = redis
        self._submitters = {name: AsyncSubmitter(lane, redis, prefix) for name, lane in lanes.items()}
        self._outage = Outage()

    @classmethod
    def connect(cls, settings: Settings | None = None) -> Self:
        """A door to the platform of these settings, or of the process's. Connects when it is first used.

        Raises:
            SettingsError: the settings are not right, or name no Redis.
            InvalidLaneError: a module of `lane_modules` declares no lane, or one that cannot be used.
        """
        settings = settings or get_settings()
        redis = AsyncScriptClient.connect(
            settings.require_redis_url(),
            timeout_ms=settings.redis_timeout_ms,
            breaker_seconds=settings.redis_breaker_seconds,
        )
        return cls(lanes_of(settings.lane_modules), redis, settings.redis_prefix)

    async def owe(
        self, transaction: AsyncTransaction, lane: Lane | str, key: str, payload: Payload = None
    ) -> Receipt:
        """Owe work on a key, in the caller's transaction; see `Handoff.owe`.

        Args:
            transaction: a psycopg `AsyncConnection`, or SQLAlchemy's `AsyncSession` or `AsyncConnection` with
                any driver.
            lane: a declared lane, or its name.
            key: what is coalesced on.
            payload: for the run, at most 64 KiB; a mapping becomes JSON.
        """
        (receipt,) = await self.owe_many(transaction, lane, {key: payload})
        return receipt

    async def owe_many(
        self, transaction: AsyncTransaction, lane: Lane | str, inputs: Mapping[str, Payload]
    ) -> list[Receipt]:
        """Owe work on many keys, in one statement; their receipts in the same order. See `owe`."""
        checked = Inputs.checked(self._lanes, lane, inputs)
        return checked.receipts(
            await owe_in_async(transaction, checked.lane, checked.payloads, checked.policy)
        )

    async def submit(self, *receipts: Receipt) -> bool:
        """Start what is owed, once its window is over; see `Handoff.submit`."""
        try:
            for start in range(0, len(receipts), SUBMITS_AT_A_TIME):
                async with asyncio.timeout(SUBMIT_SECONDS):
                    await self._submit(receipts[start : start + SUBMITS_AT_A_TIME])
        except (RedisUnavailableError, TimeoutError) as error:
            self._outage.met(error)
            return False
        if receipts:
            self._outage.over()
        return True

    def submit_after_commit(self, session: AsyncOrmSession, *receipts: Receipt) -> None:
        """Submit when the session's transaction is committed; see `Handoff.submit_after_commit`.

        The commit returns when that is done.
        """
        after_async_commit(session, lambda: self.submit(*receipts))

    @asynccontextmanager
    async def transaction(self, connection: AsyncConnection[Any]) -> AsyncIterator["AsyncHandoffTransaction"]:
        """A transaction on a psycopg connection; see `Handoff.transaction`."""
        refuse_open_transaction(connection)
        work = AsyncHandoffTransaction(self, connection)
        is_wanted = False
        async with connection.transaction():
            yield work
            is_wanted = True  # not where `psycopg.Rollback` ended the block
        if is_wanted:
            await self.submit(*work.receipts)

    async def close(self) -> None:
        """Close the connection to Redis."""
        await self._redis.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _submit(self, receipts: tuple[Receipt, ...]) -> None:
        """All at once: what is asked of Redis at the same time leaves in one pipeline."""
        submitters = [self._submitters[lane_named(receipt.lane, self._lanes).name] for receipt in receipts]
        answers = await asyncio.gather(
            *(
                submitter.submit(receipt.key, revision=receipt.revision)
                for submitter, receipt in zip(submitters, receipts, strict=True)
            ),
            return_exceptions=True,
        )
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer


class AsyncHandoffTransaction:
    """A transaction whose owed work is submitted after its commit."""

    def __init__(self, door: AsyncHandoff, connection: AsyncConnection[Any]) -> None:
        self._door = door
        self._connection = connection
        #: Of all that was owed through it so far.
        self.receipts: list[Receipt] = []

    async def owe(self, lane: Lane | str, key: str, payload: Payload = None) -> Receipt:
        """Owe work on a key; see `Handoff.owe`."""
        (receipt,) = await self.owe_many(lane, {key: payload})
        return receipt

    async def owe_many(self, lane: Lane | str, inputs: Mapping[str, Payload]) -> list[Receipt]:
        """Owe work on many keys; see `Handoff.owe_many`."""
        receipts = await self._door.owe_many(self._connection, lane, inputs)
        self.receipts += receipts
        return receipts
