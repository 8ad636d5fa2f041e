"""From the door to the handler: what a run is given is what no run before it has covered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, TupleRow

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from handoff import Handoff
from tasks import drain, resources
from tasks.work import Work
from tests.integration.handoff.shop import TOTALS

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _worker_process() -> Iterator[None]:
    """Nothing of the worker's stays open."""
    resources._pool_of.cache_clear()
    yield
    resources.pool().close()
    resources._pool_of.cache_clear()


@pytest.fixture
def client(redis_url: str) -> Iterator[ScriptClient]:
    client = ScriptClient.connect(redis_url, timeout_ms=2_000)
    yield client
    client.close()


class Shop:
    """Hands over to one lane, and drains it."""

    def __init__(self, lane: Lane, client: ScriptClient, prefix: str, theirs: Connection[TupleRow]) -> None:
        self.door = Handoff({lane.name: lane}, client, prefix)
        self.lane = LaneClient(lane, client, prefix)
        self.theirs = theirs
        self.runs: list[Work] = []

    def hand_over(self, key: str, payload: dict[str, object] | bytes | None) -> None:
        with self.door.transaction(self.theirs) as work:
            work.owe(self.lane.lane, key, payload)

    def drain(self, *, fails: bool = False) -> None:
        def handler(_connection: Connection[DictRow], batch: Sequence[Work]) -> None:
            if fails:
                raise RuntimeError
            self.runs += batch

        drain.run(self.lane, handler)

    def inputs(self) -> list[TupleRow]:
        with self.theirs.transaction():
            return self.theirs.execute("SELECT revision, payload FROM owed_inputs ORDER BY 1").fetchall()


@pytest.fixture
def theirs(database_url: str) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(database_url, autocommit=True) as opened:
        yield opened


def shop_with(client: ScriptClient, prefix: str, theirs: Connection[TupleRow], **policy: object) -> Shop:
    lane = replace(TOTALS, window_ms=0, backoff_base_ms=1, backoff_cap_ms=1, **policy)
    return Shop(lane, client, prefix, theirs)


@pytest.mark.parametrize(
    ("policy", "given"),
    [
        ("latest", b'{"orders":1,"gift":false}'),
        ("first", b'{"orders":2,"gift":true}'),
    ],
)
def test_one_run_covers_all_inputs_by_the_lanes_policy(
    client: ScriptClient, redis_prefix: str, theirs: Connection[TupleRow], policy: str, given: bytes
) -> None:
    shop = shop_with(client, redis_prefix, theirs, payload=policy)
    shop.hand_over("ann", {"orders": 2, "gift": True})
    shop.hand_over("ann", {"orders": 1, "gift": False})
    shop.drain()
    assert shop.runs == [Work("ann", given, revision=2, attempt=1)]
    assert shop.inputs() == []
    shop.hand_over("ann", None)
    shop.drain()
    assert shop.runs[1:] == [Work("ann", b"", revision=3, attempt=1)]


def test_what_a_failed_run_was_given_is_given_again_with_what_came_since(
    client: ScriptClient, redis_prefix: str, theirs: Connection[TupleRow]
) -> None:
    shop = shop_with(client, redis_prefix, theirs)
    shop.hand_over("ann", {"orders": 2, "gift": True})
    shop.drain(fails=True)
    assert [revision for revision, _ in shop.inputs()] == [1]
    shop.hand_over("ann", {"orders": 1, "name": "Ann"})
    shop.drain()
    (run,) = shop.runs
    assert (run.key, run.revision) == ("ann", 2)
    assert b"".join(run.payload.split()) == b'{"orders":2,"gift":true,"name":"Ann"}'


def test_what_is_owed_but_was_never_submitted_is_covered_by_the_next_run(
    client: ScriptClient, redis_prefix: str, theirs: Connection[TupleRow]
) -> None:
    shop = shop_with(client, redis_prefix, theirs)
    shop.door.owe(theirs, TOTALS.name, "ann", {"gift": True})
    shop.hand_over("ann", {"orders": 1})
    shop.drain()
    (run,) = shop.runs
    assert b"".join(run.payload.split()) == b'{"gift":true,"orders":1}'
