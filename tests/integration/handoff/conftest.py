"""A shop that keeps orders in its own table and owes work for them, seen from outside: what came of it?"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState
from handoff import Handoff
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings, get_settings
from tests.integration.handoff.shop import MAILS, MODULE


class Outcome(NamedTuple):
    """What is known of one order."""

    is_stored: bool
    #: Revision that the ledger owes of it; None if none.
    owed: int | None
    #: Revision that waits in Redis; None if none.
    waiting: int | None


NOTHING = Outcome(is_stored=False, owed=None, waiting=None)
OWED_ONLY = Outcome(is_stored=True, owed=1, waiting=None)
HANDED_OVER = Outcome(is_stored=True, owed=1, waiting=1)

OutcomeOf = Callable[[str], Outcome]
WithoutRedis = Callable[[], AbstractContextManager[None]]

#: Whatever the state of Redis, a caller waits less than this.
PATIENCE_SECONDS = 1.0


@pytest.fixture(autouse=True)
def settings(
    database_url: str, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Of the shop's process, in its environment."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("AFTERWRITE_REDIS_PREFIX", redis_prefix)
    monkeypatch.setenv("AFTERWRITE_LANE_MODULES", MODULE)
    get_settings.cache_clear()
    return get_settings()


@pytest.fixture(autouse=True)
def connection(database_url: str) -> Iterator[Connection[TupleRow]]:
    """The test's own look at the database, with the shop's table in it."""
    with psycopg.connect(database_url, autocommit=True) as opened:
        opened.execute("CREATE TABLE orders (id text PRIMARY KEY)")
        yield opened


@pytest.fixture
def handoff(settings: Settings) -> Iterator[Handoff]:
    with Handoff.connect(settings) as door:
        yield door


@pytest.fixture
def mails(redis_url: str, redis_prefix: str) -> Iterator[LaneClient]:
    client = ScriptClient.connect(redis_url, timeout_ms=2_000)
    yield LaneClient(MAILS, client, redis_prefix)
    client.close()


@pytest.fixture
def outcome_of(connection: Connection[TupleRow], mails: LaneClient) -> OutcomeOf:
    def outcome_of(order: str) -> Outcome:
        stored = connection.execute("SELECT 1 FROM orders WHERE id = %s", [order]).fetchone()
        debt = connection.execute(
            "SELECT revision FROM owed_work WHERE lane = %s AND key = %s AND done_revision < revision",
            [MAILS.name, order],
        ).fetchone()
        entry = mails.peek(order)
        return Outcome(
            is_stored=stored is not None,
            owed=debt[0] if debt else None,
            waiting=entry.revision if entry.state is EntryState.WAITING else None,
        )

    return outcome_of


@pytest.fixture
def without_redis(valkey_server: EmbeddedValkey) -> WithoutRedis:
    """Redis is gone for the block, and the block must not notice much of it."""

    @contextmanager
    def without_redis() -> Iterator[None]:
        valkey_server.kill()
        try:
            began = time.monotonic()
            yield
            assert time.monotonic() - began < PATIENCE_SECONDS
        finally:
            valkey_server.start()

    return without_redis
