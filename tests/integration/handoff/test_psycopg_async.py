"""The same for psycopg's connections that are awaited."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from coalescing.errors import UnknownLaneError
from coalescing.lane_client import LaneClient
from handoff import AsyncHandoff, OpenTransactionError, Receipt
from ops.valkey import EmbeddedValkey
from tests.integration.handoff.conftest import (
    HANDED_OVER,
    NOTHING,
    OWED_ONLY,
    PATIENCE_SECONDS,
    OutcomeOf,
    WithoutRedis,
)
from tests.integration.handoff.shop import MAILS

pytestmark = pytest.mark.integration

INSERT = "INSERT INTO orders VALUES (%s)"

Shop = Callable[[Callable[[AsyncConnection[Any], AsyncHandoff], Awaitable[None]]], None]


@pytest.fixture
def in_the_shop(database_url: str) -> Shop:
    """Runs a coroutine with the caller's connection and a door."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[AsyncConnection[Any], AsyncHandoff]]:
        async with (
            await AsyncConnection.connect(database_url, row_factory=dict_row) as theirs,
            AsyncHandoff.connect() as door,
        ):
            yield theirs, door

    def run(work: Callable[[AsyncConnection[Any], AsyncHandoff], Awaitable[None]]) -> None:
        async def main() -> None:
            async with opened() as (theirs, door):
                await work(theirs, door)

        asyncio.run(main())

    return run


def test_what_is_committed_is_owed_and_then_waits(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        await theirs.execute(INSERT, ["o1"])
        receipt = await handoff.owe(theirs, MAILS, "o1", {"total": 7})
        assert receipt == Receipt("shop-mails", "o1", 1)
        assert outcome_of("o1") == NOTHING
        await theirs.commit()
        assert outcome_of("o1") == OWED_ONLY
        assert await handoff.submit(receipt)

    in_the_shop(work)
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_rolled_back_was_never_owed(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        await theirs.execute(INSERT, ["o1"])
        await handoff.owe(theirs, MAILS, "o1")
        await theirs.rollback()

    in_the_shop(work)
    assert outcome_of("o1") == NOTHING


def test_without_redis_it_is_owed(
    in_the_shop: Shop, outcome_of: OutcomeOf, without_redis: WithoutRedis
) -> None:
    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        with without_redis():
            async with handoff.transaction(theirs) as work:
                await theirs.execute(INSERT, ["o1"])
                await work.owe(MAILS, "o1")

    in_the_shop(work)
    assert outcome_of("o1") == OWED_ONLY


def test_a_frozen_redis_is_not_waited_for(in_the_shop: Shop, valkey_server: EmbeddedValkey) -> None:
    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        receipts = await handoff.owe_many(theirs, MAILS, dict.fromkeys(map(str, range(1_500))))
        await theirs.commit()
        valkey_server.freeze()
        try:
            began = time.monotonic()
            assert not await handoff.submit(*receipts)
            assert time.monotonic() - began < PATIENCE_SECONDS
        finally:
            valkey_server.thaw()

    in_the_shop(work)


def test_a_block_submits_all_of_it_after_its_commit(
    in_the_shop: Shop, outcome_of: OutcomeOf, mails: LaneClient
) -> None:
    orders = [f"o{number}" for number in range(600)]

    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        async with handoff.transaction(theirs) as work:
            await theirs.execute("INSERT INTO orders SELECT unnest(%s::text[])", [orders])
            await work.owe_many(MAILS, dict.fromkeys(orders))
            assert outcome_of("o1") == NOTHING

    in_the_shop(work)
    assert {outcome_of(order) for order in orders[::100]} == {HANDED_OVER}
    assert mails.stats().gauges.waiting == len(orders)


def test_a_receipt_of_an_unknown_lane_is_not_from_here(in_the_shop: Shop) -> None:
    async def work(_theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        with pytest.raises(UnknownLaneError, match="'shop-mail' is not declared"):
            await handoff.submit(Receipt("shop-mails", "o1", 1), Receipt("shop-mail", "o1", 1))

    in_the_shop(work)


@pytest.mark.parametrize("error", [RuntimeError, psycopg.Rollback])
def test_a_block_that_is_rolled_back_submits_nothing(
    in_the_shop: Shop, outcome_of: OutcomeOf, error: type[Exception]
) -> None:
    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        with suppress(RuntimeError):
            async with handoff.transaction(theirs) as work:
                await theirs.execute(INSERT, ["o1"])
                await work.owe(MAILS, "o1")
                raise error

    in_the_shop(work)
    assert outcome_of("o1") == NOTHING


def test_a_block_inside_a_transaction_is_refused(in_the_shop: Shop) -> None:
    async def work(theirs: AsyncConnection[Any], handoff: AsyncHandoff) -> None:
        await theirs.execute(INSERT, ["o1"])
        with pytest.raises(OpenTransactionError):
            async with handoff.transaction(theirs):
                pytest.fail("not reached")

    in_the_shop(work)
