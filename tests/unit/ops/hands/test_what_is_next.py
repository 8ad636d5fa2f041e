"""What comes next is said for every state, and names what to type where it takes a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from coalescing.lanes import CHECKINS
from coalescing.outcomes import EntryState, PeekedEntry
from ops.hands.key_view import KeyView
from ops.hands.what_is_next import what_is_next
from storage.debts import Debt
from storage.pauses import Pause

NOW_MS = 1_000_000
NOW = datetime(2026, 3, 2, tzinfo=UTC)
PAUSE = Pause("checkins", NOW, "Ann", "deploy")
OWED = Debt("checkins", "k", 2, 1, NOW, None, None, None)
PUT_OFF = replace(OWED, owed_at=datetime.now(UTC) + timedelta(hours=6))
DONE = Debt("checkins", "k", 2, 2, NOW, NOW, None, None)
DEAD = Debt("checkins", "k", 2, 1, NOW, None, "no", NOW)
FORGOTTEN = Debt("checkins", "k", 2, 1, NOW, None, "no", NOW, forgotten_at=NOW)
ABSENT = PeekedEntry("k", EntryState.ABSENT)


def entry(state: EntryState, **details: Any) -> PeekedEntry:
    return PeekedEntry("k", state, generation=1, claimed_generation=1, **details)


def view(entry: PeekedEntry | None, debt: Debt | None = OWED, pause: Pause | None = None) -> KeyView:
    return KeyView("k", CHECKINS, "checkins", entry, debt, (), pause, NOW_MS)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (view(entry(EntryState.WAITING, due_ms=NOW_MS + 2_100)), "due in 2.1 s"),
        (view(entry(EntryState.WAITING, due_ms=NOW_MS - 4_000)), "due for 4 s: the next free worker"),
        (view(entry(EntryState.WAITING, due_ms=NOW_MS, attempts=2)), "failed 2 of 5 times"),
        (view(entry(EntryState.WAITING, due_ms=NOW_MS), pause=PAUSE), "`afterwrite resume checkins`"),
        (view(entry(EntryState.HELD, lease_end_ms=NOW_MS + 9_000)), "A worker is at it"),
        (
            view(entry(EntryState.HELD, lease_end_ms=NOW_MS + 9_000)._replace(generation=2)),
            "runs once more",
        ),
        (view(entry(EntryState.HELD, lease_end_ms=NOW_MS - 2_000)), "lease ended 2 s ago"),
        (view(entry(EntryState.DEAD), DEAD), "`afterwrite dead replay`"),
        (view(entry(EntryState.DEAD), OWED), "reconcile sets that right"),
        (view(entry(EntryState.DEAD), DONE), "what was owed is done"),
        (view(ABSENT), "reconcile submits"),
        (view(ABSENT, PUT_OFF), "in the lane reassessments"),
        (view(ABSENT, replace(PUT_OFF, lane="deliveries")), "Its time has not come"),
        (view(ABSENT, DONE), "what was owed is done"),
        (view(ABSENT, DEAD), "`afterwrite dead replay`"),
        (view(ABSENT, FORGOTTEN), "it was forgotten"),
        (view(ABSENT, None), "nobody knows the key"),
        (view(None, OWED), "once Redis is back"),
        (view(None, DONE), "what was owed is done"),
        (view(None, DEAD), "`afterwrite dead replay`"),
        (view(None, None), "Nobody knows until Redis answers"),
        (KeyView("k", None, "old", None, OWED, (), None, None), "the lane old is not declared"),
    ],
)
def test_it_is_said(seen: KeyView, said: str) -> None:
    assert said in what_is_next(seen)
