"""A club to ask about, and what a web process makes contexts from."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from api_hooks.database import Database
from api_hooks.statement_reader import StatementReader
from chat.context import assemble
from chat.context.asked import Context, Part
from chat.context.parts.every import PARTS
from chat.context.sources import ContextSources
from runtime.patient_redis import PatientRedis
from runtime.settings import Settings
from storage.pools import web_pool
from tests.club import Club, make_club

#: Sources as one process has them; keywords are settings.
Sources = Callable[..., AbstractAsyncContextManager[ContextSources]]


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as opened:
        yield opened


@pytest.fixture
def club(connection: Connection[DictRow]) -> Club:
    return make_club(connection)


@pytest.fixture
def sources(database_url: str, redis_url: str, redis_prefix: str) -> Sources:
    @asynccontextmanager
    async def opened(patience_ms: int = 10_000, **settings: Any) -> AsyncIterator[ContextSources]:
        given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "redis_prefix": redis_prefix}
        known = Settings(**(given | settings))
        database = Database(web_pool(database_url, size=8, timeout_seconds=5), 5)
        redis = PatientRedis(known.require_redis_url(), timeout_ms=patience_ms)
        made = ContextSources(StatementReader(database, 8), redis, known)
        await database.open()
        try:
            yield made
        finally:  # a loop with a pool that is still open does not end
            await made.close()
            await redis.close()
            await database.close()

    return opened


@pytest.fixture(autouse=True)
def set_deadlines(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Gives parts other deadlines, by name, in seconds; at first all have time for a busy machine."""

    def give(**seconds: float) -> None:
        patient = (replace(part, deadline_seconds=seconds.get(part.name, 30.0)) for part in PARTS)
        monkeypatch.setattr(assemble, "PARTS", tuple(patient))

    give()
    return give


def how(context: Context) -> dict[str, str]:
    """How each part came about, but for those that are off."""
    return {part.name: part.how for part in context.parts if part.how != "off"}


def told_by(context: Context) -> str:
    """All that it says."""
    return "\n\n".join(part.text for part in context.parts if part.text)


def part_of(context: Context, name: str) -> Part:
    (part,) = (part for part in context.parts if part.name == name)
    return part
