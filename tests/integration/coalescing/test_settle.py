"""What becomes of a verdict."""

from collections.abc import Callable
from typing import Any

import pytest

from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, SettleOutcome, SubmitOutcome
from coalescing.verdicts import DONE, MAX_REASON_CHARS, Dead, Retry, Verdict

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000
VERDICTS = [
    pytest.param(DONE, id="done"),
    pytest.param(Retry(HOUR_MS, "down"), id="retry"),
    pytest.param(Retry(HOUR_MS, "down", counts=False), id="postpone"),
    pytest.param(Dead("no good"), id="dead"),
]


@pytest.fixture
def held(lane: LaneClient) -> LaneClient:
    """A lane in which `t` holds `a`."""
    lane.submit("a", b"old")
    assert lane.claim(1, "t")
    return lane


def test_done_removes_the_entry_and_counts_lag_and_run(held: LaneClient) -> None:
    assert held.settle("t", {"a": DONE}) == {"a": SettleOutcome.SETTLED}

    assert held.peek("a").state is EntryState.ABSENT
    stats = held.stats()
    assert (stats.counters.completed, stats.lag.total, stats.run.total) == (1, 1, 1)
    assert held.submit("a") is SubmitOutcome.OPENED


def test_retry_waits_for_its_delay_and_holds_the_attempt_against_the_entry(held: LaneClient) -> None:
    assert held.settle("t", {"a": Retry(HOUR_MS, "down")}) == {"a": SettleOutcome.SETTLED}

    entry = held.peek("a")
    assert (entry.state, entry.attempts, entry.reason) == (EntryState.WAITING, 1, "down")
    assert HOUR_MS - 60_000 < entry.due_ms - entry.claimed_ms <= HOUR_MS + 60_000
    assert held.claim(1, "t2") == []


def test_a_retry_that_does_not_count_leaves_the_attempts(held: LaneClient) -> None:
    assert held.settle("t", {"a": Retry(0, "postgres is down", counts=False)}) == {"a": SettleOutcome.SETTLED}

    (run,) = held.claim(1, "t2")
    assert run.attempt == 1
    assert held.stats().counters.postponed == 1


def test_dead_is_kept_with_its_reason_and_payload(held: LaneClient) -> None:
    assert held.settle("t", {"a": Dead("no such client")}) == {"a": SettleOutcome.SETTLED}

    entry = held.peek("a")
    assert (entry.state, entry.reason, entry.payload) == (EntryState.DEAD, "no such client", b"old")
    assert entry.died_ms >= entry.claimed_ms
    assert held.claim(1, "t2") == []
    assert held.stats().gauges.dead == 1


@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_was_overtaken_runs_again_at_once_whatever_the_verdict(
    held: LaneClient, verdict: Verdict
) -> None:
    held.submit("a", b"new")

    assert held.settle("t", {"a": verdict}) == {"a": SettleOutcome.RERUN}

    (run,) = held.claim(1, "t2")
    assert (run.payload, run.attempt) == (b"new", 1)
    assert held.settle("t2", {"a": DONE}) == {"a": SettleOutcome.SETTLED}


def test_what_was_overtaken_has_its_failures_forgiven(held: LaneClient) -> None:
    held.settle("t", {"a": Retry(0, "failed")})
    assert held.claim(1, "t2")[0].attempt == 2
    held.submit("a", b"new")

    held.settle("t2", {"a": Retry(HOUR_MS, "failed again")})

    entry = held.peek("a")
    assert (entry.attempts, entry.reason) == (0, None)
    assert held.claim(1, "t3")[0].attempt == 1


def test_overtaken_many_times_is_one_more_run(held: LaneClient) -> None:
    for i in range(10):
        held.submit("a", b"%d" % i)
    held.settle("t", {"a": DONE})

    (run,) = held.claim(10, "t2")
    assert run.payload == b"9"
    held.settle("t2", {"a": DONE})
    assert held.claim(10, "t3") == []


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_wrong_token_changes_nothing(held: LaneClient, verdict: Verdict) -> None:
    before = held.peek("a")

    assert held.settle("wrong", {"a": verdict}) == {"a": SettleOutcome.SUPERSEDED}

    assert held.peek("a") == before
    assert held.stats().counters.superseded == 1


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_key_that_waits_or_is_unknown_cannot_be_settled(lane: LaneClient, verdict: Verdict) -> None:
    lane.submit("waits", b"x")
    before = lane.peek("waits")

    outcomes = lane.settle("t", {"waits": verdict, "unknown": verdict})

    assert set(outcomes.values()) == {SettleOutcome.SUPERSEDED}
    assert lane.peek("waits") == before
    assert lane.peek("unknown").state is EntryState.ABSENT


def test_each_key_of_a_batch_has_its_own_verdict(lane: LaneClient) -> None:
    keys = ["done", "retry", "dead", "overtaken", "kept"]
    lane.submit_many([(key, b"") for key in keys])
    lane.claim(10, "t")
    lane.submit("overtaken", b"new")

    outcomes = lane.settle(
        "t",
        {"done": DONE, "retry": Retry(HOUR_MS, "r"), "lost": DONE, "dead": Dead("d"), "overtaken": DONE},
    )

    assert outcomes == {
        "done": SettleOutcome.SETTLED,
        "retry": SettleOutcome.SETTLED,
        "lost": SettleOutcome.SUPERSEDED,
        "dead": SettleOutcome.SETTLED,
        "overtaken": SettleOutcome.RERUN,
    }
    states = {key: lane.peek(key).state for key in keys}
    assert states == {
        "done": EntryState.ABSENT,
        "retry": EntryState.WAITING,
        "dead": EntryState.DEAD,
        "overtaken": EntryState.WAITING,
        "kept": EntryState.HELD,
    }
    assert lane.settle("t", {"kept": DONE}) == {"kept": SettleOutcome.SETTLED}


def test_nothing_to_settle_is_no_call(lane: LaneClient) -> None:
    assert lane.settle("t", {}) == {}


def test_a_long_reason_is_cut(held: LaneClient) -> None:
    held.settle("t", {"a": Dead("x" * 10_000)})

    assert held.peek("a").reason == "x" * MAX_REASON_CHARS


def test_a_settle_after_the_lease_ended_counts_if_nobody_swept(
    make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any]
) -> None:
    lane = make_lane(lease_ms=1)
    lane.submit("a")
    lane.claim(1, "t")
    wait_until(lambda: lane.stats().gauges.overdue == 1, 5, "the lease ended")

    assert lane.settle("t", {"a": DONE}) == {"a": SettleOutcome.SETTLED}
    assert lane.sweep().ended == 0
