"""The same for SQLAlchemy's sessions that are awaited, with two drivers."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)

from handoff import AsyncHandoff
from tests.integration.handoff.conftest import (
    HANDED_OVER,
    NOTHING,
    OWED_ONLY,
    OutcomeOf,
    WithoutRedis,
)
from tests.integration.handoff.shop import MAILS

pytestmark = pytest.mark.integration

Shop = Callable[[Callable[[AsyncEngine, AsyncHandoff], Awaitable[None]]], None]


@pytest.fixture(params=["psycopg", "asyncpg"])
def in_the_shop(database_url: str, request: pytest.FixtureRequest) -> Shop:
    """Runs a coroutine with the caller's engine and a door."""
    url = database_url.replace("postgresql:", f"postgresql+{request.param}:", 1)

    def run(work: Callable[[AsyncEngine, AsyncHandoff], Awaitable[None]]) -> None:
        async def main() -> None:
            engine = create_async_engine(url)
            try:
                async with AsyncHandoff.connect() as door:
                    await work(engine, door)
            finally:
                await engine.dispose()

        asyncio.run(main())

    return run


async def place_order(
    session: AsyncSession | async_scoped_session[AsyncSession], handoff: AsyncHandoff, order: str
) -> None:
    """What a view does in its unit of work."""
    await session.execute(text("INSERT INTO orders VALUES (:id)"), {"id": order})
    handoff.submit_after_commit(session, await handoff.owe(session, MAILS, order, {"order": order}))


def test_what_is_committed_is_owed_and_waits(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(engine: AsyncEngine, handoff: AsyncHandoff) -> None:
        async with AsyncSession(engine) as session:
            await place_order(session, handoff, "o1")
            assert outcome_of("o1") == NOTHING
            await session.commit()
            assert outcome_of("o1") == HANDED_OVER
            async with session.begin():
                await place_order(session, handoff, "o2")
            assert outcome_of("o2") == HANDED_OVER

    in_the_shop(work)


def test_what_is_rolled_back_was_never_owed(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(engine: AsyncEngine, handoff: AsyncHandoff) -> None:
        async with AsyncSession(engine) as session:
            await place_order(session, handoff, "o1")
            await session.rollback()
            await place_order(session, handoff, "o2")
        assert outcome_of("o1") == outcome_of("o2") == NOTHING

    in_the_shop(work)


def test_a_savepoint_takes_along_what_was_said_inside_it(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(engine: AsyncEngine, handoff: AsyncHandoff) -> None:
        async with AsyncSession(engine) as session, session.begin():
            async with session.begin_nested():
                await place_order(session, handoff, "kept")
            async with session.begin_nested() as savepoint:
                await place_order(session, handoff, "dropped")
                await savepoint.rollback()

    in_the_shop(work)
    assert outcome_of("kept") == HANDED_OVER
    assert outcome_of("dropped") == NOTHING


def test_without_redis_it_is_owed(
    in_the_shop: Shop, outcome_of: OutcomeOf, without_redis: WithoutRedis
) -> None:
    async def work(engine: AsyncEngine, handoff: AsyncHandoff) -> None:
        with without_redis():
            async with AsyncSession(engine) as session, session.begin():
                await place_order(session, handoff, "o1")

    in_the_shop(work)
    assert outcome_of("o1") == OWED_ONLY


def test_a_session_of_a_scope_is_as_good(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(engine: AsyncEngine, handoff: AsyncHandoff) -> None:
        session = async_scoped_session(async_sessionmaker(engine), asyncio.current_task)
        await place_order(session, handoff, "o1")
        await session.commit()
        await session.remove()

    in_the_shop(work)
    assert outcome_of("o1") == HANDED_OVER


def test_so_is_a_connection(in_the_shop: Shop, outcome_of: OutcomeOf) -> None:
    async def work(engine: AsyncEngine, handoff: AsyncHandoff) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO orders VALUES ('o1')"))
            receipt = await handoff.owe(connection, MAILS, "o1", b"\x00\xff")
        assert await handoff.submit(receipt)
        async with engine.connect() as connection:
            payload = await connection.execute(text("SELECT payload FROM owed_inputs"))
            assert payload.scalar_one() == b"\x00\xff"

    in_the_shop(work)
    assert outcome_of("o1") == HANDED_OVER
