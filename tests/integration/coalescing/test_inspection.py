"""peek, stats and forget."""

from collections.abc import Callable
from typing import Any

import pytest
import redis

from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, PeekedEntry, SettleOutcome, SubmitOutcome
from coalescing.verdicts import DONE, Retry

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000
STATES = [EntryState.WAITING, EntryState.HELD, EntryState.DEAD]
BringTo = Callable[[str, EntryState], None]


def test_an_absent_key_has_no_details(lane: LaneClient) -> None:
    assert lane.peek("a") == PeekedEntry("a", EntryState.ABSENT)


def test_details_that_do_not_apply_are_none(lane: LaneClient, bring_to: BringTo) -> None:
    bring_to("a", EntryState.WAITING)

    entry = lane.peek("a")

    assert (entry.claimed_ms, entry.lease_end_ms, entry.died_ms, entry.token, entry.reason) == (None,) * 5


@pytest.mark.parametrize("state", STATES)
def test_forget_removes_an_entry_in_any_state(
    lane: LaneClient, bring_to: BringTo, state: EntryState, raw: "redis.Redis"
) -> None:
    bring_to("a", state)

    assert lane.forget("a") is state

    assert lane.peek("a").state is EntryState.ABSENT
    gauges = lane.stats().gauges
    assert (gauges.waiting, gauges.held, gauges.dead) == (0, 0, 0)
    assert {name.rpartition(b":")[2] for name in raw.scan_iter()} <= {b"stats", b"settled"}
    assert lane.forget("a") is EntryState.ABSENT
    assert lane.submit("a") is SubmitOutcome.OPENED


def test_a_run_of_a_forgotten_key_settles_as_superseded(lane: LaneClient, bring_to: BringTo) -> None:
    bring_to("a", EntryState.HELD)
    lane.forget("a")
    lane.submit("a", b"anew", delay_ms=HOUR_MS)

    assert lane.settle("holds a", {"a": DONE}) == {"a": SettleOutcome.SUPERSEDED}
    assert lane.peek("a").payload == b"anew"


def test_gauges_say_what_is_where(lane: LaneClient, wait_until: Callable[..., Any]) -> None:
    lane.submit("later", delay_ms=HOUR_MS)
    for name in ("held", "dead"):
        lane.submit(name)
        lane.claim(1, name)
    lane.submit_many([("due1", b""), ("due2", b"")])
    wait_until(lambda: lane.stats().gauges.oldest_due_age_ms > 5, 5, "the age of the oldest grows")

    gauges = lane.stats().gauges

    assert (gauges.waiting, gauges.due, gauges.held, gauges.overdue) == (3, 2, 2, 0)


def test_counters_add_up(lane: LaneClient) -> None:
    lane.submit_many([(f"k{i % 20}", b"") for i in range(60)])
    runs = [run.key for run in lane.claim(15, "t1")]
    lane.submit_many([(key, b"") for key in runs[:3]])
    lane.settle("t1", dict.fromkeys(runs[:10], DONE) | {runs[10]: Retry(HOUR_MS, "r")})
    lane.forget(runs[11])
    lane.forget(runs[10])
    lane.forget("unknown")

    stats = lane.stats()

    counters, gauges = stats.counters, stats.gauges
    assert counters.enqueued == 63
    assert (counters.opened, counters.coalesced, counters.overtaken) == (20, 40, 3)
    assert (counters.started, counters.completed, counters.rerun, counters.retried) == (15, 7, 3, 1)
    assert counters.forgotten == 2
    assert gauges.waiting + gauges.held == counters.opened - counters.completed - counters.forgotten == 11


def test_lag_is_counted_from_the_due_time(lane: LaneClient, wait_until: Callable[..., Any]) -> None:
    lane.submit("a")
    wait_until(lambda: lane.stats().gauges.oldest_due_age_ms >= 40, 5, "it is late")
    lane.claim(1, "t")
    lane.settle("t", {"a": DONE})

    stats = lane.stats()

    assert 33 <= stats.lag.percentile_ms(1.0) < 5_000
    assert stats.run.percentile_ms(0.5) < stats.lag.percentile_ms(0.5)
