"""The audit finds nothing where all is well, and names every fault where it is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ops.demo.audit import Evidence, Expected, Fault, audit
from ops.demo.recompute import past_of, recompute
from ops.demo.squad import Member
from ops.demo.writes import merged
from storage.ledger import Debt
from storage.models import INPUT_COLUMNS

THEN = datetime(2026, 3, 16, tzinfo=UTC)


@pytest.fixture
def expected(squad: list[Member], answer: Callable[..., Any]) -> Expected:
    """Two writes, of which the second decides."""
    member = next(m for m in squad if "hrv_rmssd" in m.morning and sum(1 for _ in m.history()) > 40)
    inputs = {**member.morning, "mood": 9, "energy_level": 8}
    answers = [
        answer(key=member.key, revision=1, **{**inputs, "mood": 2}),
        answer(key=member.key, revision=2, **inputs),
    ]
    return Expected(key=member.key, inputs=inputs, past=past_of(member), revision=2, answers=answers)


@pytest.fixture
def evidence(expected: Expected) -> Evidence:
    """As it has to be."""
    yes_or_no = ("is_illness", "rehab_exercises_done", "request_physio_contact")
    nothing: dict[str, Any] = {name: False if name in yes_or_no else None for name in INPUT_COLUMNS}
    row = {
        **nothing,
        **expected.inputs,
        **recompute([expected.inputs], [expected.past])[0],
        "revision": 2,
        "assessed_revision": 2,
    }
    debt = Debt("checkins", expected.key, 2, 2, THEN, THEN, None, None)
    return Evidence(rows={expected.key: row}, debts={expected.key: debt}, receipts={expected.key: "done"})


def with_row(evidence: Evidence, key: str, **columns: Any) -> Evidence:
    return replace(evidence, rows={key: {**evidence.rows[key], **columns}})


def faults(expected: Expected, evidence: Evidence) -> dict[Fault, str]:
    return {finding.fault: finding.text for finding in audit([expected], evidence)}


def test_nothing_is_found_where_all_is_well(expected: Expected, evidence: Evidence) -> None:
    assert audit([expected], evidence) == []


@pytest.mark.parametrize("missing", ["rows", "debts"])
def test_what_is_gone_is_lost(expected: Expected, evidence: Evidence, missing: str) -> None:
    assert list(faults(expected, replace(evidence, **{missing: {}}))) == [Fault.LOST]


def test_an_input_that_is_not_the_last_one_is_lost(expected: Expected, evidence: Evidence) -> None:
    found = faults(expected, with_row(evidence, expected.key, mood=2))
    assert "mood is 2 instead of 9" in found[Fault.LOST]


def test_an_input_that_nobody_sent_is_found(expected: Expected, evidence: Evidence) -> None:
    assert Fault.LOST in faults(expected, with_row(evidence, expected.key, is_illness=True))
    assert Fault.LOST in faults(expected, with_row(evidence, expected.key, athlete_notes="who wrote this?"))


def test_a_revision_that_was_acknowledged_must_be_there(expected: Expected, evidence: Evidence) -> None:
    found = faults(expected, with_row(evidence, expected.key, revision=1, assessed_revision=1))
    assert "revision 2 was acknowledged" in found[Fault.LOST]


def test_a_result_of_an_older_write_is_found_and_named(expected: Expected, evidence: Evidence) -> None:
    older = merged({}, expected.answers[0].write)
    stale = recompute([older], [expected.past])[0]
    found = faults(expected, with_row(evidence, expected.key, **stale))
    assert found == {Fault.OTHER_INPUT: "the result is that of write 1 of 2"}


def test_any_other_difference_in_the_result_is_named(expected: Expected, evidence: Evidence) -> None:
    found = faults(expected, with_row(evidence, expected.key, readiness_score=0.1))
    assert found[Fault.OTHER_INPUT].startswith("readiness_score is 0.1 instead of ")


def test_what_is_still_owed_is_stale(expected: Expected, evidence: Evidence) -> None:
    owed = replace(evidence.debts[expected.key], done_revision=1)
    assert list(faults(expected, replace(evidence, debts={expected.key: owed}))) == [Fault.STALE]
    marked_too_early = with_row(evidence, expected.key, assessed_revision=1)
    assert list(faults(expected, marked_too_early)) == [Fault.STALE]


def test_what_was_given_up_is_dead(expected: Expected, evidence: Evidence) -> None:
    dead = replace(evidence.debts[expected.key], done_revision=1, dead_at=THEN, last_error="ValueError: no")
    found = faults(expected, replace(evidence, debts={expected.key: dead}))
    assert "ValueError: no" in found[Fault.DEAD]


@pytest.mark.parametrize("receipts", [{}, {"other": "done"}])
def test_a_receipt_that_is_not_answered_is_a_fault(
    expected: Expected, evidence: Evidence, receipts: dict[str, str]
) -> None:
    assert list(faults(expected, replace(evidence, receipts=receipts))) == [Fault.STALE]


def test_a_receipt_that_says_waiting_is_a_fault(expected: Expected, evidence: Evidence) -> None:
    found = faults(expected, replace(evidence, receipts={expected.key: "waiting"}))
    assert found == {Fault.STALE: "its receipt says 'waiting'"}
