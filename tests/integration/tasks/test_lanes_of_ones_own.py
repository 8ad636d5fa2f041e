"""Lanes that somebody adds: what their handlers are given, and what is kept of a run."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.client import ScriptClient
from coalescing.declared import declared_lanes
from coalescing.errors import InvalidLaneError
from coalescing.lane_client import LaneClient
from coalescing.lanes import Lane
from coalescing.outcomes import EntryState
from storage import ledger, pauses
from tasks.drain import run
from tasks.handlers import handler_of
from tasks.reconcile import reconcile_lane
from tasks.reports import BatchReport
from tasks.work import Work

pytestmark = pytest.mark.integration


class Handler:
    """Keeps what it was given, and does what it is told to do meanwhile."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.given: list[Work] = []
        self.meanwhile = meanwhile

    def __call__(self, _connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport | None:
        self.given += work
        self.meanwhile()
        return None


class Bench:
    """A lane of somebody's own, its ledger, and Redis."""

    def __init__(self, lane: LaneClient, connection: Connection[DictRow], raw: "redis.Redis") -> None:
        self.lane, self.connection, self.raw = lane, connection, raw

    def owe(self, key: str, payload: bytes | None, *, submitted: bool = True) -> int:
        (revision,) = ledger.owe(self.connection, self.lane.lane.name, {key: payload}).values()
        if submitted:
            self.lane.submit(key, revision=revision)
        return revision

    def debt(self, key: str) -> DictRow:
        query = "SELECT * FROM owed_work WHERE lane = %s AND key = %s"
        row = self.connection.execute(query, [self.lane.lane.name, key]).fetchone()
        assert row is not None
        return row

    def inputs(self) -> int:
        row = self.connection.execute("SELECT count(*) AS n FROM owed_inputs").fetchone()
        return int(row["n"]) if row else 0


@pytest.fixture
def make(
    redis_url: str, redis_prefix: str, connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> Any:
    client = ScriptClient.connect(redis_url, timeout_ms=5_000)
    raw = redis.Redis.from_url(redis_url)

    def make(**policy: Any) -> Bench:
        base: dict[str, Any] = {
            "name": "mine",
            "queue": "mine",
            "key_form": "id",
            "window_ms": 0,
            "batch": 10,
        }
        lane = Lane(**(base | {"backoff_base_ms": 1, "backoff_cap_ms": 1} | policy))
        monkeypatch.setattr("tasks.resources.lane_named", {"mine": lane}.__getitem__)
        return Bench(LaneClient(lane, client, redis_prefix), connection, raw)

    yield make
    raw.close()
    client.close()


Make = Callable[..., Bench]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("latest", b'{"size": 3}'),
        ("first", b'{"size": 1, "urgent": true}'),
        ("merge", {"size": 3, "urgent": True, "note": "x"}),
    ],
)
def test_a_handler_is_given_what_the_inputs_come_to(make: Make, policy: str, expected: Any) -> None:
    bench = make(payload=policy)
    for payload in (b'{"size": 1, "urgent": true}', b'{"urgent": false, "note": "x"}', b'{"size": 3}'):
        bench.owe("a", payload)
    handler = Handler()

    assert run(bench.lane, handler)["finished"] == 1

    (work,) = handler.given
    assert (work.key, work.revision, work.attempt) == ("a", 3, 1)
    assert (json.loads(work.payload) if policy == "merge" else work.payload) == expected
    assert bench.inputs() == 0
    debt = bench.debt("a")
    assert (debt["done_revision"], debt["done_attempt"]) == (3, 1)
    assert len(debt["done_run"]) == 16
    assert 0 <= debt["done_lag_ms"] < 60_000


def test_a_flushed_redis_forgets_no_input(make: Make) -> None:
    bench = make(payload="merge")
    bench.owe("a", b'{"a": 1}')
    bench.owe("a", b'{"b": 2}', submitted=False)  # its submit got lost
    bench.raw.flushall()
    bench.connection.execute("UPDATE owed_work SET owed_at = now() - interval '1 hour'")
    assert reconcile_lane(bench.lane.lane)["resubmitted"] == 1
    handler = Handler()

    run(bench.lane, handler)

    (work,) = handler.given
    assert (json.loads(work.payload), work.revision) == ({"a": 1, "b": 2}, 2)


def test_what_comes_in_during_a_run_is_all_that_the_next_one_is_given(make: Make) -> None:
    bench = make(payload="first")
    bench.owe("a", b"1")
    handler = Handler()
    handler.meanwhile = lambda: len(handler.given) == 1 and [bench.owe("a", b"2"), bench.owe("a", b"3")]

    run(bench.lane, handler)

    assert [(work.payload, work.revision) for work in handler.given] == [(b"1", 1), (b"2", 3)]
    assert bench.inputs() == 0
    assert bench.debt("a")["done_revision"] == 3


def test_inputs_outlive_failures_and_death(make: Make) -> None:
    bench = make(payload="merge", max_attempts=2)
    bench.owe("a", b'{"a": 1}')

    def fails() -> None:
        raise RuntimeError("no good")

    handler = Handler(fails)
    while bench.lane.peek("a").state is not EntryState.DEAD:
        run(bench.lane, handler)
    assert [work.attempt for work in handler.given] == [1, 2]
    assert bench.debt("a")["dead_at"] is not None
    assert bench.debt("a")["last_error"] == "RuntimeError: no good"
    (debt,) = ledger.replay(bench.connection, "mine")
    bench.lane.submit("a", revision=debt.revision, delay_ms=0)
    handler.meanwhile = lambda: None

    run(bench.lane, handler)

    assert json.loads(handler.given[-1].payload) == {"a": 1}
    assert handler.given[-1].attempt == 1


def test_a_pause_that_redis_has_forgotten_still_holds(make: Make) -> None:
    bench = make()
    pauses.pause(bench.connection, "mine", "somebody", "to look at it")
    bench.owe("a", None)
    handler = Handler()

    assert run(bench.lane, handler)["claimed"] == 0
    assert bench.lane.stats().gauges.paused_ms  # Redis has been told
    assert run(bench.lane, handler, even_if_paused=True)["finished"] == 1
    assert [work.key for work in handler.given] == ["a"]


def test_reconcile_tells_redis_what_is_paused_and_what_is_not(make: Make) -> None:
    bench = make()
    pauses.pause(bench.connection, "mine", "somebody", "to look at it")
    reconcile_lane(bench.lane.lane)
    assert bench.lane.stats().gauges.paused_ms
    pauses.resume(bench.connection, "mine")
    reconcile_lane(bench.lane.lane)
    assert not bench.lane.stats().gauges.paused_ms


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (None, "handler is None"),
        ("no_such_module:f", "cannot be imported"),
        ("tasks.checkins:no_such_function", "cannot be imported"),
        ("tasks.checkins:__doc__", "is not a function"),
    ],
)
def test_a_handler_that_is_not_there_is_named(handler: str | None, said: str) -> None:
    lane = Lane(name="mine", queue="mine", key_form="id", window_ms=0, batch=1, handler=handler)
    with pytest.raises(InvalidLaneError, match=f"lane 'mine'.*{said}"):
        handler_of(lane)


def test_every_declared_lane_has_a_handler() -> None:
    assert all(callable(handler_of(lane)) for lane in declared_lanes().values())
