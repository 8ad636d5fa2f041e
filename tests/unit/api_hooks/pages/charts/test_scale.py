"""Axes: round numbers that hold all values, and places that are in proportion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_hooks.pages.charts.scale import Scale, nice_range, nice_step

VALUES = st.lists(st.floats(0, 1000, allow_nan=False), max_size=40)


@given(values=VALUES, least_span=st.sampled_from([1.0, 20.0]))
def test_every_value_is_within_the_range(values: list[float], least_span: float) -> None:
    ticks, step = nice_range(values, least_span=least_span)
    assert ticks == sorted(ticks)
    assert 2 <= len(ticks) <= 7
    assert step > 0
    assert all(ticks[0] - 1e-6 <= value <= ticks[-1] + 1e-6 for value in values)


def test_what_is_steady_looks_steady() -> None:
    ticks, _ = nice_range([60.0, 60.5], least_span=20.0)
    assert ticks[-1] - ticks[0] >= 20


@pytest.mark.parametrize(("span", "step"), [(1.0, 0.5), (4.0, 1.0), (8.0, 2.0), (40.0, 10.0), (41.0, 20.0)])
def test_steps_are_round(span: float, step: float) -> None:
    assert nice_step(span, 4) == step


def test_places_are_in_proportion() -> None:
    upside_down = Scale(0.0, 10.0, 200.0, 0.0)
    assert [upside_down(value) for value in (0.0, 5.0, 10.0)] == [200.0, 100.0, 0.0]
