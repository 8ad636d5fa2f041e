"""What a submit does to an entry, in each of its states."""

from collections.abc import Callable

import pytest

from coalescing.errors import InvalidKeyError, PayloadTooLargeError
from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState, SubmitOutcome
from coalescing.submission import MAX_PAYLOAD_BYTES
from coalescing.verdicts import Dead, Retry

pytestmark = pytest.mark.integration

HOUR_MS = 3_600_000
BringTo = Callable[[str, EntryState], None]


def test_an_absent_key_opens_a_window(make_lane: Callable[..., LaneClient]) -> None:
    lane = make_lane(window_ms=3_000)

    assert lane.submit("a:1", b"first") is SubmitOutcome.OPENED

    entry = lane.peek("a:1")
    assert entry.state is EntryState.WAITING
    assert entry.payload == b"first"
    assert entry.due_ms == entry.first_submit_ms + 3_000
    assert lane.claim(10, "t") == []


def test_a_waiting_key_takes_the_latest_payload_and_keeps_its_due_time(
    make_lane: Callable[..., LaneClient],
) -> None:
    lane = make_lane(window_ms=3_000)
    lane.submit("a:1", b"first")
    opened = lane.peek("a:1")

    assert lane.submit("a:1", b"second") is SubmitOutcome.COALESCED
    assert lane.submit("a:1", b"third", delay_ms=0) is SubmitOutcome.COALESCED

    entry = lane.peek("a:1")
    assert entry.payload == b"third"
    assert (entry.first_submit_ms, entry.due_ms) == (opened.first_submit_ms, opened.due_ms)
    assert entry.generation == 3
    assert lane.stats().gauges.waiting == 1


def test_a_burst_is_one_run_on_the_last_input(lane: LaneClient) -> None:
    for i in range(50):
        lane.submit("a:1", b"%d" % i)

    (run,) = lane.claim(10, "t")

    assert (run.key, run.payload, run.generation, run.attempt) == ("a:1", b"49", 50, 1)


def test_a_held_key_is_overtaken(lane: LaneClient, bring_to: BringTo) -> None:
    bring_to("a", EntryState.HELD)

    assert lane.submit("a", b"new") is SubmitOutcome.OVERTAKEN

    entry = lane.peek("a")
    assert entry.state is EntryState.HELD
    assert entry.is_overtaken
    assert (entry.payload, entry.next_payload) == (b"old", b"new")
    assert entry.claimed_ms <= entry.first_submit_ms <= entry.claimed_ms + 60_000
    assert lane.claim(10, "other") == []


def test_a_dead_key_is_revived_with_fresh_attempts(lane: LaneClient, bring_to: BringTo) -> None:
    bring_to("a", EntryState.DEAD)

    assert lane.submit("a", b"new") is SubmitOutcome.REVIVED

    (run,) = lane.claim(10, "t2")
    assert (run.payload, run.attempt, run.crashes) == (b"new", 1, 0)
    assert lane.stats().gauges.dead == 0


def test_a_key_that_backs_off_gets_fresh_attempts_and_an_earlier_due_time(lane: LaneClient) -> None:
    lane.submit("a", b"old")
    lane.claim(1, "t1")
    lane.settle("t1", {"a": Retry(HOUR_MS, "down")})
    assert lane.peek("a").attempts == 1

    assert lane.submit("a", b"new") is SubmitOutcome.COALESCED

    (run,) = lane.claim(1, "t2")
    assert (run.payload, run.attempt) == (b"new", 1)


def test_a_key_that_backs_off_is_not_made_later_by_a_submit(make_lane: Callable[..., LaneClient]) -> None:
    now, later = make_lane(), make_lane(window_ms=HOUR_MS)
    now.submit("a", b"old")
    now.claim(1, "t1")
    now.settle("t1", {"a": Retry(0, "down")})
    due_ms = now.peek("a").due_ms

    assert later.submit("a", b"new") is SubmitOutcome.COALESCED

    assert now.peek("a").due_ms == due_ms


def test_if_absent_opens_an_absent_key_at_once(make_lane: Callable[..., LaneClient]) -> None:
    lane = make_lane(window_ms=HOUR_MS)

    assert lane.submit("a", b"owed", if_absent=True, delay_ms=0) is SubmitOutcome.OPENED

    assert [run.payload for run in lane.claim(1, "t")] == [b"owed"]


@pytest.mark.parametrize("state", [EntryState.WAITING, EntryState.HELD, EntryState.DEAD])
def test_if_absent_leaves_any_other_key_as_it_is(
    lane: LaneClient, bring_to: BringTo, state: EntryState
) -> None:
    bring_to("a", state)
    before = lane.peek("a")

    outcome = lane.submit("a", b"reconciled", if_absent=True, delay_ms=0)

    assert outcome is (SubmitOutcome.DEAD if state is EntryState.DEAD else SubmitOutcome.KNOWN)
    assert lane.peek("a") == before


def test_many_are_submitted_in_order_and_more_than_one_pipeline(lane: LaneClient) -> None:
    inputs = [(f"k{i % 700}", b"%d" % i) for i in range(1_400)]

    outcomes = lane.submit_many(inputs)

    assert outcomes == [SubmitOutcome.OPENED] * 700 + [SubmitOutcome.COALESCED] * 700
    assert lane.peek("k699").payload == b"1399"


def test_the_largest_payload_passes_unchanged_and_a_larger_one_is_refused(lane: LaneClient) -> None:
    largest = bytes(range(256)) * (MAX_PAYLOAD_BYTES // 256)
    lane.submit("a", largest)

    with pytest.raises(PayloadTooLargeError, match="65537 bytes"):
        lane.submit("a", largest + b"!")

    assert lane.claim(1, "t")[0].payload == largest


@pytest.mark.parametrize("key", ["", "k" * 513])
def test_a_key_that_is_empty_or_too_long_is_refused(lane: LaneClient, key: str) -> None:
    with pytest.raises(InvalidKeyError):
        lane.submit(key)
    with pytest.raises(InvalidKeyError):
        lane.submit_many([(key, b"")])
    assert lane.stats().gauges.waiting == 0


def test_keys_are_opaque(lane: LaneClient) -> None:
    keys = ["{x}", "a b", "ключ", "a:2026-01-31", "-inf", "'\"\n"]
    lane.submit_many([(key, key.encode()) for key in keys])

    runs = lane.claim(10, "t")

    assert {run.key: run.payload for run in runs} == {key: key.encode() for key in keys}


def test_a_revived_key_remembers_no_old_failure(lane: LaneClient, bring_to: BringTo) -> None:
    bring_to("a", EntryState.DEAD)
    lane.submit("a", b"new")
    lane.claim(1, "t2")

    lane.settle("t2", {"a": Dead("again")})

    entry = lane.peek("a")
    assert (entry.state, entry.reason, entry.attempts) == (EntryState.DEAD, "again", 1)
