"""The audit: does what is stored follow from what was acknowledged? Every check-in is looked at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.check_in import FIELD_BY_COLUMN, Kind
from domain.history import DayHistory
from ops.demo.burst import Answer
from ops.demo.recompute import recompute
from ops.demo.writes import State, merged
from storage.ledger import Debt
from storage.models import DERIVED_COLUMNS, INPUT_COLUMNS

#: A check-in that says nothing, as it is stored.
_NOTHING: dict[str, Any] = {
    name: False if FIELD_BY_COLUMN[name].kind is Kind.BOOL else None for name in INPUT_COLUMNS
}


class Fault(StrEnum):
    """What may be wrong with a check-in."""

    LOST = "lost"
    STALE = "stale"
    OTHER_INPUT = "assessed from another input"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong."""

    fault: Fault
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A check-in as it has to be."""

    key: str
    #: What is stored after all acknowledged writes.
    inputs: State
    past: DayHistory
    #: Number of its latest acknowledged revision.
    revision: int
    #: What was stored before the writes, and the writes in their order.
    before: State = field(default_factory=dict)
    answers: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found, by key."""

    rows: Mapping[str, Mapping[str, Any]]
    debts: Mapping[str, Debt]
    #: State that the api gives for the receipt of the latest write.
    receipts: Mapping[str, str]


def audit(expected: Sequence[Expected], evidence: Evidence) -> list[Finding]:
    """Everything that is wrong; nothing if all is well."""
    results = recompute([one.inputs for one in expected], [one.past for one in expected])
    return [
        Finding(fault, one.key, text)
        for one, result in zip(expected, results, strict=True)
        for fault, text in _faults(one, result, evidence)
    ]


def _faults(expected: Expected, result: Mapping[str, Any], evidence: Evidence) -> Iterator[tuple[Fault, str]]:
    row, debt = evidence.rows.get(expected.key), evidence.debts.get(expected.key)
    if row is None or debt is None:
        missing = "check-in" if row is None else "entry in the ledger"
        yield Fault.LOST, f"it was acknowledged, and there is no {missing}"
        return
    if wrong := _differing_inputs(expected.inputs, row):
        yield Fault.LOST, f"the last acknowledged write is not what is stored: {wrong}"
    if row["revision"] != expected.revision:
        yield Fault.LOST, f"revision {expected.revision} was acknowledged, {row['revision']} is stored"
    if debt.dead_at is not None:
        yield Fault.DEAD, f"given up: {debt.last_error}"
    elif debt.done_revision < expected.revision or row["assessed_revision"] != row["revision"]:
        done = min(debt.done_revision, row["assessed_revision"] or 0)
        yield Fault.STALE, f"revision {expected.revision} is owed, {done} is done"
    elif {name: row[name] for name in DERIVED_COLUMNS} != result:
        yield Fault.OTHER_INPUT, _whose_result(expected, result, row)
    receipt = evidence.receipts.get(expected.key)
    if expected.answers and receipt != "done":
        yield Fault.STALE, f"its receipt says {receipt!r}"


def _differing_inputs(inputs: State, row: Mapping[str, Any]) -> str:
    wanted = {**_NOTHING, **inputs}
    wrong = [name for name, value in wanted.items() if row[name] != value]
    return ", ".join(f"{name} is {row[name]!r} instead of {wanted[name]!r}" for name in wrong)


def _whose_result(expected: Expected, result: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Say where a wrong result comes from: from one of the earlier writes, as a rule."""
    stored = {name: row[name] for name in DERIVED_COLUMNS}
    state = expected.before
    for number, answer in enumerate(expected.answers, 1):
        state = merged(state, answer.write)
        if recompute([state], [expected.past])[0] == stored:
            return f"the result is that of write {number} of {len(expected.answers)}"
    name = next(name for name in DERIVED_COLUMNS if stored[name] != result[name])
    return f"{name} is {stored[name]!r} instead of {result[name]!r}"
