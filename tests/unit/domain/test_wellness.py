"""Wellness: scales, weights, missing answers, and every edge of the flags."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.flags import flags_of
from domain.wellness import ITEMS, assess_wellness, hours_to_five, to_five

WEIGHTS = {
    "sleep_quality": 20,
    "sleep_hours": 15,
    "energy_level": 20,
    "muscle_soreness": 15,
    "stress": 15,
    "mood": 10,
    "injury_pain": 5,
}
INVERTED = {"muscle_soreness", "stress", "injury_pain"}

#: Hours of sleep in half hours, and what they are on the scale of five.
HOURS = (
    {h / 2: 1 if h < 8 else 2 if h < 10 else 3 if h < 12 else 4 if h < 14 else 5 for h in range(19)}
    | {9.5: 4, 10.0: 3, 10.5: 3}
    | {h / 2: 2 for h in range(22, 29)}
)

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(sorted(HOURS)) if name == "sleep_hours" else st.integers(1, 10)
        for name in WEIGHTS
    },
)


def test_weights_are_the_products() -> None:
    assert {item.column: item.weight for item in ITEMS} == WEIGHTS
    assert {item.column for item in ITEMS if item.high_is_bad} == INVERTED


def test_one_to_ten_becomes_one_to_five() -> None:
    assert to_five(np.arange(1.0, 11.0)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_inverted_answers_mirror_the_scale() -> None:
    answers = np.arange(1.0, 11.0)
    np.testing.assert_array_equal(to_five(11 - answers), 6 - to_five(answers))


@pytest.mark.parametrize(
    ("hours", "five"),
    [
        (0, 1),
        (3.9, 1),
        (4, 2),
        (4.9, 2),
        (5, 3),
        (5.9, 3),
        (6, 4),
        (6.9, 4),
        (7, 5),
        (9, 5),
        (9.1, 4),
        (9.9, 4),
        (10, 3),
        (10.9, 3),
        (11, 2),
        (14, 2),
    ],
)
def test_hours_of_sleep_to_five(hours: float, five: int) -> None:
    assert hours_to_five(np.array([hours])).tolist() == [five]


def test_the_best_and_the_worst_day(one: Any, best_answers: dict[str, float]) -> None:
    best = assess_wellness(one(**best_answers))
    assert (best.score.tolist(), best.status, best.lowest) == ([10.0], ["EXCELLENT"], [None])
    worst = {name: 10 if name in INVERTED else 1 for name in WEIGHTS} | {"sleep_hours": 0}
    assert assess_wellness(one(**worst)).score.tolist() == [0.0]
    assert assess_wellness(one(**worst)).status == ["VERY_POOR"]


def test_the_form_as_it_opens(one: Any) -> None:
    defaults = {
        "sleep_quality": 5,
        "sleep_hours": 7,
        "energy_level": 5,
        "muscle_soreness": 1,
        "stress": 1,
        "mood": 5,
        "injury_pain": 1,
    }
    wellness = assess_wellness(one(**defaults))
    # The middle (50) for quality, energy and mood, which weigh half; the best for the rest.
    assert (wellness.score.tolist(), wellness.status) == ([7.5], ["GOOD"])


@pytest.mark.parametrize(
    ("answers", "score", "status"),
    [
        ({"sleep_quality": 1}, 8.0, "EXCELLENT"),
        ({"sleep_quality": 1, "injury_pain": 4}, 7.9, "GOOD"),
        ({"sleep_quality": 1, "stress": 10}, 6.5, "GOOD"),
        ({"sleep_quality": 1, "stress": 10, "injury_pain": 3}, 6.4, "FAIR"),
        ({"sleep_quality": 1, "stress": 10, "muscle_soreness": 10}, 5.0, "FAIR"),
        ({"sleep_quality": 1, "stress": 10, "muscle_soreness": 10, "injury_pain": 4}, 4.9, "POOR"),
        ({"sleep_quality": 1, "energy_level": 1, "stress": 10, "mood": 1}, 3.5, "POOR"),
        (
            {"sleep_quality": 1, "energy_level": 1, "stress": 10, "mood": 1, "injury_pain": 4},
            3.4,
            "VERY_POOR",
        ),
    ],
)
def test_edges_of_the_status(
    one: Any, best_answers: dict[str, float], answers: dict[str, float], score: float, status: str
) -> None:
    wellness = assess_wellness(one(**best_answers | answers))
    assert (wellness.score.tolist(), wellness.status) == ([score], [status])


def _expected_score(answers: dict[str, float]) -> tuple[float | None, float]:
    """Score and coverage in exact fractions, straight from the tables."""
    weight = sum(WEIGHTS[name] for name in answers)
    points = Fraction(0)
    for name, answer in answers.items():
        five = HOURS[answer] if name == "sleep_hours" else -(-int(answer) // 2)
        good = 6 - five if name in INVERTED else five
        points += Fraction(WEIGHTS[name] * (good - 1), 4)
    if weight < 50:
        return None, weight / 100
    exact = points * 10 / weight
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(decimal.quantize(Decimal("0.1"), ROUND_HALF_UP)), weight / 100


@given(ANSWERS)
def test_equals_exact_arithmetic_for_any_answers(one: Any, answers: dict[str, float]) -> None:
    score, coverage = _expected_score(answers)
    wellness = assess_wellness(one(**answers))
    assert wellness.coverage.tolist() == [coverage]
    if score is None:
        assert np.isnan(wellness.score).all()
        assert wellness.status == [None]
    else:
        assert wellness.score.tolist() == [score]


def test_half_of_the_weight_is_enough(one: Any) -> None:
    half = assess_wellness(one(sleep_quality=9, sleep_hours=8, energy_level=9))  # 20 + 15 + 20
    assert (half.score.tolist(), half.coverage.tolist()) == ([10.0], [0.55])
    exactly = assess_wellness(one(sleep_quality=9, energy_level=9, mood=9))  # 20 + 20 + 10
    assert (exactly.score.tolist(), exactly.coverage.tolist()) == ([10.0], [0.5])
    below = assess_wellness(one(sleep_quality=9, muscle_soreness=1, mood=9))  # 20 + 15 + 10
    assert np.isnan(below.score).all()
    assert (below.status, below.coverage.tolist()) == ([None], [0.45])


def _codes(wellness: Any, which: str) -> dict[str, str]:
    return {flag["code"]: flag["severity"] for flag in flags_of(getattr(wellness, which)(), 1)[0]}


@pytest.mark.parametrize(
    ("answers", "red", "yellow"),
    [
        ({"sleep_quality": 2}, {"SLEEP_QUALITY_VERY_LOW": "WARNING"}, set()),
        ({"sleep_quality": 3}, {}, {"SLEEP_QUALITY_LOW"}),
        ({"sleep_quality": 4}, {}, {"SLEEP_QUALITY_LOW"}),
        ({"sleep_quality": 5}, {}, set()),
        ({"energy_level": 2}, {"ENERGY_VERY_LOW": "WARNING"}, set()),
        ({"energy_level": 4}, {}, {"ENERGY_LOW"}),
        ({"energy_level": 5}, {}, set()),
        ({"muscle_soreness": 9}, {"SORENESS_VERY_HIGH": "WARNING"}, set()),
        ({"muscle_soreness": 7}, {}, {"SORENESS_HIGH"}),
        ({"muscle_soreness": 6}, {}, set()),
        ({"stress": 9}, {"STRESS_VERY_HIGH": "WARNING"}, set()),
        ({"stress": 7}, {}, {"STRESS_HIGH"}),
        ({"stress": 6}, {}, set()),
        ({"mood": 1}, {}, {"MOOD_LOW"}),
        ({"mood": 4}, {}, {"MOOD_LOW"}),
        ({"mood": 5}, {}, set()),
        ({"sleep_hours": 4.9}, {"SLEEP_UNDER_FIVE_HOURS": "CRITICAL"}, {"SLEEP_UNDER_SIX_HOURS"}),
        ({"sleep_hours": 5}, {}, {"SLEEP_UNDER_SIX_HOURS"}),
        ({"sleep_hours": 5.9}, {}, {"SLEEP_UNDER_SIX_HOURS"}),
        ({"sleep_hours": 6}, {}, set()),
        ({"injury_pain": 10}, {}, set()),
    ],
)
def test_edges_of_the_flags(
    one: Any, answers: dict[str, float], red: dict[str, str], yellow: set[str]
) -> None:
    wellness = assess_wellness(one(**answers))
    assert _codes(wellness, "red_flags") == red
    assert set(_codes(wellness, "yellow_flags")) == yellow


def test_flags_carry_the_answer_as_it_was_given(one: Any) -> None:
    wellness = assess_wellness(one(stress=8, sleep_hours=5.5))
    values = [flag["values"] for flag in flags_of(wellness.yellow_flags(), 1)[0]]
    assert values == [{"answer": 8.0}, {"hours": 5.5}]


def test_nothing_answered_raises_nothing(one: Any) -> None:
    wellness = assess_wellness(one())
    assert _codes(wellness, "red_flags") == {}
    assert _codes(wellness, "yellow_flags") == {}
    assert (wellness.coverage.tolist(), wellness.lowest) == ([0.0], [None])


@pytest.mark.parametrize(
    ("answers", "lowest"),
    [({"stress": 8, "mood": 3}, "stress"), ({"stress": 8, "mood": 2}, "mood"), ({"stress": 6}, None)],
)
def test_the_lowest_answer_is_named(
    one: Any, best_answers: dict[str, float], answers: dict[str, float], lowest: str | None
) -> None:
    assert assess_wellness(one(**best_answers | answers)).lowest == [lowest]
