"""Answers of other questionnaires keep their meaning: the ends, the order, the direction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.check_in import FIELD_BY_COLUMN, FIELDS, Field
from domain.scales import HIGH_IS_BAD, Scale, is_rating

RATINGS = [field for field in FIELDS if is_rating(field)]
SORENESS, MOOD, HOURS = (FIELD_BY_COLUMN[name] for name in ("muscle_soreness", "mood", "sleep_hours"))

ratings = st.sampled_from(RATINGS)
ends = st.tuples(st.integers(0, 20), st.integers(1, 100)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@pytest.mark.parametrize(
    ("highest", "exact", "stored"),
    [(5, [1, 3.25, 5.5, 7.75, 10], [1, 3, 6, 8, 10]), (7, [1, 2.5, 4, 5.5, 7, 8.5, 10], None)],
)
def test_the_published_maps(highest: int, exact: list[float], stored: list[int] | None) -> None:
    scale = Scale.onto(MOOD, 1, highest, high_is_good=True)
    assert [scale.exactly(value) for value in range(1, highest + 1)] == exact
    assert stored is None or [scale.answer(value) for value in range(1, highest + 1)] == stored


def test_what_is_good_when_high_is_turned_round_where_ours_is_an_amount_of_something_bad() -> None:
    mclean = Scale.onto(SORENESS, 1, 5, high_is_good=True)
    assert [mclean.answer(value) for value in (1, 2, 3, 4, 5)] == [10, 8, 6, 3, 1]
    hooper = Scale.onto(SORENESS, 1, 7, high_is_good=False)
    assert (hooper.answer(1), hooper.answer(7)) == (1, 10)
    assert Scale.onto(MOOD, 1, 7, high_is_good=False).answer(7) == 1


@given(ratings, ends, st.booleans(), st.floats(0, 1))
def test_there_and_back(field: Field, ends: tuple[int, int], high_is_good: bool, share: float) -> None:
    scale = Scale.onto(field, *ends, high_is_good=high_is_good)
    value = ends[0] + share * (ends[1] - ends[0])
    assert scale.back(scale.exactly(value)) == pytest.approx(value)
    assert field.minimum is not None
    assert field.maximum is not None
    assert field.minimum <= scale.answer(value) <= field.maximum


@given(ratings, st.integers(0, 1), st.integers(2, 9), st.booleans())
def test_a_scale_of_at_most_ten_steps_loses_nothing_by_whole_numbers(
    field: Field, lowest: int, highest: int, high_is_good: bool
) -> None:
    scale = Scale.onto(field, lowest, highest, high_is_good=high_is_good)
    for value in range(lowest, highest + 1):
        assert round(scale.back(scale.answer(value))) == value


@given(ratings, ends, st.booleans())
def test_better_there_is_never_worse_here(field: Field, ends: tuple[int, int], high_is_good: bool) -> None:
    scale = Scale.onto(field, *ends, high_is_good=high_is_good)
    from_worst = range(ends[0], ends[1] + 1) if high_is_good else range(ends[1], ends[0] - 1, -1)
    answers = [scale.answer(value) for value in from_worst]
    assert answers == sorted(answers, reverse=field.column in HIGH_IS_BAD)


def test_a_zero_is_missing_only_where_the_scale_has_none() -> None:
    assert Scale.onto(MOOD, 1, 5, high_is_good=True).is_missing(0)
    assert not Scale.onto(MOOD, 0, 10, high_is_good=True).is_missing(0)
    assert not Scale.onto(MOOD, 1, 5, high_is_good=True).is_missing(0.5)


def test_answers_are_on_scales_and_nothing_else_is() -> None:
    assert sorted(field.name for field in RATINGS) == [
        *("energyLevel", "injuryPain", "mood", "muscleSoreness"),
        *("rehabPainAfter", "rehabPainDuring", "sleepQuality", "stress"),
    ]


def test_what_has_no_scale_says_so() -> None:
    with pytest.raises(ValueError, match="sleepHours is no answer on a scale"):
        Scale.onto(HOURS, 1, 5, high_is_good=True)
    with pytest.raises(ValueError, match="5 is not below 1"):
        Scale.onto(MOOD, 5, 1, high_is_good=True)
