"""Owing from an async view of FastAPI, with a SQLAlchemy session for each request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI, HTTPException
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

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


Post = Callable[[str], Response]


@pytest.fixture
def post(database_url: str) -> Post:
    """Sends one request to the shop, from its start to its end."""
    engine = create_async_engine(database_url.replace("postgresql:", "postgresql+psycopg:", 1))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncHandoff.connect() as app.state.handoff:
            yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.post("/orders/{order}")
    async def place_order(order: str) -> dict[str, int]:
        handoff: AsyncHandoff = app.state.handoff
        async with AsyncSession(engine) as session, session.begin():
            await session.execute(text("INSERT INTO orders VALUES (:id)"), {"id": order})
            receipt = await handoff.owe(session, MAILS, order)
            handoff.submit_after_commit(session, receipt)
            if order == "unpaid":
                raise HTTPException(409)
        return {"revision": receipt.revision}

    async def send(path: str) -> Response:
        async with (
            lifespan(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://shop") as client,
        ):
            return await client.post(path)

    return lambda path: asyncio.run(send(path))


def test_what_is_answered_is_owed_and_waits(post: Post, outcome_of: OutcomeOf) -> None:
    answer = post("/orders/o1")
    assert (answer.status_code, answer.json()) == (200, {"revision": 1})
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_refused_was_never_owed(post: Post, outcome_of: OutcomeOf) -> None:
    assert post("/orders/unpaid").status_code == 409
    assert outcome_of("unpaid") == NOTHING


def test_without_redis_it_is_owed(post: Post, outcome_of: OutcomeOf, without_redis: WithoutRedis) -> None:
    with without_redis():
        assert post("/orders/o1").status_code == 200
    assert outcome_of("o1") == OWED_ONLY
