"""Each script delivered twice: a lost answer, a retry by the client, a server that thaws."""

from collections.abc import Callable
from typing import Any

import pytest
import redis

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, ExtendOutcome, SettleOutcome, SubmitOutcome
from coalescing.submission import submit_arguments
from coalescing.verdicts import DONE, Dead, Retry

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000


@pytest.fixture
def again(make_lane: Callable[..., LaneClient], twice: Any) -> LaneClient:
    """The same lane as `lane`, through a door that delivers every call twice."""
    return make_lane(twice)


def test_a_submit_counts_once_in_every_state(
    lane: LaneClient, again: LaneClient, bring_to: Callable[[str, EntryState], None]
) -> None:
    assert again.submit("opened", delay_ms=HOUR_MS) is SubmitOutcome.OPENED
    for key, state in [("w", EntryState.WAITING), ("h", EntryState.HELD), ("d", EntryState.DEAD)]:
        bring_to(key, state)
    assert again.submit("w", b"new") is SubmitOutcome.COALESCED
    assert again.submit("h", b"new") is SubmitOutcome.OVERTAKEN
    assert again.submit("d", b"new") is SubmitOutcome.REVIVED

    assert [lane.peek(key).generation for key in ("opened", "w", "h", "d")] == [1, 2, 2, 2]
    counters = lane.stats().counters
    assert (counters.enqueued, counters.redelivered) == (4 + 3, 4)


def test_a_submit_does_not_overtake_itself(lane: LaneClient, client: ScriptClient) -> None:
    arguments = submit_arguments(lane.lane, "a", b"x", if_absent=False, delay_ms=None)
    client.run(lane._submit, *arguments)
    lane.claim(1, "t")

    code = client.run(lane._submit, *arguments)

    assert SubmitOutcome(code) is SubmitOutcome.OPENED
    assert lane.settle("t", {"a": DONE}) == {"a": SettleOutcome.SETTLED}


def test_a_submit_that_arrives_after_others_does_not_bring_its_payload_back(
    lane: LaneClient, client: ScriptClient
) -> None:
    late = submit_arguments(lane.lane, "a", b"late", if_absent=False, delay_ms=None)
    client.run(lane._submit, *late)
    for payload in (b"1", b"2", b"3"):
        lane.submit("a", payload)

    client.run(lane._submit, *late)

    assert lane.peek("a").payload == b"3"
    assert lane.stats().counters.enqueued == 4


def test_a_submit_that_arrives_after_its_entry_died_does_not_revive_it(
    lane: LaneClient, client: ScriptClient
) -> None:
    arguments = submit_arguments(lane.lane, "a", b"x", if_absent=False, delay_ms=None)
    client.run(lane._submit, *arguments)
    lane.claim(1, "t")
    lane.settle("t", {"a": Dead("no")})

    client.run(lane._submit, *arguments)

    assert lane.peek("a").state is EntryState.DEAD


def test_if_absent_opens_once(lane: LaneClient, again: LaneClient) -> None:
    assert again.submit("a", if_absent=True) is SubmitOutcome.OPENED
    assert again.submit("a", if_absent=True) is SubmitOutcome.KNOWN
    assert lane.peek("a").generation == 1


def test_a_claim_takes_one_batch(lane: LaneClient, again: LaneClient) -> None:
    lane.submit_many([(f"k{i}", b"%d" % i) for i in range(10)])

    runs = again.claim(4, "t")

    assert len(runs) == 4
    assert lane.stats().gauges.held == 4
    assert lane.stats().counters.started == 4
    assert lane.claim(4, "t") == runs
    assert not {run.key for run in lane.claim(10, "u")} & {run.key for run in runs}


def test_a_claim_answers_what_its_token_still_holds(lane: LaneClient) -> None:
    lane.submit_many([(key, b"") for key in "abc"])
    lane.claim(3, "t")
    lane.settle("t", {"a": DONE})
    lane.forget("b")

    assert [run.key for run in lane.claim(3, "t")] == ["c"]


def test_a_repeated_claim_of_an_overtaken_key_still_leads_to_one_more_run(lane: LaneClient) -> None:
    lane.submit("a", b"old")
    (first,) = lane.claim(1, "t")
    lane.submit("a", b"new")

    (repeated,) = lane.claim(1, "t")

    assert repeated.generation == first.generation
    assert lane.settle("t", {"a": DONE}) == {"a": SettleOutcome.RERUN}


def test_a_settle_answers_as_before_and_counts_once(lane: LaneClient, again: LaneClient) -> None:
    keys = ["done", "retry", "dead", "overtaken"]
    lane.submit_many([(key, b"") for key in keys])
    lane.claim(10, "t")
    lane.submit("overtaken", b"new")

    outcomes = again.settle(
        "t", {"done": DONE, "retry": Retry(0, "r"), "dead": Dead("d"), "overtaken": DONE, "unknown": DONE}
    )

    assert outcomes == {
        "done": SettleOutcome.SETTLED,
        "retry": SettleOutcome.SETTLED,
        "dead": SettleOutcome.SETTLED,
        "overtaken": SettleOutcome.RERUN,
        "unknown": SettleOutcome.SUPERSEDED,
    }
    counters = lane.stats().counters
    assert (counters.completed, counters.retried, counters.died) == (1, 1, 1)
    assert (counters.rerun, counters.superseded) == (1, 1)
    assert lane.peek("retry").attempts == 1


def test_a_settle_that_arrives_late_does_not_touch_the_next_run(
    lane: LaneClient, client: ScriptClient
) -> None:
    lane.submit("a", b"old")
    lane.claim(1, "t1")
    settle = ("t1", b"settle-1", "latest", "", "a", 2, 0, "failed")
    assert client.run(lane._settle, *settle) == b"1"
    assert lane.claim(1, "t2")

    assert client.run(lane._settle, *settle) == b"1"

    assert lane.peek("a").token == "t2"
    assert lane.settle("t2", {"a": DONE}) == {"a": SettleOutcome.SETTLED}


def test_repeated_settles_are_remembered_within_a_bound(lane: LaneClient, raw: "redis.Redis") -> None:
    lane.submit("a")
    for i in range(200):
        lane.claim(1, f"t{i}")
        lane.settle(f"t{i}", {"a": Retry(0, "again")})

    (name,) = raw.keys("*:settled")
    assert raw.llen(name) == 128


def test_extend_twice_is_held(lane: LaneClient, again: LaneClient) -> None:
    lane.submit("a")
    lane.claim(1, "t")

    assert again.extend("t", ["a"]) == {"a": ExtendOutcome.HELD}


def test_a_sweep_counts_each_crash_once(
    make_lane: Callable[..., LaneClient], twice: Any, wait_until: Callable[..., Any]
) -> None:
    hasty = make_lane(lease_ms=1)
    hasty.submit("a")
    hasty.claim(1, "t")
    wait_until(lambda: hasty.stats().gauges.overdue == 1, 5, "the lease ended")

    make_lane(twice).sweep()

    assert hasty.peek("a").crashes == 1
    assert hasty.stats().counters.swept == 1


def test_a_poke_registers_once(lane: LaneClient, again: LaneClient, twice: Any) -> None:
    lane.submit_many([(f"k{i}", b"") for i in range(30)])

    pokes = again.poke(10, HOUR_MS, 2)

    assert len(pokes.ids) == 2
    assert twice.first_answer == [0, *(name.encode() for name in pokes.ids)]
    assert lane.stats().gauges.pokes == 2


def test_forget_twice_forgets_one_entry(lane: LaneClient, again: LaneClient) -> None:
    lane.submit("a")

    again.forget("a")

    assert lane.stats().counters.forgotten == 1
