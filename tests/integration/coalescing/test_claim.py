"""What a claim takes, in which order, and for whom."""

from collections.abc import Callable
from typing import Any

import pytest

from coalescing.lane_client import MAX_CLAIM_BYTES, LaneClient
from coalescing.outcomes import EntryState
from coalescing.submission import MAX_PAYLOAD_BYTES
from coalescing.verdicts import DONE, Retry

pytestmark = pytest.mark.integration


def test_the_oldest_due_comes_first_and_no_more_than_asked(
    lane: LaneClient, wait_until: Callable[..., Any]
) -> None:
    for i, key in enumerate(["c", "a", "b"]):
        lane.submit(key, delay_ms=10 * i)
    wait_until(lambda: lane.stats().gauges.due == 3, 5, "all are due")

    assert [run.key for run in lane.claim(2, "t1")] == ["c", "a"]
    assert [run.key for run in lane.claim(2, "t2")] == ["b"]
    assert lane.claim(2, "t3") == []


def test_what_is_not_due_is_not_taken(lane: LaneClient) -> None:
    lane.submit("later", delay_ms=60_000)
    lane.submit("now")

    assert [run.key for run in lane.claim(10, "t")] == ["now"]


def test_a_claimed_entry_says_when_it_was_submitted_and_due(make_lane: Callable[..., LaneClient]) -> None:
    lane = make_lane(window_ms=20)
    lane.submit("a", b"x")
    waiting = lane.peek("a")
    lane = make_lane()
    while not (runs := lane.claim(1, "t")):
        pass

    (run,) = runs
    assert (run.first_submit_ms, run.due_ms) == (waiting.first_submit_ms, waiting.due_ms)
    held = lane.peek("a")
    assert held.state is EntryState.HELD
    assert held.token == "t"
    assert run.due_ms <= held.claimed_ms < held.lease_end_ms


def test_an_entry_is_held_by_one_claim(lane: LaneClient) -> None:
    lane.submit_many([(f"k{i}", b"") for i in range(30)])

    claims = [[run.key for run in lane.claim(7, f"t{i}")] for i in range(6)]

    assert [len(keys) for keys in claims] == [7, 7, 7, 7, 2, 0]
    assert len({key for keys in claims for key in keys}) == 30


def test_a_claim_is_bounded_by_the_size_of_its_payloads(lane: LaneClient) -> None:
    fitting = MAX_CLAIM_BYTES // MAX_PAYLOAD_BYTES
    lane.submit_many([(f"k{i:03}", b"x" * MAX_PAYLOAD_BYTES) for i in range(fitting + 1)])

    assert len(lane.claim(200, "t1")) == fitting
    assert len(lane.claim(200, "t2")) == 1


def test_attempts_count_failed_runs(lane: LaneClient) -> None:
    lane.submit("a")
    for attempt in (1, 2, 3):
        (run,) = lane.claim(1, f"t{attempt}")
        assert run.attempt == attempt
        lane.settle(f"t{attempt}", {"a": Retry(0, "again")})


def test_an_entry_on_its_last_chance_is_claimed_alone(
    make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]
) -> None:
    hasty, lane = make_lane(lease_ms=1, max_crashes=2), make_lane(max_crashes=2)
    hasty.submit("worse")
    for i in range(2):
        assert hasty.claim(1, f"crash{i}")
        wait_until(lambda: hasty.sweep().returned == 1, 5, "the lease ended")
    lane.submit("good")

    assert [(run.key, run.crashes) for run in lane.claim(10, "t1")] == [("worse", 2)]
    assert [(run.key, run.crashes) for run in lane.claim(10, "t2")] == [("good", 0)]


def test_a_claim_stops_before_an_entry_on_its_last_chance(
    make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]
) -> None:
    lane = make_lane(lease_ms=1, max_crashes=1)
    lane.submit("worse", b"old")
    lane.claim(1, "t0")
    lane.submit("worse", b"new")  # overtaken, so that it comes back with a later due time
    lane.submit("good")
    wait_until(lambda: lane.stats().gauges.overdue == 1, 5, "the lease ended")
    lane.sweep()

    assert [(run.key, run.crashes) for run in lane.claim(10, "t1")] == [("good", 0)]
    assert [(run.key, run.crashes) for run in lane.claim(10, "t2")] == [("worse", 1)]


def test_200_entries_are_claimed_and_settled_in_one_call_each(lane: LaneClient) -> None:
    lane.submit_many([(f"k{i}", b"payload") for i in range(200)])

    runs = lane.claim(200, "t")
    outcomes = lane.settle("t", {run.key: DONE for run in runs})

    assert len(outcomes) == 200
    stats = lane.stats()
    assert (stats.gauges.waiting, stats.gauges.held, stats.counters.completed) == (0, 0, 200)


def test_an_empty_token_is_refused(lane: LaneClient) -> None:
    with pytest.raises(ValueError, match="token"):
        lane.claim(1, "")
