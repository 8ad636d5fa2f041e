"""Extending a lease, and sweeping what outlived its own."""

from collections.abc import Callable
from typing import Any

import pytest
import redis

from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, ExtendOutcome, SettleOutcome, SubmitOutcome, Swept
from coalescing.verdicts import DONE, Retry

pytestmark = pytest.mark.integration


@pytest.fixture
def crash(make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]) -> Callable[..., Swept]:
    """Claims all that is due with a lease of a millisecond, lets it end, and sweeps."""

    def crash(token: str, max_crashes: int = 3, overtake: str | None = None) -> Swept:
        hasty = make_lane(lease_ms=1, max_crashes=max_crashes)
        claimed = hasty.claim(100, token)
        assert claimed
        if overtake:
            assert hasty.submit(overtake, b"new") is SubmitOutcome.OVERTAKEN
        wait_until(lambda: hasty.stats().gauges.overdue == len(claimed), 5, "the leases ended")
        return hasty.sweep()

    return crash


def test_extend_pushes_the_lease_out(make_lane: Callable[..., LaneClient]) -> None:
    short, lane = make_lane(lease_ms=60_000), make_lane(lease_ms=120_000)
    short.submit("a")
    short.claim(1, "t")
    before = short.peek("a").lease_end_ms

    assert lane.extend("t", ["a"]) == {"a": ExtendOutcome.HELD}

    assert lane.peek("a").lease_end_ms >= before + 60_000


def test_extend_says_what_is_lost_and_changes_nothing_of_it(lane: LaneClient) -> None:
    lane.submit_many([("mine", b""), ("other", b"")])
    lane.claim(1, "t")
    lane.claim(1, "u")
    lane.submit("waits")
    before = lane.peek("other"), lane.peek("waits")

    outcomes = lane.extend("t", ["mine", "other", "waits", "unknown"])

    assert outcomes == {
        "mine": ExtendOutcome.HELD,
        "other": ExtendOutcome.LOST,
        "waits": ExtendOutcome.LOST,
        "unknown": ExtendOutcome.LOST,
    }
    assert (lane.peek("other"), lane.peek("waits")) == before
    assert lane.stats().gauges.held == 2
    assert lane.extend("t", []) == {}


def test_sweep_gives_back_what_outlived_its_lease(lane: LaneClient, crash: Callable[..., Swept]) -> None:
    lane.submit("a", b"x")
    due_ms = lane.peek("a").due_ms

    swept = crash("dead worker")

    assert (swept.returned, swept.buried, swept.ended) == (1, (), 1)
    entry = lane.peek("a")
    assert (entry.state, entry.crashes, entry.due_ms) == (EntryState.WAITING, 1, due_ms)
    (run,) = lane.claim(1, "t2")
    assert (run.payload, run.attempt, run.crashes) == (b"x", 1, 1)


def test_sweep_leaves_what_is_held_and_is_bounded(
    make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]
) -> None:
    lane, hasty = make_lane(), make_lane(lease_ms=1)
    lane.submit("held")
    lane.claim(1, "t")
    hasty.submit_many([(f"k{i}", b"") for i in range(5)])
    hasty.claim(5, "u")
    wait_until(lambda: lane.stats().gauges.overdue == 5, 5, "the leases ended")

    assert [lane.sweep(limit=2).ended for _ in range(4)] == [2, 2, 1, 0]
    assert lane.peek("held").state is EntryState.HELD


def test_the_token_of_a_swept_claim_is_worth_nothing(lane: LaneClient, crash: Callable[..., Swept]) -> None:
    lane.submit("a")
    crash("t1")
    lane.claim(1, "t2")

    assert lane.extend("t1", ["a"]) == {"a": ExtendOutcome.LOST}
    assert lane.settle("t1", {"a": DONE}) == {"a": SettleOutcome.SUPERSEDED}
    assert lane.settle("t2", {"a": DONE}) == {"a": SettleOutcome.SETTLED}


def test_a_swept_claim_leaves_no_record(
    lane: LaneClient, crash: Callable[..., Swept], raw: "redis.Redis"
) -> None:
    lane.submit_many([("a", b""), ("b", b"")])

    crash("t1")

    assert raw.keys("*:claims") == []
    assert [run.key for run in lane.claim(10, "t1")] == ["a", "b"]


def test_what_crashes_too_often_is_buried_with_a_reason(
    lane: LaneClient, crash: Callable[..., Swept]
) -> None:
    lane.submit("a", b"poison")
    assert [crash(f"t{i}", max_crashes=2).returned for i in range(2)] == [1, 1]

    swept = crash("t2", max_crashes=2)

    assert swept.returned == 0
    ((key, reason),) = swept.buried
    assert key == "a"
    assert "3 times" in reason
    entry = lane.peek("a")
    assert (entry.state, entry.reason, entry.payload) == (EntryState.DEAD, reason, b"poison")
    stats = lane.stats()
    assert (stats.counters.swept, stats.counters.buried, stats.gauges.dead) == (2, 1, 1)
    assert lane.submit("a", b"better") is SubmitOutcome.REVIVED
    assert lane.peek("a").crashes == 0


def test_a_neighbour_of_what_crashes_is_not_buried(
    make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]
) -> None:
    lane = make_lane(lease_ms=1, max_crashes=2)
    lane.submit_many([("good", b""), ("poison", b"")])
    for i in range(10):
        keys = [run.key for run in lane.claim(10, f"t{i}")]
        if "poison" in keys:  # the worker crashes, with all that it holds
            wait_until(lambda: lane.stats().gauges.overdue == lane.stats().gauges.held, 5, "the leases ended")
            lane.sweep()
        else:
            lane.settle(f"t{i}", dict.fromkeys(keys, DONE))

    assert lane.peek("poison").state is EntryState.DEAD
    assert lane.peek("good").state is EntryState.ABSENT
    assert lane.stats().counters.completed == 1


def test_what_was_overtaken_gets_its_run_even_after_the_last_crash(
    lane: LaneClient, crash: Callable[..., Swept]
) -> None:
    lane.submit("a", b"old")
    crash("t1", max_crashes=1)

    swept = crash("t2", max_crashes=1, overtake="a")

    assert (swept.returned, swept.buried) == (1, ())
    (run,) = lane.claim(1, "t3")
    assert (run.payload, run.crashes) == (b"new", 2)


def test_a_settled_run_clears_the_crashes(lane: LaneClient, crash: Callable[..., Swept]) -> None:
    lane.submit("a")
    crash("t1")
    lane.claim(1, "t2")

    lane.settle("t2", {"a": Retry(0, "failed, but alive")})

    assert lane.peek("a").crashes == 0
