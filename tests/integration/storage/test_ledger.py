"""The ledger against a model of it: what is owed stays owed until it is done, or visibly dead."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import psycopg
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from psycopg import Connection
from psycopg.errors import CheckViolation
from psycopg.rows import DictRow, dict_row

from storage import ledger
from storage.conservation import LaneBalance, balance
from storage.ledger import Debt, Finished, LedgerGauges, Owed
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

LANE = "checkins"
KEYS = ("a", "b")
DAY = date(2026, 3, 2)
DAY_SECONDS = 86_400.0


NO_RUN = Finished(0)


@dataclass
class Model:
    """One row of the ledger and its inputs, as they should be."""

    revision: int = 1
    done: int = 0
    error: str | None = None
    #: None: not dead. Else for how many days.
    dead_days: int | None = None
    is_forgotten: bool = False
    run: Finished = NO_RUN
    #: What no run has covered, by revision.
    inputs: dict[int, bytes] = field(default_factory=dict)

    @property
    def is_dead(self) -> bool:
        return self.dead_days is not None

    @property
    def is_owed(self) -> bool:
        return self.done < self.revision and not self.is_dead


def read(connection: Connection[DictRow], key: str, lane: str = LANE) -> Debt:
    row = connection.execute("SELECT * FROM owed_work WHERE lane = %s AND key = %s", [lane, key]).fetchone()
    assert row is not None
    return Debt.from_row(row)


def nothing_with(*keys: str) -> dict[str, bytes | None]:
    return dict.fromkeys(keys)


some_keys = st.lists(st.sampled_from(KEYS), min_size=1, unique=True)
#: How many revisions older than the newest one a run was at.
behind = st.sampled_from((0, 0, 1, 2))
payloads = st.none() | st.binary(max_size=3)
days = st.none() | st.just(2)


class LedgerMachine(RuleBasedStateMachine):
    """Moves of runs, writers and operators in any order, older revisions after newer ones included."""

    connection: Connection[DictRow]
    lanes = count()

    def __init__(self) -> None:
        super().__init__()
        self.lane = f"lane-{next(self.lanes)}"
        self.model: dict[str, Model] = {}

    @initialize()
    def owe_all(self) -> None:
        """So that the other moves have something to move, whichever of them an example is made of."""
        self.owe(dict.fromkeys(KEYS, b"first"))

    @rule(inputs=st.dictionaries(st.sampled_from(KEYS), payloads, min_size=1))
    def owe(self, inputs: dict[str, bytes | None]) -> None:
        answered = ledger.owe(self.connection, self.lane, inputs)
        for key, payload in inputs.items():
            row = self.model.get(key, Model(revision=0))
            kept = row.inputs if payload is None else {**row.inputs, row.revision + 1: payload}
            self.model[key] = Model(row.revision + 1, row.done, run=row.run, inputs=kept)
        assert answered == {key: self.model[key].revision for key in inputs}

    @rule(keys=some_keys, behind=behind, attempt=st.integers(1, 3))
    def finish(self, keys: list[str], behind: int, attempt: int) -> None:
        done = {
            key: Finished(max(1, self.model[key].revision - behind), f"run {attempt}", attempt, 10 * attempt)
            for key in keys
        }
        ledger.mark_done(self.connection, self.lane, done)
        ledger.drop_inputs(self.connection, self.lane, {key: run.revision for key, run in done.items()})
        for key, run in done.items():
            row = self.model[key]
            row.inputs = {at: payload for at, payload in row.inputs.items() if at > run.revision}
            if run.revision > row.done:
                row.done, row.run = run.revision, run
                if row.done == row.revision:
                    row.error, row.dead_days, row.is_forgotten = None, None, False

    @rule(keys=some_keys, behind=behind | st.none())
    def mark_dead(self, keys: list[str], behind: int | None) -> None:
        named = None if behind is None else {key: self.model[key].revision - behind for key in keys}
        marked = ledger.mark_dead(self.connection, self.lane, dict.fromkeys(keys, "worn out"), named)
        expected = [key for key in keys if self.model[key].is_owed and not behind]
        assert sorted(marked) == sorted(expected)
        for key in expected:
            self.model[key].error, self.model[key].dead_days = "worn out", 0

    @rule(keys=some_keys)
    def note_errors(self, keys: list[str]) -> None:
        ledger.note_errors(self.connection, self.lane, dict.fromkeys(keys, "failed once"))
        for key in keys:
            if self.model[key].is_owed:
                self.model[key].error = "failed once"

    @rule()
    def a_day_goes_by(self) -> None:
        self.connection.execute(
            "UPDATE owed_work SET dead_at = dead_at - interval '1 day' WHERE lane = %s", [self.lane]
        )
        for row in self.model.values():
            if row.dead_days is not None:
                row.dead_days += 1

    @rule(keys=st.none() | some_keys, older_than_days=days)
    def replay(self, keys: list[str] | None, older_than_days: int | None) -> None:
        replayed = ledger.replay(
            self.connection, self.lane, keys=keys, older_than_seconds=_seconds(older_than_days)
        )
        expected = self._dead(keys, older_than_days, forgotten_too=keys is not None)
        assert [debt.key for debt in replayed] == expected
        assert all(debt.is_owed for debt in replayed)
        for key in expected:
            self.model[key].dead_days, self.model[key].is_forgotten = None, False

    @rule(keys=st.none() | some_keys, older_than_days=days)
    def forget(self, keys: list[str] | None, older_than_days: int | None) -> None:
        forgotten = ledger.forget(
            self.connection, self.lane, keys=keys, older_than_seconds=_seconds(older_than_days)
        )
        expected = self._dead(keys, older_than_days, forgotten_too=False)
        assert [debt.key for debt in forgotten] == expected
        for key in expected:
            self.model[key].is_forgotten, self.model[key].inputs = True, {}

    @invariant()
    def the_rows_are_as_they_should_be(self) -> None:
        rows = self.connection.execute("SELECT * FROM owed_work WHERE lane = %s", [self.lane])
        debts = {row["key"]: Debt.from_row(row) for row in rows}
        assert {key: _of(debt) for key, debt in debts.items()} == {
            key: (row.revision, row.done, row.error, row.is_dead, row.is_forgotten, row.run[1:])
            for key, row in self.model.items()
        }
        assert {key: debt.is_owed for key, debt in debts.items()} == {
            key: row.is_owed for key, row in self.model.items()
        }

    @invariant()
    def a_claim_finds_what_is_not_done_and_reconcile_what_is_owed(self) -> None:
        assert ledger.owed(self.connection, self.lane, KEYS) == {
            key: Owed(row.revision, tuple(row.inputs[at] for at in sorted(row.inputs)))
            for key, row in self.model.items()
            if row.done < row.revision and not row.is_forgotten
        }
        pages = ledger.overdue(self.connection, self.lane, older_than_seconds=0, page=2)
        overdue = [key for page in pages for key in page]
        assert sorted(overdue) == sorted(key for key, row in self.model.items() if row.is_owed)

    @invariant()
    def the_dead_are_seen_until_they_are_forgotten(self) -> None:
        for older_than_days in (None, 2):
            seen = ledger.dead(self.connection, lane=self.lane, older_than_seconds=_seconds(older_than_days))
            assert sorted(debt.key for debt in seen) == self._dead(None, older_than_days)
        owed = [row for row in self.model.values() if row.is_owed]
        dead = self._dead(None, None)
        found = ledger.gauges(self.connection).get(self.lane, LedgerGauges(0, None, 0))
        assert (found.owed, found.dead) == (len(owed), len(dead))
        assert (found.oldest_owed_seconds is None) is (not owed)

    @invariant()
    def the_books_balance(self) -> None:
        books = [book for book in balance(self.connection) if book.lane == self.lane]
        rows = self.model.values()
        expected = LaneBalance(
            self.lane,
            keys=len(rows),
            accepted=sum(row.revision for row in rows),
            done=sum(row.done for row in rows),
            owed=sum(row.revision - row.done for row in rows if not row.is_dead),
            dead=sum(row.revision - row.done for row in rows if row.is_dead),
            forgotten=sum(row.revision - row.done for row in rows if row.is_forgotten),
        )
        assert books == ([expected] if rows else [])

    def _dead(self, keys: list[str] | None, days: int | None, *, forgotten_too: bool = False) -> list[str]:
        return sorted(
            key
            for key, row in self.model.items()
            if row.dead_days is not None
            and row.dead_days >= (days or 0)
            and (keys is None or key in keys)
            and (forgotten_too or not row.is_forgotten)
        )


def _of(debt: Debt) -> tuple[object, ...]:
    run = (debt.done_run, debt.done_attempt, debt.done_lag_ms)
    is_dead, is_forgotten = debt.dead_at is not None, debt.forgotten_at is not None
    return debt.revision, debt.done_revision, debt.last_error, is_dead, is_forgotten, run


def _seconds(days: int | None) -> float | None:
    """Half a day less, so that the moments which the test itself takes do not matter."""
    return None if days is None else (days - 0.5) * DAY_SECONDS


def test_it_does_what_the_model_does(connection: Connection[DictRow]) -> None:
    make: Callable[[], RuleBasedStateMachine] = type("Machine", (LedgerMachine,), {"connection": connection})
    run_state_machine_as_test(make, settings=settings(max_examples=50, stateful_step_count=25, deadline=None))


def test_an_older_run_that_ends_late_does_not_undo_a_newer_one(connection: Connection[DictRow]) -> None:
    for _ in range(3):
        ledger.owe(connection, LANE, nothing_with("a"))
    ledger.mark_done(connection, LANE, {"a": Finished(3, "newer", 1, 5)})
    done = read(connection, "a")
    ledger.mark_done(connection, LANE, {"a": Finished(2, "older", 2, 9_000)})
    assert read(connection, "a") == done


def test_a_new_check_in_clears_a_death_and_is_owed_from_now_on(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=4)
    assert ledger.mark_dead(connection, LANE, {key: "worn out"}) == [key]
    dead = read(connection, key)
    assert (dead.is_owed, dead.last_error) == (False, "worn out")
    ledger.forget(connection, LANE)
    writer.take(athlete, DAY, mood=5)
    revived = read(connection, key)
    assert (revived.is_owed, revived.revision, revived.last_error) == (True, 2, None)
    assert revived.forgotten_at is None
    assert revived.owed_at > dead.owed_at


def test_an_unchanged_check_in_owes_nothing(connection: Connection[DictRow], writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=4)
    before = read(connection, key)
    assert not writer.take(athlete, DAY, mood=4)["changed"]
    assert read(connection, key) == before


def test_more_cannot_be_done_than_is_owed(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, LANE, nothing_with("a"))
    with pytest.raises(CheckViolation):
        ledger.mark_done(connection, LANE, {"a": Finished(2)})


def test_long_errors_are_cut(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, LANE, nothing_with("a", "b"))
    ledger.note_errors(connection, LANE, {"a": "x" * 10_000})
    ledger.mark_dead(connection, LANE, {"b": "y" * 10_000})
    texts = [read(connection, key).last_error for key in "ab"]
    assert texts == ["x" * ledger.LONGEST_ERROR, "y" * ledger.LONGEST_ERROR]


def test_an_input_whose_revision_is_done_is_given_to_no_other_run(connection: Connection[DictRow]) -> None:
    for payload in (b"1", b"2", b"3"):
        ledger.owe(connection, LANE, {"a": payload})
    ledger.mark_done(connection, LANE, {"a": Finished(2)})
    assert ledger.owed(connection, LANE, ["a"]) == {"a": Owed(3, (b"3",))}


def test_inputs_come_oldest_first_however_they_are_stored(connection: Connection[DictRow]) -> None:
    for payload in (b"1", b"2", b"3"):
        ledger.owe(connection, LANE, {"a": payload})
    connection.execute("UPDATE owed_inputs SET payload = payload WHERE revision = 1")  # now stored last
    for kind in ("indexscan", "bitmapscan"):
        connection.execute(f"SET enable_{kind} = off")
    assert ledger.owed(connection, LANE, ["a"])["a"].inputs == (b"1", b"2", b"3")


def test_writers_of_the_same_keys_wait_for_each_other_and_never_in_a_circle(
    connection: Connection[DictRow], database_url: str
) -> None:
    names = [f"key-{number}" for number in range(50)]

    def write(order: list[str]) -> None:
        with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as own:
            for _ in range(40):
                ledger.owe(own, LANE, dict.fromkeys(order, b"x"))

    with ThreadPoolExecutor() as threads:
        for writing in [threads.submit(write, order) for order in (names, names[::-1])]:
            writing.result()
    assert {read(connection, name).revision for name in names} == {80}


@pytest.mark.parametrize("page", [1, 7, 10, 1_000])
def test_overdue_keys_come_once_each_oldest_first_though_many_are_equally_old(
    connection: Connection[DictRow], page: int
) -> None:
    with connection.transaction():  # now() is the transaction's: all of these are owed since one moment
        ledger.owe(connection, LANE, nothing_with(*(f"tied-{i:02}" for i in range(30))))
    ledger.owe(connection, LANE, nothing_with("older", "young", "dead", "done"))
    ledger.owe(connection, "another-lane", nothing_with("foreign"))
    ledger.mark_dead(connection, LANE, {"dead": "worn out"})
    ledger.mark_done(connection, LANE, {"done": Finished(1)})
    for key, age in [("older", 120), ("tied-%", 60), ("dead", 60), ("done", 60), ("foreign", 60)]:
        connection.execute(
            "UPDATE owed_work SET owed_at = now() - %s WHERE key LIKE %s", [timedelta(seconds=age), key]
        )
    pages = list(ledger.overdue(connection, LANE, older_than_seconds=30, page=page))
    assert [key for keys in pages for key in keys] == ["older", *(f"tied-{i:02}" for i in range(30))]
    assert max(map(len, pages)) <= page
