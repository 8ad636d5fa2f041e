"""How an athlete feels, against how that athlete usually feels."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.individual.feeling import ITEMS, Feeling, assess_feeling

GONE = float("nan")
#: In the order of the items: energy, soreness, sleep, mood, stress.
USUAL = (7.0, 4.0, 7.0, 7.0, 4.0)

answers = st.tuples(*[st.integers(1, 10).map(float)] * len(ITEMS))


def judge(today: Any, days: int = 28, usual: Any = USUAL) -> Feeling:
    history = np.full((len(ITEMS), 1, 66), GONE)
    if days:
        history[:, 0, -days:] = np.array(usual)[:, np.newaxis]
    return assess_feeling(np.array(today)[:, np.newaxis], history)


def test_a_usual_day_is_nought() -> None:
    found = judge(USUAL)
    assert (found.score.tolist(), found.z.tolist()) == ([pytest.approx(7)], [pytest.approx(0)])


def test_a_step_down_everywhere_is_one_floor() -> None:
    assert judge((6, 5, 6, 6, 5)).z[0] == pytest.approx(-1)


@pytest.mark.parametrize(("days", "known"), [(9, False), (10, True), (28, True)])
def test_days_that_a_verdict_on_feeling_needs(days: int, known: bool) -> None:
    found = judge(USUAL, days)
    assert found.days.tolist() == [days]
    assert bool(np.isnan(found.z[0])) is not known


@pytest.mark.parametrize(("open_items", "known"), [(2, True), (3, False)])
def test_three_of_five_answers_are_enough(open_items: int, known: bool) -> None:
    found = judge([*USUAL[: 5 - open_items], *[GONE] * open_items])
    assert bool(np.isnan(found.score[0])) is not known
    if known:
        assert found.score[0] == pytest.approx(7)


@pytest.mark.parametrize("nothing", [0.0, 11.0, -1.0])
def test_what_is_off_the_scale_is_missing(nothing: float) -> None:
    assert judge((nothing, *USUAL[1:])).coverage[0] == pytest.approx(0.65)


def test_only_the_28_days_before_count() -> None:
    history = np.full((len(ITEMS), 1, 66), 1.0)
    history[:, 0, -28:] = np.array(USUAL)[:, np.newaxis]
    found = assess_feeling(np.array(USUAL)[:, np.newaxis], history)
    assert (found.days.tolist(), found.z.tolist()) == ([28], [pytest.approx(0)])


def test_the_spread_is_that_of_a_sample() -> None:
    """Ten days of 5 and 9 in turns, whose standard deviation is 2 as a population."""
    low, high = (5.0, 6.0, 5.0, 5.0, 6.0), (9.0, 2.0, 9.0, 9.0, 2.0)
    history = np.full((len(ITEMS), 1, 66), GONE)
    history[:, 0, -10:] = np.array([low, high] * 5).T
    found = assess_feeling(np.array(low)[:, np.newaxis], history)
    assert found.z[0] == pytest.approx(-2 / (2 * (10 / 9) ** 0.5))


@given(today=answers, item=st.integers(0, 4), usual=answers)
def test_a_worse_answer_never_raises_anything(today: Any, item: int, usual: Any) -> None:
    is_bad = list(ITEMS.values())[item][1]
    worse = list(today)
    worse[item] = min(10.0, worse[item] + 1) if is_bad else max(1.0, worse[item] - 1)
    one, other = judge(today, usual=usual), judge(worse, usual=usual)
    assert other.score[0] <= one.score[0] + 1e-12
    assert other.z[0] <= one.z[0] + 1e-12


def test_the_weights_are_a_whole() -> None:
    assert sum(weight for weight, _ in ITEMS.values()) == pytest.approx(1)
