"""Signatures: equal for equal inputs however they came about, different for anything that a formula reads."""

from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.batch import CheckInInputs
from domain.circumstances import Circumstances
from domain.history import DayHistory
from storage.assessments import StoredCheckIn
from tasks import assessing
from tasks.assessing import signature


def check_in(
    inputs: tuple[Any, ...] = CheckInInputs(),
    history: bytes = b"",
    around: tuple[Any, ...] = tuple(Circumstances()),
) -> StoredCheckIn:
    return StoredCheckIn("key", UUID(int=1), 1, None, None, None, tuple(inputs), around, history)


numbers = st.none() | st.floats(0, 300)
inputs = st.fixed_dictionaries(
    {
        "hrv_rmssd": numbers,
        "hrv_quality": st.sampled_from([None, "GOOD", "POOR"]),
        "resting_hr": numbers,
        "mood": st.none() | st.integers(1, 10),
    }
).map(lambda given: CheckInInputs(**given))
days = st.lists(st.tuples(st.integers(1, 66), numbers)).map(
    lambda rows: DayHistory([day for day, _ in rows], [hrv for _, hrv in rows]).pack()
)
circumstances = st.tuples(
    st.sampled_from(["percent", "individual"]),
    st.sampled_from([None, "NORWEGIAN"]),
    numbers,
    st.sampled_from([None, {}, {"2": {"seconds": 60.0, "sources": {"MANUAL": 1}}}]),
)


@given(inputs, days, circumstances, inputs, days, circumstances)
def test_signatures_are_equal_exactly_when_what_is_read_is_equal(
    one: CheckInInputs, one_days: bytes, here: Any, other: CheckInInputs, other_days: bytes, there: Any
) -> None:
    mine, theirs = check_in(one, one_days, here), check_in(other, other_days, there)
    is_same = (one, one_days, here) == (other, other_days, there)
    assert (signature(mine) == signature(theirs)) is is_same
    assert signature(mine) == signature(deepcopy(mine))


@pytest.mark.parametrize("name", CheckInInputs._fields)
def test_every_input_counts(name: str) -> None:
    words = {"hrv_quality", "hrv_position", "hrv_protocol", "cycle_phase"}
    value: Any = "SUPINE" if name in words else 5
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
    monkeypatch.setattr(assessing, "ENGINES", ("percent-2", "another-2"))
    assert signature(check_in()) != before
