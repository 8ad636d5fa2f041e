"""Drains on real servers: a claimed key ends as done, waiting or dead, in the ledger and in Redis alike."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState
from storage import ledger
from tasks import drain as drain_module
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.handlers import Handler
from tasks.reports import BatchReport
from tasks.work import Work
from tests.checker import expected_results, stored_results
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)

DebtOf = Callable[[str], ledger.Debt]
MakeLane = Callable[..., LaneClient]


def accept(writer: CheckInWriter, lane: LaneClient, n: int) -> list[str]:
    """Some check-ins of one athlete, stored and submitted."""
    athlete = writer.athlete()
    keys = [
        writer.key(athlete, DAY + timedelta(days=number), mood=1 + number % 10, hrv_rmssd=40.0 + number)
        for number in range(n)
    ]
    for key in keys:
        lane.submit(key)
    return keys


def rows_of(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute("SELECT * FROM daily_metrics").fetchall()


class Failing:
    """Assesses, but raises while one of some keys is among those asked for."""

    def __init__(self, *keys: str, error: Exception | None = None) -> None:
        self.keys = set(keys)
        self.error = error or RuntimeError("this key is bad")
        self.calls: list[tuple[str, ...]] = []

    def __call__(self, connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        keys = [each.key for each in work]
        self.calls.append(tuple(keys))
        report = assess_check_ins(connection, work)  # what it wrote must be taken back
        if self.keys.intersection(keys):
            raise self.error
        return report


def drain_until_idle(lane: LaneClient, handler: Handler) -> Iterator[dict[str, int | str]]:
    """Drain, until nothing waits any more."""
    deadline = time.monotonic() + 10
    while lane.stats().gauges.waiting:
        assert time.monotonic() < deadline, "the lane does not come to rest"
        yield run(lane, handler)


def total(tallies: Iterator[dict[str, int | str]], *names: str) -> tuple[int, ...]:
    sums = dict.fromkeys(names, 0)
    for tally in tallies:
        for name in names:
            sums[name] += int(tally[name])
    return tuple(sums.values())


# --- what becomes of work ----------------------------------------------------------------------------------


def test_what_is_due_gets_assessed_paid_and_forgotten(
    connection: Connection[DictRow], writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf
) -> None:
    lane = make_lane(batch=4)
    keys = accept(writer, lane, 10)
    tally = run(lane, assess_check_ins)
    assert {name: tally[name] for name in ("batches", "claimed", "finished", "skipped", "dead")} == {
        "batches": 3,
        "claimed": 10,
        "finished": 10,
        "skipped": 0,
        "dead": 0,
    }
    rows = rows_of(connection)
    assert stored_results(rows) == expected_results(rows)
    assert [debt_of(key).done_revision for key in keys] == [1] * 10
    assert {lane.peek(key).state for key in keys} == {EntryState.ABSENT}


def test_what_is_not_owed_any_more_is_skipped(writer: CheckInWriter, lane: LaneClient) -> None:
    (key,) = accept(writer, lane, 1)
    run(lane, assess_check_ins)
    lane.submit(key)
    handler = Failing(key)
    assert run(lane, handler)["skipped"] == 1
    assert handler.calls == []
    assert lane.peek(key).state is EntryState.ABSENT


def test_a_check_in_that_is_gone_is_not_owed_for_ever(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, debt_of: DebtOf
) -> None:
    (key,) = accept(writer, lane, 1)
    connection.execute("DELETE FROM daily_metrics")
    tally = run(lane, assess_check_ins)
    assert (tally["finished"], tally["skipped"]) == (0, 1)
    assert not debt_of(key).is_owed


@pytest.mark.parametrize(
    ("change", "unchanged"),
    [
        ({"athlete_notes": "no formula reads this"}, 1),
        ({"mood": 9}, 0),
    ],
)
def test_what_has_changed_for_no_formula_is_not_computed_again(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    lane: LaneClient,
    change: dict[str, Any],
    unchanged: int,
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=2)
    lane.submit(key)
    run(lane, assess_check_ins)
    (before,) = rows_of(connection)
    writer.take(athlete, DAY, **change)
    lane.submit(key)
    tally = run(lane, assess_check_ins)
    (after,) = rows_of(connection)
    assert (tally["finished"], tally["unchanged"]) == (1, unchanged)
    assert (after["assessed_at"] == before["assessed_at"]) is bool(unchanged)
    assert after["assessed_revision"] == 2
    assert stored_results([after]) == expected_results([after])


@pytest.mark.parametrize("reason", ["the results are old", "the history has changed"])
def test_results_are_not_used_again_for_ever_or_for_another_history(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, reason: str
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, hrv_rmssd=50.0)
    lane.submit(key)
    run(lane, assess_check_ins)
    if reason == "the results are old":
        connection.execute("UPDATE daily_metrics SET assessed_at = now() - interval '1 hour'")
    else:
        writer.take(athlete, DAY - timedelta(days=1), hrv_rmssd=60.0)
    writer.take(athlete, DAY, athlete_notes="no formula reads this")
    lane.submit(key)
    tally = run(lane, assess_check_ins)
    assert (tally["finished"], tally["unchanged"]) == (1, 0)


def before_writing(connection: Connection[DictRow], action: Callable[[], object]) -> None:
    """Have something happen between a run's reading and its writing."""
    execute = connection.execute

    def act_first(*arguments: Any) -> Any:
        connection.execute = execute  # type: ignore[method-assign]
        action()
        return execute(*arguments)

    connection.execute = act_first  # type: ignore[method-assign]


@pytest.mark.parametrize("moment", ["before it reads", "before it writes"])
def test_inputs_during_the_run_are_followed_by_exactly_one_more(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, debt_of: DebtOf, moment: str
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=1)
    lane.submit(key)
    computed = []

    def overtake() -> None:
        for mood in (5, 10):
            writer.take(athlete, DAY, mood=mood)
            lane.submit(key)

    def overtaken(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        if not computed:
            overtake() if moment == "before it reads" else before_writing(connection, overtake)
        report = assess_check_ins(connection, work)
        computed.append(dict(report.done))
        return report

    tally = run(lane, overtaken)
    assert (tally["claimed"], tally["overtaken"]) == (2, 1)
    # Either the first run saw the last input, and the second has nothing to do; or the first changed nothing.
    assert computed == ([{key: 3}] if moment == "before it reads" else [{}, {key: 3}])
    assert run(lane, overtaken)["claimed"] == 0
    rows = rows_of(connection)
    assert stored_results(rows) == expected_results(rows)
    assert (debt_of(key).done_revision, rows[0]["assessed_revision"]) == (3, 3)


def test_a_run_that_was_overtaken_leaves_no_older_result_behind(
    connection: Connection[DictRow], writer: CheckInWriter, lane: LaneClient, debt_of: DebtOf
) -> None:
    """The newer input's submit gets lost, so that no other run follows that would hide it."""
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=1)
    lane.submit(key)

    def too_slow(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        before_writing(connection, lambda: writer.take(athlete, DAY, mood=10))
        return assess_check_ins(connection, work)

    assert run(lane, too_slow)["finished"] == 0
    (row,) = rows_of(connection)
    assert (row["assessed_revision"], row["wellness_score"]) == (None, None)
    assert debt_of(key).is_owed


def test_a_drain_ends_when_its_time_is_over_and_leaves_the_rest_due(
    writer: CheckInWriter, make_lane: MakeLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain_module, "DRAIN_BUDGET_SECONDS", 0.05)
    lane = make_lane(batch=1)
    accept(writer, lane, 6)

    def slow(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        connection.execute("SELECT pg_sleep(0.03)")
        return assess_check_ins(connection, work)

    assert 1 <= int(run(lane, slow)["finished"]) <= 2
    gauges = lane.stats().gauges
    assert gauges.held == 0
    assert gauges.due >= 4


def test_a_drain_may_be_limited_to_some_batches(writer: CheckInWriter, make_lane: MakeLane) -> None:
    lane = make_lane(batch=2)
    accept(writer, lane, 5)
    assert run(lane, assess_check_ins, at_most=1)["finished"] == 2
    assert run(lane, assess_check_ins, at_most=2)["finished"] == 3


@pytest.mark.parametrize("size", [1, 60])
def test_a_drain_takes_as_many_statements_for_many_keys_as_for_one(
    writer: CheckInWriter, lane: LaneClient, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    accept(writer, lane, size)
    statements = 0
    execute = psycopg.Cursor.execute

    def counting(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(self, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", counting)
    assert run(lane, assess_check_ins)["finished"] == size
    # Is it paused, what is owed, the rows, the results, later days, of days that are over those that are no
    # import's, two cascades, what is done.
    assert statements == 9


# --- what goes wrong ---------------------------------------------------------------------------------------


def test_a_bad_key_hurts_only_itself(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    make_lane: MakeLane,
    debt_of: DebtOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lane = make_lane(backoff_base_ms=600_000, backoff_cap_ms=600_000)
    monkeypatch.setattr("tasks.attempt._rng", Random(1))  # no jitter of nearly 0
    good = accept(writer, lane, 6)
    ledger.owe(connection, "checkins", {"nonsense": None})
    lane.submit("nonsense")
    handler = Failing()
    tally = run(lane, handler)
    assert (tally["finished"], tally["retried"], tally["dead"]) == (6, 1, 0)
    assert all(not debt_of(key).is_owed for key in good)
    debt, entry = debt_of("nonsense"), lane.peek("nonsense")
    assert debt.is_owed
    assert (entry.state, entry.attempts) == (EntryState.WAITING, 1)
    assert debt.last_error == entry.reason
    assert "'nonsense' is not of the form clientId:date" in str(entry.reason)
    assert max(map(len, handler.calls[1:])) == 1


def test_the_backoff_grows_with_each_failure(
    writer: CheckInWriter,
    make_lane: MakeLane,
    redis_url: str,
    redis_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Longest:
        def randint(self, _low: int, high: int) -> int:
            return high

    monkeypatch.setattr("tasks.attempt._rng", Longest())
    lane = make_lane(backoff_base_ms=10_000, backoff_cap_ms=25_000)
    (key,) = accept(writer, lane, 1)
    pauses = []
    for _ in range(3):
        run(lane, Failing(key))
        entry = lane.peek(key)
        assert entry.due_ms is not None
        assert entry.claimed_ms is not None
        pauses.append(entry.due_ms - entry.claimed_ms)
        with redis.Redis.from_url(redis_url) as raw:  # the pause is over
            raw.zadd(f"{{{redis_prefix}:checkins}}:due", {key: 0})
    assert 10_000 <= pauses[0] < 20_000 <= pauses[1] < 25_000 <= pauses[2] < 35_000


def test_a_key_that_never_succeeds_dies_in_both_books_and_a_new_input_revives_it(
    connection: Connection[DictRow], writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf
) -> None:
    lane = make_lane(max_attempts=3)
    athlete = writer.athlete()
    key, other = writer.key(athlete, DAY, mood=1), writer.key(athlete, DAY + timedelta(days=1), mood=1)
    for each in (key, other):
        lane.submit(each)
    handler = Failing(key)
    assert total(drain_until_idle(lane, handler), "finished", "retried", "dead") == (1, 2, 1)
    debt, entry = debt_of(key), lane.peek(key)
    assert (debt.dead_at is not None, debt.is_owed, debt.last_error) == (
        True,
        False,
        "RuntimeError: this key is bad",
    )
    assert (entry.state, entry.reason) == (EntryState.DEAD, debt.last_error)
    assert not debt_of(other).is_owed

    writer.take(athlete, DAY, mood=2)
    assert debt_of(key).is_owed
    lane.submit(key)
    handler.keys.clear()
    assert total(drain_until_idle(lane, handler), "finished", "dead") == (1, 0)
    debt = debt_of(key)
    assert (debt.done_revision, debt.dead_at, debt.last_error) == (2, None, None)
    rows = rows_of(connection)
    assert stored_results(rows) == expected_results(rows)


def test_a_newer_input_does_not_die_with_the_one_that_failed(
    writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf
) -> None:
    """The newer one is stored while the older one fails for the last time, and its submit gets lost."""
    lane = make_lane(max_attempts=1)
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=1)
    lane.submit(key)
    runs = 0

    def fails_once(connection: Connection[DictRow], work: Sequence[Work]) -> BatchReport:
        nonlocal runs
        runs += 1
        if runs == 1:
            writer.take(athlete, DAY, mood=2)
            raise RuntimeError("the first input is bad")
        return assess_check_ins(connection, work)

    assert total(drain_until_idle(lane, fails_once), "finished", "dead") == (1, 0)
    assert (debt_of(key).done_revision, debt_of(key).dead_at) == (2, None)


def test_a_dead_key_that_is_submitted_again_gets_its_attempts_and_then_dies_again(
    writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf
) -> None:
    lane = make_lane(max_attempts=2)
    (key,) = accept(writer, lane, 1)
    for _ in range(2):
        assert total(drain_until_idle(lane, Failing(key)), "retried", "dead") == (1, 1)
        lane.submit(key)
    assert debt_of(key).dead_at is not None
    assert total(drain_until_idle(lane, assess_check_ins), "finished") == (1,)
    assert debt_of(key).dead_at is None


@pytest.mark.parametrize("text", ["a NUL \0 in it", "half a character \udc80 in it", "", "two\nlines" * 900])
def test_whatever_an_error_says_it_can_be_written_down(
    writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf, text: str
) -> None:
    lane = make_lane(max_attempts=1)
    (key,) = accept(writer, lane, 1)
    assert run(lane, Failing(key, error=ValueError(text)))["dead"] == 1
    reason = debt_of(key).last_error
    assert reason is not None
    assert reason.startswith("ValueError: ")
    assert lane.peek(key).reason == reason


def test_the_other_keys_are_done_even_when_a_failure_cannot_be_written_down(
    writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise psycopg.DataError("the ledger does not take this")

    lane = make_lane(backoff_base_ms=600_000, backoff_cap_ms=600_000)
    keys = accept(writer, lane, 3)
    monkeypatch.setattr("tasks.attempt._rng", Random(1))  # no jitter of nearly 0
    monkeypatch.setattr(ledger, "note_errors", refuses)
    tally = run(lane, Failing(keys[1], error=RuntimeError("bad")))
    assert tally["finished"] == 2
    assert [debt_of(key).is_owed for key in keys] == [False, True, False]
    assert lane.peek(keys[1]).state is EntryState.WAITING
    assert lane.stats().gauges.held == 0


def test_a_run_that_takes_too_long_in_postgresql_counts_as_failed(
    writer: CheckInWriter, make_lane: MakeLane, debt_of: DebtOf
) -> None:
    """Were it taken for PostgreSQL's absence, it would be tried for ever."""

    def endless(connection: Connection[DictRow], _work: Sequence[Work]) -> BatchReport:
        connection.execute("SET LOCAL statement_timeout = '20ms'")
        connection.execute("SELECT pg_sleep(60)")
        return BatchReport()

    lane = make_lane(max_attempts=2)
    (key,) = accept(writer, lane, 1)
    assert total(drain_until_idle(lane, endless), "retried", "dead") == (1, 1)
    assert "QueryCanceled" in str(debt_of(key).last_error)
