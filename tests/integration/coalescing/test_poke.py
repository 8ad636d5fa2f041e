"""How many pokes to publish, and how long to sleep."""

from collections.abc import Callable
from typing import Any

import pytest

from coalescing.lane_client import LaneClient
from coalescing.outcomes import Pokes

pytestmark = pytest.mark.integration

MINUTE_MS = 60_000


def fill(lane: LaneClient, n: int) -> None:
    lane.submit_many([(f"k{i}", b"") for i in range(n)])


def test_an_empty_lane_needs_no_poke(lane: LaneClient) -> None:
    assert lane.poke(10, MINUTE_MS, 8) == Pokes((), None)


def test_what_is_not_due_says_how_long_to_sleep(lane: LaneClient) -> None:
    lane.submit("a", delay_ms=MINUTE_MS)
    lane.submit("b", delay_ms=2 * MINUTE_MS)

    ids, next_due_ms = lane.poke(10, MINUTE_MS, 8)

    assert ids == ()
    assert 0 < next_due_ms <= MINUTE_MS


@pytest.mark.parametrize(("due", "at_most", "expected"), [(1, 8, 1), (10, 8, 1), (11, 8, 2), (95, 8, 8)])
def test_pokes_fill_batches_up_to_a_cap(lane: LaneClient, due: int, at_most: int, expected: int) -> None:
    fill(lane, due)

    ids, next_due_ms = lane.poke(10, MINUTE_MS, at_most)

    assert len(set(ids)) == expected
    assert next_due_ms == 0


def test_outstanding_pokes_are_not_published_again(lane: LaneClient) -> None:
    fill(lane, 25)
    assert len(lane.poke(10, MINUTE_MS, 2).ids) == 2

    assert len(lane.poke(10, MINUTE_MS, 8).ids) == 1
    assert lane.poke(10, MINUTE_MS, 8) == Pokes((), 0)
    assert lane.stats().gauges.pokes == 3


def test_a_claim_uses_its_poke_up(lane: LaneClient) -> None:
    fill(lane, 20)
    first, _ = lane.poke(10, MINUTE_MS, 8).ids

    lane.claim(5, "t", poke_id=first)

    assert lane.stats().gauges.pokes == 1
    assert len(lane.poke(10, MINUTE_MS, 8).ids) == 1


def test_a_lost_poke_expires(lane: LaneClient, wait_until: Callable[..., Any]) -> None:
    fill(lane, 1)
    assert len(lane.poke(10, 1, 8).ids) == 1

    wait_until(lambda: lane.stats().gauges.pokes == 0, 5, "the poke expired")
    assert len(lane.poke(10, 1, 8).ids) == 1
    assert lane.stats().counters.poked == 2


def test_a_repeated_call_answers_the_same_ids(lane: LaneClient) -> None:
    fill(lane, 30)
    ids = lane.poke(10, MINUTE_MS, 2, poke_id="p").ids
    assert len(ids) == 2

    assert lane.poke(10, MINUTE_MS, 2, poke_id="p").ids == ids
    assert lane.stats().gauges.pokes == 2
