"""Lanes: policies that make sense, and the pause after a failure."""

import re
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalescing.errors import InvalidLaneError
from coalescing.lanes import Lane


def lane_with(**policy: Any) -> Lane:
    return Lane(**({"name": "x", "queue": "x", "key_form": "any", "window_ms": 0, "batch": 1} | policy))


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"window_ms": -1}, "window_ms is -1, and must be a whole number, at least 0"),
        ({"window_ms": 0.5}, "window_ms is 0.5"),
        ({"batch": 0}, "batch is 0, and must be a whole number, at least 1"),
        ({"batch": True}, "batch is True"),
        ({"lease_ms": 0}, "lease_ms is 0"),
        ({"max_attempts": 0}, "max_attempts is 0"),
        ({"max_crashes": 0}, "max_crashes is 0"),
        ({"backoff_base_ms": 0}, "backoff_base_ms is 0"),
        ({"backoff_base_ms": 10, "backoff_cap_ms": 9}, "backoff_cap_ms is 9, and must not be below"),
        ({"name": ""}, "name is ''"),
        ({"name": "a:b"}, "name is 'a:b'"),
        ({"name": "{a}"}, "letters and digits"),
        ({"queue": ""}, "queue is '', and must not be empty"),
        ({"key_form": ""}, "key_form is ''"),
        (
            {"handler": "tasks.checkins"},
            "handler is 'tasks.checkins', and must be of the form module:function",
        ),
        ({"mode": "sliding"}, "mode is 'sliding', and must be one of window, debounce"),
        ({"payload": "last"}, "payload is 'last', and must be one of latest, first, merge, append"),
        ({"merge_max": "revision"}, "merge_max is 'revision', and must be a tuple of names"),
        ({"mode": "debounce", "window_ms": 5}, "max_wait_ms is None, and must be at least window_ms, 5"),
        ({"mode": "debounce", "window_ms": 5, "max_wait_ms": 4}, "max_wait_ms is 4"),
        ({"mode": "debounce", "window_ms": 0, "max_wait_ms": 4}, "window_ms is 0, and must be over 0"),
        ({"name": 5}, "lane 5: name is 5, and must be text"),
        ({"queue": 7}, "queue is 7, and must be text"),
        ({"key_form": None}, "key_form is None, and must be text"),
        ({"handler": 3}, "handler is 3, and must be text of the form module:function, or None"),
        ({"window_ms": "5"}, "window_ms is '5', and must be a whole number"),
        ({"backoff_cap_ms": "5"}, "backoff_cap_ms is '5', and must be a whole number"),
        ({"max_inputs": 2.5}, "max_inputs is 2.5, and must be a whole number, or None"),
        ({"max_inputs": True}, "max_inputs is True, and must be a whole number, or None"),
        (
            {"mode": "debounce", "window_ms": 5, "max_wait_ms": 1500.5},
            "max_wait_ms is 1500.5, and must be a whole number, or None",
        ),
        ({"leading": "no", "window_ms": 5}, "leading is 'no', and must be True or False"),
        ({"leading": 1, "window_ms": 5}, "leading is 1, and must be True or False"),
        ({"mode": 5}, "mode is 5, and must be one of window, debounce"),
        ({"payload": ["merge"]}, "payload is ['merge'], and must be one of"),
        ({"merge_max": ("n", 5)}, "merge_max is ('n', 5), and must be a tuple of names"),
        ({"max_inputs": 1}, "max_inputs is 1, and must be at least 2"),
        ({"window_ms": 5, "max_wait_ms": 5}, "max_wait_ms is 5, and is for mode debounce"),
        ({"window_ms": 0, "leading": True}, "window_ms is 0, and must be over 0 for a leading run"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_its_field_value_and_rule(
    policy: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidLaneError, match=re.escape(said)):
        lane_with(**policy)


def test_how_long_a_burst_may_wait_and_a_key_rests() -> None:
    assert lane_with(window_ms=5).longest_wait_ms == 5
    assert lane_with(window_ms=5, mode="debounce", max_wait_ms=20).longest_wait_ms == 20
    assert lane_with(window_ms=5).rest_ms == 0
    assert lane_with(window_ms=5, leading=True).rest_ms == 5


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
