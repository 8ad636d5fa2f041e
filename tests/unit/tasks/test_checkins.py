"""Signatures: equal for equal inputs however they came about, different for anything that a formula reads."""

from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.batch import CheckInInputs, DayHistory
from storage.assessments import StoredCheckIn
from tasks import checkins
from tasks.checkins import signature


def check_in(
    inputs: tuple[Any, ...] = CheckInInputs(), history: tuple[Any, ...] = ([],) * 5
) -> StoredCheckIn:
    return StoredCheckIn("key", UUID(int=1), 1, None, None, None, tuple(inputs), history)


numbers = st.none() | st.floats(0, 300)
inputs = st.fixed_dictionaries(
    {
        "hrv_rmssd": numbers,
        "hrv_quality": st.sampled_from([None, "GOOD", "POOR"]),
        "resting_hr": numbers,
        "mood": st.none() | st.integers(1, 10),
    }
).map(lambda given: CheckInInputs(**given))
days = st.lists(st.tuples(st.integers(1, 30), numbers, st.sampled_from([None, "GOOD"]), numbers, numbers))


def parallel(rows: list[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple([row[place] for row in rows] for place in range(len(DayHistory._fields)))


@given(inputs, days, inputs, days)
def test_signatures_are_equal_exactly_when_what_is_read_is_equal(
    one: CheckInInputs, one_days: list[Any], other: CheckInInputs, other_days: list[Any]
) -> None:
    mine, theirs = check_in(one, parallel(one_days)), check_in(other, parallel(other_days))
    is_same = (mine.inputs, mine.history) == (theirs.inputs, theirs.history)
    assert (signature(mine) == signature(theirs)) is is_same
    assert signature(mine) == signature(deepcopy(mine))


@pytest.mark.parametrize("name", CheckInInputs._fields)
def test_every_input_counts(name: str) -> None:
    value = "SUPINE" if name in {"hrv_quality", "hrv_position"} else 5
    assert signature(check_in(CheckInInputs(**{name: value}))) != signature(check_in())


def test_equal_texts_are_equal_wherever_they_come_from() -> None:
    """A text from the source is shared in memory, one from a database is not."""
    fresh = b"GOOD".decode()
    assert fresh is not "GOOD"  # noqa: F632  the same text, another object
    assert signature(check_in(CheckInInputs(hrv_quality=fresh))) == signature(
        check_in(CheckInInputs(hrv_quality="GOOD"))
    )


def test_what_is_not_read_by_a_formula_does_not_count() -> None:
    moved_on = replace(check_in(), revision=7, reusable_signature=b"x" * 16)
    assert signature(moved_on) == signature(check_in())


def test_other_rules_have_other_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature(check_in())
    monkeypatch.setattr(checkins, "ENGINE", "another-2")
    assert signature(check_in()) != before
