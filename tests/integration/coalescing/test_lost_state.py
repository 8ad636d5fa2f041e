"""Redis forgets: everything, one key of a lane, or the scripts."""

from collections.abc import Callable
from typing import Any

import pytest
import redis

from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, SettleOutcome, SubmitOutcome
from coalescing.verdicts import DONE

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000


def test_after_a_flush_what_is_owed_is_opened_again_and_old_runs_settle_nothing(
    lane: LaneClient, raw: "redis.Redis"
) -> None:
    lane.submit_many([("held", b""), ("waits", b"")])
    lane.claim(1, "t")

    raw.flushall()

    outcomes = lane.submit_many([("held", b"1"), ("waits", b"2")], if_absent=True, delay_ms=0)
    assert outcomes == [SubmitOutcome.OPENED, SubmitOutcome.OPENED]
    assert lane.settle("t", {"held": DONE}) == {"held": SettleOutcome.SUPERSEDED}
    assert {run.key for run in lane.claim(10, "t")} == {"held", "waits"}


def test_every_script_is_loaded_when_redis_forgot_it(lane: LaneClient, raw: "redis.Redis") -> None:
    calls = [
        lambda: lane.submit("a"),
        lambda: lane.submit_many([("b", b""), ("c", b"")]),
        lambda: lane.poke(1, HOUR_MS, 1),
        lambda: lane.claim(1, "t"),
        lambda: lane.extend("t", ["a"]),
        lambda: lane.settle("t", {"a": DONE}),
        lane.sweep,
        lambda: lane.peek("b"),
        lane.stats,
        lambda: lane.forget("c"),
    ]
    for call in calls:
        raw.script_flush()
        assert call() is not None

    counters = lane.stats().counters
    assert (counters.opened, counters.completed, counters.forgotten) == (3, 1, 1)


def test_a_waiting_key_missing_from_due_is_put_back_by_reconcile(
    lane: LaneClient, raw: "redis.Redis"
) -> None:
    lane.submit("a", b"x")
    _delete(raw, "due")
    assert lane.claim(1, "t") == []

    assert lane.submit("a", if_absent=True, delay_ms=0) is SubmitOutcome.KNOWN

    assert [run.payload for run in lane.claim(1, "t")] == [b"x"]


def test_a_held_key_missing_from_held_is_put_back_by_reconcile(lane: LaneClient, raw: "redis.Redis") -> None:
    lane.submit("a", b"x")
    lane.claim(1, "t")
    _delete(raw, "held")

    assert lane.submit("a", if_absent=True, delay_ms=0) is SubmitOutcome.KNOWN

    assert lane.sweep().returned == 1
    assert [run.payload for run in lane.claim(1, "t2")] == [b"x"]


def test_a_dead_key_missing_from_dead_is_put_back_by_reconcile(
    lane: LaneClient, raw: "redis.Redis", bring_to: Callable[[str, EntryState], None]
) -> None:
    bring_to("a", EntryState.DEAD)
    _delete(raw, "dead")

    assert lane.submit("a", if_absent=True, delay_ms=0) is SubmitOutcome.DEAD

    assert lane.stats().gauges.dead == 1


def test_keys_without_entries_do_not_stop_a_lane(
    lane: LaneClient, make_lane: Callable[..., LaneClient], wait_until: Callable[..., Any], raw: "redis.Redis"
) -> None:
    hasty = make_lane(lease_ms=1)
    lane.submit("held")
    hasty.claim(1, "t")
    lane.submit("waits")
    _delete(raw, "entries")
    wait_until(lambda: lane.stats().gauges.overdue == 1, 5, "the lease ended")

    assert lane.sweep().ended == 0
    assert lane.claim(10, "t2") == []
    assert lane.stats().gauges.waiting == lane.stats().gauges.held == 0
    assert lane.submit("waits", if_absent=True) is SubmitOutcome.OPENED
    assert [run.key for run in lane.claim(10, "t3")] == ["waits"]


def test_a_claim_that_lost_its_entries_is_not_answered_those_of_another(
    lane: LaneClient, raw: "redis.Redis"
) -> None:
    lane.submit("a")
    lane.claim(1, "t1")
    _delete(raw, "entries")
    lane.submit("a")
    assert len(lane.claim(1, "t2")) == 1

    assert lane.claim(1, "t1") == []
    assert lane.settle("t1", {"a": DONE}) == {"a": SettleOutcome.SUPERSEDED}
    assert lane.settle("t2", {"a": DONE}) == {"a": SettleOutcome.SETTLED}
    assert raw.keys("*:claims") == []


def test_a_lane_leaves_nothing_but_its_stats_when_all_is_done(lane: LaneClient, raw: "redis.Redis") -> None:
    lane.submit_many([(f"k{i}", b"") for i in range(10)])
    (poke_id,) = lane.poke(10, HOUR_MS, 1).ids
    runs = lane.claim(10, "t", poke_id)
    lane.settle("t", {run.key: DONE for run in runs})

    assert {name.rpartition(b":")[2] for name in raw.scan_iter()} == {b"stats", b"settled"}


def test_nothing_of_a_lane_expires(
    lane: LaneClient, raw: "redis.Redis", bring_to: Callable[[str, EntryState], None]
) -> None:
    for key, state in [("h", EntryState.HELD), ("d", EntryState.DEAD), ("w", EntryState.WAITING)]:
        bring_to(key, state)
    lane.submit("due")
    lane.poke(1, HOUR_MS, 1)

    names = raw.keys()

    assert len(names) == 8
    assert {raw.ttl(name) for name in names} == {-1}


def _delete(raw: "redis.Redis", name: str) -> None:
    assert raw.delete(*raw.keys(f"*:{name}")) == 1
