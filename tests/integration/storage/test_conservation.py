"""Conservation balances in every healthy state, and shows every kind of loss."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.check_ins import LANE
from storage.conservation import LaneBalance, balance
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Book:
    """One check-in and its debt. `None` as a revision stands for a row that is missing."""

    stored: int | None
    assessed: int | None
    owed: int | None
    done: int
    is_dead: bool
    #: Accepted inputs that nobody will ever finish.
    lost: int


@st.composite
def healthy(draw: st.DrawFn) -> Book:
    """What the protocol can reach: results and their entry in the ledger are written together."""
    revision = draw(st.integers(1, 5))
    done = draw(st.integers(0, revision))
    is_dead = done < revision and draw(st.booleans())
    deleted = draw(st.booleans())
    return Book(None if deleted else revision, done or None, revision, done, is_dead, lost=0)


@st.composite
def damaged(draw: st.DrawFn) -> Book:
    """A check-in without its debt, a debt that misses an input, or one that is done without a result."""
    revision = draw(st.integers(1, 5))
    is_dead = draw(st.booleans())
    kind = draw(st.sampled_from(["no debt", "missing revision", "no result"]))
    if kind == "no debt":
        return Book(revision, None, None, 0, is_dead=False, lost=revision)
    if kind == "missing revision":
        owed = draw(st.integers(0, revision - 1))
        done = draw(st.integers(0, owed))
        return Book(revision, done or None, owed, done, is_dead, lost=revision - owed)
    done = draw(st.integers(1, revision))
    assessed = draw(st.integers(0, done - 1))
    return Book(revision, assessed or None, revision, done, is_dead, lost=done - assessed)


def write(connection: Connection[DictRow], athlete: uuid.UUID, books: list[Book]) -> None:
    connection.execute("DELETE FROM daily_metrics")
    connection.execute("DELETE FROM owed_work")
    for number, book in enumerate(books):
        day = DAY + timedelta(days=number)
        if book.stored is not None:
            connection.execute(
                "INSERT INTO daily_metrics (client_id, date, revision, assessed_revision)"
                " VALUES (%s, %s, %s, %s)",
                [athlete, day, book.stored, book.assessed],
            )
        if book.owed is not None:
            connection.execute(
                "INSERT INTO owed_work (lane, key, revision, done_revision, dead_at)"
                " VALUES (%s, %s, %s, %s, CASE WHEN %s THEN now() END)",
                [LANE, f"{athlete}:{day}", book.owed, book.done, book.is_dead],
            )


def only(books: list[LaneBalance]) -> LaneBalance:
    (book,) = books
    return book


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(books=st.lists(healthy() | damaged(), min_size=1, max_size=8))
def test_exactly_what_is_lost_is_missing(
    connection: Connection[DictRow], writer: CheckInWriter, books: list[Book]
) -> None:
    write(connection, writer.athlete(), books)
    found = only(balance(connection))
    assert found.lost == sum(book.lost for book in books)
    assert found.keys == len(books)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(books=st.lists(healthy(), min_size=1, max_size=8))
def test_what_is_healthy_is_accounted_for(
    connection: Connection[DictRow], writer: CheckInWriter, books: list[Book]
) -> None:
    write(connection, writer.athlete(), books)
    assert only(balance(connection)) == LaneBalance(
        lane=LANE,
        keys=len(books),
        accepted=sum(book.owed or 0 for book in books),
        done=sum(book.done for book in books),
        owed=sum((book.owed or 0) - book.done for book in books if not book.is_dead),
        dead=sum((book.owed or 0) - book.done for book in books if book.is_dead),
    )


def test_the_way_of_one_check_in_never_unbalances_the_books(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=4)
    assert only(balance(connection)) == LaneBalance(LANE, keys=1, accepted=1, done=0, owed=1, dead=0)
    writer.take(athlete, DAY, mood=5)
    writer.take(athlete, DAY, mood=5)  # unchanged: not an input
    assert only(balance(connection)) == LaneBalance(LANE, keys=1, accepted=2, done=0, owed=2, dead=0)
    ledger.mark_dead(connection, LANE, {key: "worn out"})
    assert only(balance(connection)) == LaneBalance(LANE, keys=1, accepted=2, done=0, owed=0, dead=2)
    connection.execute("UPDATE daily_metrics SET assessed_revision = revision")
    ledger.mark_done(connection, LANE, {key: ledger.Finished(2)})
    assert only(balance(connection)) == LaneBalance(LANE, keys=1, accepted=2, done=2, owed=0, dead=0)
    # The row goes and comes again: its count goes on, so what was accepted before is not forgotten.
    connection.execute("DELETE FROM daily_metrics")
    assert only(balance(connection)) == LaneBalance(LANE, keys=1, accepted=2, done=2, owed=0, dead=0)
    writer.take(athlete, DAY, mood=1)
    assert only(balance(connection)) == LaneBalance(LANE, keys=1, accepted=3, done=2, owed=1, dead=0)


def test_every_lane_has_its_own_books(connection: Connection[DictRow], writer: CheckInWriter) -> None:
    assert balance(connection) == []
    writer.take(writer.athlete(), DAY, mood=4)
    ledger.owe(connection, "another-lane", {"a": None, "b": None})
    ledger.mark_done(connection, "another-lane", {"a": ledger.Finished(1)})
    assert balance(connection) == [
        LaneBalance("another-lane", keys=2, accepted=2, done=1, owed=1, dead=0),
        LaneBalance(LANE, keys=1, accepted=1, done=0, owed=1, dead=0),
    ]


def test_what_is_forgotten_stays_in_the_books_as_dead(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, "another-lane", {"a": b"1", "b": b"1", "c": None})
    ledger.owe(connection, "another-lane", {"a": b"2"})
    ledger.mark_dead(connection, "another-lane", {"a": "worn out", "b": "worn out"})
    ledger.forget(connection, "another-lane", keys=["a"])
    assert only(balance(connection)) == LaneBalance(
        "another-lane", keys=3, accepted=4, done=0, owed=1, dead=3, forgotten=2
    )


def test_an_input_that_the_ledger_does_not_owe_is_lost(connection: Connection[DictRow]) -> None:
    ledger.owe(connection, "another-lane", {"gone": b"1", "set back": b"1", "whole": b"1"})
    ledger.owe(connection, "another-lane", {"set back": b"2", "whole": b"2"})
    connection.execute("DELETE FROM owed_work WHERE key = 'gone'")
    connection.execute("UPDATE owed_work SET revision = 1 WHERE key = 'set back'")
    assert only(balance(connection)) == LaneBalance(
        "another-lane", keys=3, accepted=5, done=0, owed=3, dead=0, lost=2
    )


def test_an_input_that_no_run_has_covered_though_its_revision_is_done_is_lost(
    connection: Connection[DictRow],
) -> None:
    for payload in (b"1", b"2", b"3"):
        ledger.owe(connection, "another-lane", {"a": payload})
    ledger.mark_done(connection, "another-lane", {"a": ledger.Finished(2)})
    assert only(balance(connection)).lost == 2
    ledger.drop_inputs(connection, "another-lane", {"a": 2})
    assert only(balance(connection)) == LaneBalance(
        "another-lane", keys=1, accepted=3, done=2, owed=1, dead=0
    )
