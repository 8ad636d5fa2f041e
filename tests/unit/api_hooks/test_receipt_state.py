"""What a receipt says in each state, out of the ledger's row and the entry in Redis."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api_hooks.receipt_state import (
    NOT_REPLAYABLE_YET,
    REPLAYABLE,
    REPLAYABLE_BY_NAME,
    SeenEntry,
    is_settled,
    state_of,
)
from api_hooks.schemas import ReceiptState
from coalescing.outcomes import EntryState, PeekedEntry

OWED_AT = datetime(2026, 3, 14, 6, tzinfo=UTC)
LATER = datetime(2026, 3, 14, 7, tzinfo=UTC)
NOW_MS = 1_773_468_000_000


def row(**fields: Any) -> dict[str, Any]:
    return {
        "lane": "checkins",
        "key": "k",
        "revision": 3,
        "done_revision": 1,
        "owed_at": OWED_AT,
        "done_at": LATER,
        "done_run": "an earlier run",
        "done_attempt": 2,
        "done_lag_ms": 40,
        "last_error": None,
        "dead_at": None,
        "forgotten_at": None,
        "is_paused": False,
        **fields,
    }


def seen(state: EntryState, **fields: Any) -> SeenEntry:
    return SeenEntry(PeekedEntry("k", state, **fields), NOW_MS)


def test_done_says_by_which_run_and_how_late() -> None:
    found = state_of(row(done_revision=3, is_paused=True), 2, None)
    assert (found["state"], found["run"], found["attempt"], found["lagMs"]) == (
        "done",
        "an earlier run",
        2,
        40,
    )
    assert (found["doneAt"], found["paused"], found["reason"]) == (LATER, False, None)


def test_what_is_done_says_nothing_of_the_trouble_of_a_newer_write() -> None:
    troubled = row(dead_at=LATER, last_error="a bad row")
    assert (state_of(troubled, 1, None)["reason"], state_of(troubled, 1, None)["deadAt"]) == (None, None)
    assert state_of(troubled, 2, None)["state"] == "dead"


def test_owed_says_nothing_of_the_run_that_did_an_earlier_write() -> None:
    found = state_of(row(), 3, None)
    assert (found["state"], found["run"], found["attempt"], found["lagMs"]) == ("owed", None, None, None)
    assert (found["doneRevision"], found["doneAt"]) == (1, LATER)


@pytest.mark.parametrize(("due_ms", "in_ms"), [(NOW_MS + 2_300, 2_300), (NOW_MS, 0), (NOW_MS - 9_000, 0)])
def test_waiting_says_when_it_is_due_and_in_how_long(due_ms: int, in_ms: int) -> None:
    found = state_of(row(), 3, seen(EntryState.WAITING, due_ms=due_ms, attempts=1, reason="it stumbled"))
    assert (found["state"], found["dueInMs"], found["attempt"]) == ("waiting", in_ms, 2)
    assert found["dueAt"].timestamp() * 1000 == due_ms
    assert found["reason"] == "it stumbled"


@pytest.mark.parametrize(
    ("entry", "is_shown"),
    [
        (None, True),
        (seen(EntryState.ABSENT), True),
        (seen(EntryState.WAITING, due_ms=NOW_MS), True),
        (seen(EntryState.HELD, claimed_ms=NOW_MS), False),
        (seen(EntryState.DEAD, died_ms=NOW_MS), False),
    ],
)
def test_a_paused_lane_shows_in_what_waits_for_it(entry: SeenEntry | None, is_shown: bool) -> None:
    assert state_of(row(is_paused=True), 3, entry)["paused"] is is_shown
    assert state_of(row(), 3, entry)["paused"] is False


def test_running_says_since_when_and_by_which_run() -> None:
    found = state_of(row(), 3, seen(EntryState.HELD, claimed_ms=NOW_MS - 500, token="run1", attempts=2))
    assert (found["state"], found["run"], found["attempt"]) == ("running", "run1", 3)
    assert found["runningSince"].timestamp() * 1000 == NOW_MS - 500
    assert (found["dueAt"], found["dueInMs"]) == (None, None)


def test_dead_says_why_and_what_can_be_done() -> None:
    dead = row(dead_at=LATER, last_error="a bad row")
    found = state_of(dead, 3, None)
    assert (found["state"], found["reason"], found["deadAt"]) == ("dead", "a bad row", LATER)
    assert (found["forgottenAt"], found["replay"]) == (None, REPLAYABLE)
    found = state_of(dead | {"forgotten_at": LATER}, 3, None)
    assert (found["state"], found["forgottenAt"], found["replay"]) == ("dead", LATER, REPLAYABLE_BY_NAME)


def test_dead_in_redis_is_dead_already() -> None:
    found = state_of(row(), 3, seen(EntryState.DEAD, died_ms=NOW_MS, attempts=5, reason="it kills workers"))
    assert (found["state"], found["reason"], found["attempt"]) == ("dead", "it kills workers", 5)
    assert found["replay"] == NOT_REPLAYABLE_YET


@pytest.mark.parametrize(
    ("fields", "revision", "expected"),
    [({}, 1, True), ({}, 2, False), ({"dead_at": LATER}, 3, True), ({"done_revision": 3}, 3, True)],
)
def test_redis_is_asked_only_where_the_ledger_does_not_know_the_end(
    fields: dict[str, Any],
    revision: int,
    expected: bool,
) -> None:
    assert is_settled(row(**fields), revision) is expected


@pytest.mark.parametrize(
    "entry",
    [
        None,
        *(seen(state, due_ms=NOW_MS, claimed_ms=NOW_MS, died_ms=NOW_MS, token="t") for state in EntryState),
    ],
)
def test_every_answer_has_every_documented_field(entry: SeenEntry | None) -> None:
    documented = {field.alias for field in ReceiptState.model_fields.values()} - {None}
    documented |= {name for name, field in ReceiptState.model_fields.items() if field.alias is None}
    assert set(state_of(row(), 3, entry)) == documented
