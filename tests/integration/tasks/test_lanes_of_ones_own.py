"""Lanes that somebody adds: what their handlers are given, and what is kept of a run."""

import json
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
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
from coalescing.payloads import combined
from coalescing.verdicts import Dead
from storage import ledger, pauses
from storage.pools import worker_pool
from tasks import reconcile as module
from tasks.batch import Batch, ReportError
from tasks.burial import mark_buried
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
        lane = self.lane.lane
        (revision,) = ledger.owe(self.connection, lane.name, {key: payload}, policy=lane.payload).values()
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
        monkeypatch.setattr("tasks.resources.lane_named", {lane.name: lane}.__getitem__)
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


# --- two runs at once, and reports -----------------------------------------------------------------------


def test_a_run_that_has_lost_its_claim_does_not_do_the_work_twice(
    make: Make, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis is flushed during a run, and another one is faster: what the first has written is taken back."""
    with worker_pool(database_url, size=2) as two_connections:
        monkeypatch.setattr("tasks.drain.pool", lambda: two_connections)
        bench = make()
        bench.connection.execute("CREATE TABLE their_effects (revision int)")
        bench.owe("a", b"once")
        outcomes = []

        def handler(connection: Connection[DictRow], work: Sequence[Work]) -> None:
            connection.execute("INSERT INTO their_effects VALUES (%s)", [work[0].revision])
            if not outcomes:
                outcomes.append("the first has written")
                bench.raw.flushall()
                bench.lane.submit("a", revision=1, if_absent=True)
                outcomes.append(run(bench.lane, handler))

        first = run(bench.lane, handler)

    assert outcomes[1]["finished"] == 1
    assert (first["finished"], first["skipped"], first["dead"], first["retried"]) == (0, 1, 0, 0)
    rows = bench.connection.execute("SELECT count(*) AS n FROM their_effects").fetchone()
    assert rows == {"n": 1}


def test_what_fails_for_good_while_another_run_does_it_is_not_dead(make: Make) -> None:
    bench = make(max_attempts=1)
    bench.owe("a", None)

    def fails_late() -> None:
        ledger.mark_done(bench.connection, "mine", {"a": ledger.Finished(1, "another run")})
        raise RuntimeError("too late")

    result = run(bench.lane, Handler(fails_late))

    assert (result["skipped"], result["dead"]) == (1, 0)
    assert bench.lane.peek("a").state is EntryState.ABSENT


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (BatchReport(done={"a": 1}), "leaves out key 'b'"),
        (BatchReport(done={"a": 1, "b": 1, "c": 1}), "names, though it was not given, key 'c'"),
    ],
)
def test_a_report_speaks_of_every_key_and_of_no_other(make: Make, report: BatchReport, said: str) -> None:
    bench = make()
    for key in "ab":
        bench.owe(key, b"input")

    assert run(bench.lane, lambda _connection, _work: report)["finished"] in {0, 1}  # key by key, one may fit

    assert bench.debt("b")["done_revision"] == 0
    assert "key" in bench.debt("b")["last_error"]
    assert bench.inputs() >= 1
    batch = Batch(bench.lane.lane, lambda _connection, _work: report, [], "run", 0.0)
    with pytest.raises(ReportError, match=re.escape(said)):
        batch._report(bench.connection, [Work("a", b"", 1, 1), Work("b", b"", 1, 1)])


def test_a_key_for_which_there_is_nothing_to_do_is_paid(make: Make) -> None:
    bench = make()
    bench.owe("a", b"input")

    result = run(bench.lane, lambda _connection, _work: BatchReport(void=frozenset("a")))

    assert (result["finished"], result["skipped"]) == (0, 1)
    assert bench.debt("a")["done_revision"] == 1
    assert bench.inputs() == 0


def test_keys_that_fail_by_themselves_keep_nothing_from_the_others(make: Make) -> None:
    bench = make(max_attempts=2)
    for key in ("a", "b"):
        bench.owe(key, None)
    given: list[str] = []

    def handler(_connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        given.extend(each.key for each in work)
        failed = {each.key: "TimeoutError: nobody answers" for each in work if each.key == "b"}
        return BatchReport(done={each.key: 1 for each in work if each.key == "a"}, failed=failed)

    while bench.lane.peek("b").state is not EntryState.DEAD:
        run(bench.lane, handler)

    assert sorted(given) == ["a", "b", "b"]
    assert bench.debt("a")["done_revision"] == 1
    assert bench.debt("b")["last_error"] == "TimeoutError: nobody answers"
    assert bench.debt("b")["dead_at"] is not None


def test_a_key_whose_time_has_not_come_waits_and_no_attempt_is_counted(make: Make) -> None:
    bench = make(max_attempts=1)
    bench.owe("a", None)
    began_ms = time.time() * 1_000

    run(bench.lane, lambda _connection, _work: BatchReport(later={"a": 60_000}))

    entry = bench.lane.peek("a")
    assert entry.state is EntryState.WAITING
    assert entry.due_ms is not None
    assert entry.due_ms - began_ms >= 59_000
    assert entry.attempts == 0
    assert bench.debt("a")["dead_at"] is None


def test_sql_that_names_what_is_not_there_is_the_handlers_fault(make: Make) -> None:
    bench = make(max_attempts=2)
    bench.owe("bad", None)
    bench.owe("good", None)

    def handler(connection: Connection[DictRow], work: Sequence[Work]) -> None:
        if any(each.key == "bad" for each in work):
            connection.execute("SELECT no_such_column FROM owed_work")

    while bench.lane.peek("bad").state is not EntryState.DEAD:
        run(bench.lane, handler)

    assert "no_such_column" in bench.debt("bad")["last_error"]
    assert bench.debt("good")["done_revision"] == 1


def test_a_row_that_somebody_holds_keeps_only_its_own_key_waiting(
    make: Make, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.pools.LOCK_TIMEOUT_MS", 100)
    bench = make()
    for key in "abc":
        bench.owe(key, None)
    with psycopg.connect(database_url) as somebody, worker_pool(database_url) as impatient:
        monkeypatch.setattr("tasks.drain.pool", lambda: impatient)
        monkeypatch.setattr("tasks.drain.DRAIN_BUDGET_SECONDS", 0.0001)  # one batch
        somebody.execute("SELECT 1 FROM owed_work WHERE key = 'b' FOR UPDATE")

        result = run(bench.lane, Handler())

        assert (result["finished"], result["retried"]) == (2, 1)
        assert bench.lane.peek("b").attempts == 0


# --- inputs that are many, or of another policy ----------------------------------------------------------


def test_a_long_backlog_is_done_in_parts(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        ledger.owed, "__kwdefaults__", {**(ledger.owed.__kwdefaults__ or {}), "max_inputs": 10}
    )
    bench = make(payload="append")
    for number in range(25):
        bench.owe("a", b"[%d]" % number)
    handler = Handler()

    run(bench.lane, handler)

    assert [json.loads(work.payload) for work in handler.given] == [
        list(range(10)),
        list(range(10, 20)),
        list(range(20, 25)),
    ]
    assert [work.revision for work in handler.given] == [10, 20, 25]
    assert bench.inputs() == 0
    assert bench.lane.peek("a").state is EntryState.ABSENT


def test_a_run_is_given_a_megabyte_at_most_or_one_input(make: Make, connection: Connection[DictRow]) -> None:
    bench = make(payload="append")
    for _ in range(3):
        bench.owe("a", b"[1]")

    def owed(max_bytes: int) -> ledger.Owed:
        return ledger.owed(connection, "mine", ["a"], policy="append", max_bytes=max_bytes)["a"]

    assert (owed(1).inputs, owed(1).covered, owed(1).revision) == ((b"[1]",), 1, 3)
    assert (len(owed(6).inputs), owed(6).covered) == (2, 2)
    assert (len(owed(9).inputs), owed(9).covered) == (3, 3)


def test_where_the_latest_counts_earlier_inputs_are_not_kept(make: Make) -> None:
    bench = make(payload="latest")
    for number in range(5):
        bench.owe("a", b"%d" % number)
    bench.owe("b", b"other")
    assert bench.inputs() == 2
    bench.owe("b", None)  # that is an input too, and it is empty
    handler = Handler()

    run(bench.lane, handler)

    assert {work.key: work.payload for work in handler.given} == {"a": b"4", "b": b""}


def test_where_the_first_counts_a_new_input_of_a_dead_key_begins_anew(make: Make) -> None:
    bench = make(payload="first", max_attempts=1)
    bench.owe("a", b"poison")

    def fails() -> None:
        raise RuntimeError("poison")

    run(bench.lane, Handler(fails))
    assert bench.debt("a")["dead_at"] is not None
    bench.owe("a", b"cure")
    bench.owe("a", b"more")
    handler = Handler()

    run(bench.lane, handler)

    assert [work.payload for work in handler.given] == [b"cure"]


def test_inputs_that_cannot_be_put_together_are_dead_at_once_and_say_why(make: Make) -> None:
    bench = make(payload="merge")
    ledger.owe(bench.connection, "mine", {"a": b"[1]"})  # as the lane's policy was then
    bench.lane.submit("a", revision=1)
    bench.owe("b", b'{"x": 1}')
    handler = Handler()

    run(bench.lane, handler)

    assert [work.key for work in handler.given] == ["b"]
    assert bench.debt("a")["dead_at"] is not None
    assert "must be a JSON object" in bench.debt("a")["last_error"]


def test_many_inputs_are_put_together_in_time_that_grows_with_their_number() -> None:
    lane = Lane(name="mine", queue="mine", key_form="id", window_ms=0, batch=1, payload="merge")
    payloads = [b'{"member %d": %d}' % (number, number) for number in range(5_000)]

    began = time.process_time()
    merged = combined(lane, "a", payloads)
    seconds = time.process_time() - began

    assert len(json.loads(merged)) == 5_000
    assert seconds < 10  # it was over a minute when each input was put to the whole


def test_a_death_that_is_of_a_later_revision_than_the_ledger_knows_is_written_down(make: Make) -> None:
    bench = make()
    bench.owe("a", None, submitted=False)
    bench.lane.submit("a", revision=7)  # of a transaction that was rolled back, or lost in a failover
    bench.lane.claim(1, "t")
    bench.lane.settle("t", {"a": Dead("worn out")})

    assert mark_buried(bench.connection, bench.lane, ["a"]) == ["a"]
    assert bench.debt("a")["dead_at"] is not None


def test_a_lane_in_trouble_does_not_keep_reconcile_from_the_others(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []

    def reconcile_one(lane: Lane) -> dict[str, int]:
        looked_at.append(lane.name)
        if lane.name == "first":
            raise psycopg.errors.LockNotAvailable("somebody holds a row")
        return {}

    lanes = {name: make(name=name).lane.lane for name in ("first", "second")}
    monkeypatch.setattr("tasks.reconcile.declared_lanes", lambda: lanes)
    monkeypatch.setattr("tasks.reconcile.reconcile_lane", reconcile_one)

    with pytest.raises(psycopg.errors.LockNotAvailable):
        module.reconcile()
    assert looked_at == ["first", "second"]


# --- handlers --------------------------------------------------------------------------------------------


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
