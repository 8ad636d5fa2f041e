"""The ledger against a model of it: what is owed stays owed until it is done, or visibly dead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg import Connection
from psycopg.errors import CheckViolation
from psycopg.rows import DictRow

from storage import ledger
from storage.ledger import Debt
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

LANE = "checkins"
KEYS = ("a", "b")
DAY = date(2026, 3, 2)


@dataclass
class Model:
    """One row of the ledger, as it should be."""

    revision: int = 1
    done: int = 0
    error: str | None = None
    is_dead: bool = False

    @property
    def is_owed(self) -> bool:
        return self.done < self.revision and not self.is_dead


def read(connection: Connection[DictRow], key: str, lane: str = LANE) -> Debt:
    row = connection.execute("SELECT * FROM owed_work WHERE lane = %s AND key = %s", [lane, key]).fetchone()
    assert row is not None
    return Debt.from_row(row)


keys = st.lists(st.sampled_from(KEYS), min_size=1, unique=True)
revisions = st.integers(1, 6)


class LedgerMachine(RuleBasedStateMachine):
    """Moves of several runs and writers, in any order, older revisions after newer ones included."""

    connection: Connection[DictRow]
    lanes = count()

    def __init__(self) -> None:
        super().__init__()
        self.lane = f"lane-{next(self.lanes)}"
        self.model: dict[str, Model] = {}

    @rule(keys=keys)
    def owe(self, keys: list[str]) -> None:
        ledger.owe(self.connection, self.lane, keys)
        for key in keys:
            row = self.model.get(key, Model(revision=0))
            self.model[key] = Model(row.revision + 1, row.done)

    @rule(keys=keys, revision=revisions)
    def mark_done(self, keys: list[str], revision: int) -> None:
        done = {key: min(revision, self.model[key].revision) for key in keys if key in self.model}
        ledger.mark_done(self.connection, self.lane, done)
        for key, computed in done.items():
            row = self.model[key]
            if computed > row.done:
                row.done = computed
                if computed == row.revision:
                    row.error, row.is_dead = None, False

    @rule(keys=keys, revision=revisions | st.none())
    def mark_dead(self, keys: list[str], revision: int | None) -> None:
        named = None if revision is None else dict.fromkeys(keys, revision)
        marked = ledger.mark_dead(self.connection, self.lane, dict.fromkeys(keys, "worn out"), named)
        expected = [key for key in keys if self._is_owed(key, revision)]
        assert sorted(marked) == sorted(expected)
        for key in expected:
            self.model[key].error, self.model[key].is_dead = "worn out", True

    @rule(keys=keys)
    def note_errors(self, keys: list[str]) -> None:
        ledger.note_errors(self.connection, self.lane, dict.fromkeys(keys, "failed once"))
        for key in keys:
            if self._is_owed(key, None):
                self.model[key].error = "failed once"

    @invariant()
    def the_rows_are_as_they_should_be(self) -> None:
        rows = self.connection.execute("SELECT * FROM owed_work WHERE lane = %s", [self.lane])
        debts = {row["key"]: Debt.from_row(row) for row in rows}
        assert {
            key: Model(debt.revision, debt.done_revision, debt.last_error, debt.dead_at is not None)
            for key, debt in debts.items()
        } == self.model
        assert {key: debt.is_owed for key, debt in debts.items()} == {
            key: row.is_owed for key, row in self.model.items()
        }

    @invariant()
    def a_claim_finds_what_is_not_done_and_reconcile_what_is_owed(self) -> None:
        found = ledger.owed_revisions(self.connection, self.lane, KEYS)
        assert found == {key: row.revision for key, row in self.model.items() if row.done < row.revision}
        pages = ledger.overdue(self.connection, self.lane, older_than_seconds=0, page=2)
        overdue = [key for page in pages for key in page]
        assert sorted(overdue) == sorted(key for key, row in self.model.items() if row.is_owed)

    def _is_owed(self, key: str, revision: int | None) -> bool:
        row = self.model.get(key)
        return row is not None and row.is_owed and revision in {None, row.revision}


def test_it_does_what_the_model_does(connection: Connection[DictRow]) -> None:
    make: Callable[[], RuleBasedStateMachine] = type("Machine", (LedgerMachine,), {"connection": connection})
    run_state_machine_as_test(make, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))


def test_an_older_run_that_ends_late_does_not_undo_a_newer_one(connection: Connection[DictRow]) -> None:
    for _ in range(3):
        ledger.owe(connection, LANE, ["a"])
    ledger.mark_done(connection, LANE, {"a": 3})
    done = read(connection, "a")
    ledger.mark_done(connection, LANE, {"a": 2})
    assert read(connection, "a") == done


def test_a_new_check_in_clears_a_death_and_is_owed_from_now_on(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=4)
    assert ledger.mark_dead(connection, LANE, {key: "worn out"}) == [key]
    dead = read(connection, key)
    assert (dead.is_owed, dead.last_error) == (False, "worn out")
    writer.take(athlete, DAY, mood=5)
    revived = read(connection, key)
    assert (revived.is_owed, revived.revision, revived.last_error) == (True, 2, None)
    assert revived.owed_at > dead.owed_at


def test_a_replay_owes_the_dead_again_and_nothing_else(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, LANE, ["dead", "dead too", "owed", "done"])
    ledger.owe(connection, "another-lane", ["dead"])
    ledger.mark_dead(connection, LANE, {"dead": "worn out", "dead too": "worn out"})
    ledger.mark_dead(connection, "another-lane", {"dead": "worn out"})
    ledger.mark_done(connection, LANE, {"done": 1})
    assert ledger.replay(connection, LANE, ["dead", "owed", "done", "unknown"]) == {"dead": 1}
    assert read(connection, "dead").is_owed
    assert not read(connection, "dead too").is_owed
    assert ledger.replay(connection, LANE) == {"dead too": 1}
    assert ledger.replay(connection, LANE) == {}


def test_an_unchanged_check_in_owes_nothing(connection: Connection[DictRow], writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=4)
    before = read(connection, key)
    assert not writer.take(athlete, DAY, mood=4)["changed"]
    assert read(connection, key) == before


def test_more_cannot_be_done_than_is_owed(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, LANE, ["a"])
    with pytest.raises(CheckViolation):
        ledger.mark_done(connection, LANE, {"a": 2})


def test_long_errors_are_cut(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, LANE, ["a", "b"])
    ledger.note_errors(connection, LANE, {"a": "x" * 10_000})
    ledger.mark_dead(connection, LANE, {"b": "y" * 10_000})
    texts = [read(connection, key).last_error for key in "ab"]
    assert texts == ["x" * ledger.LONGEST_ERROR, "y" * ledger.LONGEST_ERROR]


@pytest.mark.parametrize("page", [1, 7, 10, 1_000])
def test_overdue_keys_come_once_each_oldest_first_though_many_are_equally_old(
    connection: Connection[DictRow], page: int
) -> None:
    with connection.transaction():  # now() is the transaction's: all of these are owed since one moment
        ledger.owe(connection, LANE, [f"tied-{i:02}" for i in range(30)])
    ledger.owe(connection, LANE, ["older", "young", "dead", "done"])
    ledger.owe(connection, "another-lane", ["foreign"])
    ledger.mark_dead(connection, LANE, {"dead": "worn out"})
    ledger.mark_done(connection, LANE, {"done": 1})
    for key, age in [("older", 120), ("tied-%", 60), ("dead", 60), ("done", 60), ("foreign", 60)]:
        connection.execute(
            "UPDATE owed_work SET owed_at = now() - %s WHERE key LIKE %s", [timedelta(seconds=age), key]
        )
    pages = list(ledger.overdue(connection, LANE, older_than_seconds=30, page=page))
    assert [key for keys in pages for key in keys] == ["older", *(f"tied-{i:02}" for i in range(30))]
    assert max(map(len, pages)) <= page
