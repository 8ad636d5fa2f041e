"""Owing in psycopg's transactions, by hand and in a block of the door's own."""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow, class_row, dict_row, namedtuple_row

from coalescing.errors import InvalidKeyError, UnknownLaneError
from coalescing.lane_client import LaneClient
from handoff import Handoff, OpenTransactionError, Receipt
from ops.valkey import EmbeddedValkey
from tests.integration.handoff.conftest import (
    HANDED_OVER,
    NOTHING,
    OWED_ONLY,
    PATIENCE_SECONDS,
    Outcome,
    OutcomeOf,
    WithoutRedis,
)
from tests.integration.handoff.shop import MAILS, TOTALS

pytestmark = pytest.mark.integration

INSERT = "INSERT INTO orders VALUES (%s)"


@pytest.fixture
def theirs(database_url: str) -> Iterator[Connection[TupleRow]]:
    """The caller's connection, as psycopg makes it: not in autocommit."""
    with psycopg.connect(database_url) as opened:
        yield opened


def test_what_is_committed_is_owed_and_then_waits(
    theirs: Connection[TupleRow], handoff: Handoff, outcome_of: OutcomeOf
) -> None:
    theirs.execute(INSERT, ["o1"])
    receipt = handoff.owe(theirs, MAILS, "o1")
    assert receipt == Receipt("shop-mails", "o1", 1)
    assert outcome_of("o1") == NOTHING
    theirs.commit()
    assert outcome_of("o1") == OWED_ONLY
    assert handoff.submit(receipt)
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_rolled_back_was_never_owed(
    theirs: Connection[TupleRow], handoff: Handoff, outcome_of: OutcomeOf
) -> None:
    theirs.execute(INSERT, ["o1"])
    handoff.owe(theirs, "shop-mails", "o1", b"a payload")
    theirs.rollback()
    assert outcome_of("o1") == NOTHING
    assert theirs.execute("SELECT count(*) FROM owed_inputs").fetchone() == (0,)


def test_without_redis_it_is_owed_and_that_is_said_once(
    theirs: Connection[TupleRow],
    handoff: Handoff,
    outcome_of: OutcomeOf,
    without_redis: WithoutRedis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "afterwrite.handoff")
    with without_redis():
        for order in ("o1", "o2", "o3", "o4"):
            theirs.execute(INSERT, [order])
            receipt = handoff.owe(theirs, MAILS, order)
            theirs.commit()
            assert not handoff.submit(receipt)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert outcome_of("o4") == OWED_ONLY


def test_when_redis_is_back_it_is_used_again(
    theirs: Connection[TupleRow],
    handoff: Handoff,
    outcome_of: OutcomeOf,
    without_redis: WithoutRedis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "afterwrite.handoff")
    theirs.execute(INSERT, ["o1"])
    receipt = handoff.owe(theirs, MAILS, "o1")
    theirs.commit()
    with without_redis():
        assert not handoff.submit(receipt)
    assert handoff.submit(receipt)
    assert outcome_of("o1") == HANDED_OVER
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_frozen_redis_is_not_waited_for(
    theirs: Connection[TupleRow], handoff: Handoff, valkey_server: EmbeddedValkey
) -> None:
    receipts = handoff.owe_many(theirs, MAILS, dict.fromkeys(map(str, range(1_500))))
    theirs.commit()
    valkey_server.freeze()
    try:
        began = time.monotonic()
        assert not handoff.submit(*receipts)
        assert time.monotonic() - began < PATIENCE_SECONDS
    finally:
        valkey_server.thaw()


@pytest.mark.parametrize("factory", [dict_row, namedtuple_row, class_row(dict)], ids=str)
def test_the_callers_rows_may_be_of_any_form(
    theirs: Connection[TupleRow], handoff: Handoff, factory: psycopg.rows.BaseRowFactory
) -> None:
    theirs.row_factory = factory
    assert handoff.owe(theirs, MAILS, "o1", b"x").revision == 1


@pytest.mark.parametrize("factory", [psycopg.RawCursor, psycopg.ClientCursor])
def test_the_callers_cursors_may_be_of_any_kind(
    theirs: Connection[TupleRow], handoff: Handoff, factory: type[psycopg.Cursor]
) -> None:
    theirs.cursor_factory = factory
    assert handoff.owe(theirs, MAILS, "o1", b"x").revision == 1


def test_many_keys_are_one_statement_and_each_has_its_receipt(
    theirs: Connection[TupleRow], handoff: Handoff, mails: LaneClient
) -> None:
    handoff.owe(theirs, MAILS, "b")
    receipts = handoff.owe_many(theirs, MAILS, {"c": {"n": 1}, "a": None, "b": b"bytes"})
    theirs.commit()
    assert [(receipt.key, receipt.revision) for receipt in receipts] == [("c", 1), ("a", 1), ("b", 2)]
    inputs = theirs.execute("SELECT key, revision, payload FROM owed_inputs ORDER BY key").fetchall()
    assert inputs == [("b", 2, b"bytes"), ("c", 1, b'{"n":1}')]
    assert handoff.submit(*receipts)
    assert {key: mails.peek(key).revision for key in "abc"} == {"a": 1, "b": 2, "c": 1}
    assert {mails.peek(key).payload for key in "abc"} == {b""}


def test_no_keys_are_no_statement(theirs: Connection[TupleRow], handoff: Handoff) -> None:
    assert handoff.owe_many(theirs, MAILS, {}) == []
    assert theirs.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
    assert handoff.submit()


def test_a_receipt_of_an_unknown_lane_is_not_from_here(handoff: Handoff) -> None:
    with pytest.raises(UnknownLaneError, match="'shop-mail' is not declared"):
        handoff.submit(Receipt("shop-mail", "o1", 1))


def test_one_submit_may_be_for_several_lanes(
    theirs: Connection[TupleRow], handoff: Handoff, connection: Connection[TupleRow], mails: LaneClient
) -> None:
    receipts = [handoff.owe(theirs, MAILS, "o1"), handoff.owe(theirs, TOTALS, "ann", {"orders": 3})]
    theirs.commit()
    assert handoff.submit(*receipts)
    assert mails.stats().gauges.waiting == 1
    assert connection.execute("SELECT lane, key FROM owed_work ORDER BY lane").fetchall() == [
        ("shop-mails", "o1"),
        ("shop-totals", "ann"),
    ]


@pytest.mark.parametrize(
    ("lane", "key", "error"), [("shop-mail", "o1", UnknownLaneError), ("shop-mails", "", InvalidKeyError)]
)
def test_what_is_refused_leaves_the_transaction_as_it_was(
    theirs: Connection[TupleRow], handoff: Handoff, outcome_of: OutcomeOf, lane: str, key: str, error: type
) -> None:
    theirs.execute(INSERT, ["o1"])
    with pytest.raises(error):
        handoff.owe_many(theirs, lane, {"good": None, key: None})
    theirs.commit()
    assert outcome_of("o1") == Outcome(is_stored=True, owed=None, waiting=None)
    assert outcome_of("good").owed is None


@pytest.mark.parametrize("autocommit", [False, True])
def test_a_block_submits_after_its_commit(
    theirs: Connection[TupleRow], handoff: Handoff, outcome_of: OutcomeOf, *, autocommit: bool
) -> None:
    theirs.autocommit = autocommit
    with handoff.transaction(theirs) as work:
        theirs.execute(INSERT, ["o1"])
        work.owe(MAILS, "o1")
        work.owe_many(MAILS, {"more": None})
        assert outcome_of("o1") == NOTHING
    assert outcome_of("o1") == HANDED_OVER
    assert outcome_of("more").waiting == 1
    assert work.receipts == [Receipt("shop-mails", "o1", 1), Receipt("shop-mails", "more", 1)]


@pytest.mark.parametrize("error", [RuntimeError, psycopg.Rollback])
def test_a_block_that_is_rolled_back_submits_nothing(
    theirs: Connection[TupleRow], handoff: Handoff, outcome_of: OutcomeOf, error: type[Exception]
) -> None:
    with suppress(RuntimeError), handoff.transaction(theirs) as work:
        theirs.execute(INSERT, ["o1"])
        work.owe(MAILS, "o1")
        raise error
    assert outcome_of("o1") == NOTHING


def test_a_block_inside_a_transaction_is_refused(
    theirs: Connection[TupleRow], handoff: Handoff, outcome_of: OutcomeOf
) -> None:
    theirs.execute(INSERT, ["o1"])
    with (
        pytest.raises(OpenTransactionError, match=r"in a transaction already \(INTRANS\)"),
        handoff.transaction(theirs),
    ):
        pytest.fail("not reached")
    theirs.commit()
    assert outcome_of("o1").is_stored
