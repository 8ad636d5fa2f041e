"""Lanes: policies that make sense, and the pause after a failure."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalescing.errors import InvalidLaneError, UnknownLaneError
from coalescing.lanes import CHECKINS, LANES, Lane, lane_named


def lane_with(**policy: int) -> Lane:
    return Lane(**({"name": "x", "queue": "x", "key_form": "any", "window_ms": 0, "batch": 1} | policy))


def test_a_lane_is_found_by_its_name() -> None:
    assert lane_named("checkins") is CHECKINS
    assert all(name == lane.name for name, lane in LANES.items())


def test_an_unknown_lane_is_named_beside_the_known_ones() -> None:
    with pytest.raises(UnknownLaneError, match=r"'nope'.*checkins"):
        lane_named("nope")


@pytest.mark.parametrize(
    "policy",
    [
        {"window_ms": -1},
        {"batch": 0},
        {"lease_ms": 0},
        {"max_attempts": 0},
        {"max_crashes": 0},
        {"backoff_base_ms": 0},
        {"backoff_base_ms": 10, "backoff_cap_ms": 9},
        {"name": ""},
        {"name": "a:b"},
        {"name": "{a}"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(policy: dict[str, int]) -> None:
    with pytest.raises(InvalidLaneError):
        lane_with(**policy)


@given(
    base_ms=st.integers(1, 10_000),
    factor=st.integers(1, 1_000),
    attempt=st.integers(1, 10_000),
    seed=st.integers(),
)
def test_backoff_stays_under_its_ceiling(base_ms: int, factor: int, attempt: int, seed: int) -> None:
    cap_ms = base_ms * factor
    lane = lane_with(backoff_base_ms=base_ms, backoff_cap_ms=cap_ms)

    pause_ms = lane.backoff_ms(attempt, Random(seed))

    assert 0 <= pause_ms <= cap_ms
    if attempt < 15:
        assert pause_ms <= base_ms * 2 ** (attempt - 1)


@pytest.mark.parametrize(
    ("attempt", "ceiling_ms"), [(1, 1_000), (2, 2_000), (5, 16_000), (9, 60_000), (500, 60_000)]
)
def test_backoff_uses_the_whole_of_a_ceiling_that_doubles(attempt: int, ceiling_ms: int) -> None:
    lane, rng = lane_with(backoff_base_ms=1_000, backoff_cap_ms=60_000), Random(7)

    pauses_ms = [lane.backoff_ms(attempt, rng) for _ in range(2_000)]

    assert max(pauses_ms) > 0.99 * ceiling_ms
    assert min(pauses_ms) < 0.01 * ceiling_ms
    assert 0.45 * ceiling_ms < sum(pauses_ms) / len(pauses_ms) < 0.55 * ceiling_ms
