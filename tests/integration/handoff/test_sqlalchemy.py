"""Owing in SQLAlchemy's transactions, with two drivers, and submitting when the session commits."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from coalescing.lane_client import LaneClient
from handoff import Handoff
from storage.foreign_transactions import UnknownTransactionError
from tests.integration.handoff.conftest import (
    HANDED_OVER,
    NOTHING,
    OWED_ONLY,
    OutcomeOf,
    WithoutRedis,
)
from tests.integration.handoff.shop import MAILS

pytestmark = pytest.mark.integration


@pytest.fixture(params=["psycopg", "psycopg2"])
def engine(database_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = create_engine(database_url.replace("postgresql:", f"postgresql+{request.param}:", 1))
    yield engine
    engine.dispose()


def store(session: Session | scoped_session[Session], order: str) -> None:
    session.execute(text("INSERT INTO orders VALUES (:id)"), {"id": order})


def place_order(session: Session | scoped_session[Session], handoff: Handoff, order: str) -> None:
    """What a view does in its unit of work."""
    store(session, order)
    handoff.submit_after_commit(session, handoff.owe(session, MAILS, order, {"order": order}))


def test_what_is_committed_is_owed_and_waits(engine: Engine, handoff: Handoff, outcome_of: OutcomeOf) -> None:
    with Session(engine) as session:
        place_order(session, handoff, "o1")
        assert outcome_of("o1") == NOTHING
        session.commit()
        assert outcome_of("o1") == HANDED_OVER
        place_order(session, handoff, "o2")
        assert outcome_of("o2") == NOTHING
        session.commit()
        assert outcome_of("o2") == HANDED_OVER


def test_each_receipt_is_submitted_once(engine: Engine, handoff: Handoff, mails: LaneClient) -> None:
    with Session(engine) as session:
        for order in ("o1", "o2", "o3"):
            place_order(session, handoff, order)
            session.commit()
    assert mails.stats().counters.enqueued == 3


def test_what_is_rolled_back_was_never_owed(engine: Engine, handoff: Handoff, outcome_of: OutcomeOf) -> None:
    with Session(engine) as session:
        place_order(session, handoff, "o1")
        session.rollback()
        store(session, "another")
        session.commit()
    assert outcome_of("o1") == NOTHING


def test_what_is_never_committed_was_never_owed(
    engine: Engine, handoff: Handoff, outcome_of: OutcomeOf
) -> None:
    session = Session(engine)
    place_order(session, handoff, "o1")
    session.close()
    store(session, "another")
    session.commit()
    session.close()
    assert outcome_of("o1") == NOTHING


def test_without_redis_it_is_owed(
    engine: Engine, handoff: Handoff, outcome_of: OutcomeOf, without_redis: WithoutRedis
) -> None:
    with without_redis(), Session(engine) as session:
        place_order(session, handoff, "o1")
        session.commit()
    assert outcome_of("o1") == OWED_ONLY


def test_a_savepoint_takes_along_what_was_said_inside_it(
    engine: Engine, handoff: Handoff, outcome_of: OutcomeOf
) -> None:
    with Session(engine) as session, session.begin():
        place_order(session, handoff, "outside")
        with session.begin_nested():
            place_order(session, handoff, "kept")
            with session.begin_nested() as innermost:
                place_order(session, handoff, "dropped inside")
                innermost.rollback()
        with session.begin_nested() as savepoint:
            with session.begin_nested():
                place_order(session, handoff, "kept at first")
            savepoint.rollback()
        assert outcome_of("kept") == NOTHING
    for order in ("outside", "kept"):
        assert outcome_of(order) == HANDED_OVER
    for order in ("dropped inside", "kept at first"):
        assert outcome_of(order) == NOTHING


def test_a_session_of_a_scope_is_as_good(engine: Engine, handoff: Handoff, outcome_of: OutcomeOf) -> None:
    session = scoped_session(sessionmaker(engine))
    place_order(session, handoff, "o1")
    session.commit()
    session.remove()
    assert outcome_of("o1") == HANDED_OVER


def test_so_is_a_connection(engine: Engine, handoff: Handoff, outcome_of: OutcomeOf) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO orders VALUES ('o1')"))
        receipt = handoff.owe(connection, MAILS, "o1", b"\x00\xff")
    assert outcome_of("o1") == OWED_ONLY
    assert handoff.submit(receipt)
    assert outcome_of("o1") == HANDED_OVER
    with engine.connect() as connection:
        payload = connection.execute(text("SELECT payload FROM owed_inputs")).scalar_one()
        assert bytes(payload) == b"\x00\xff"


def test_outside_a_transaction_there_is_no_commit_to_wait_for(engine: Engine, handoff: Handoff) -> None:
    with Session(engine) as session:
        receipt = handoff.owe(session, MAILS, "o1")
        session.commit()
        with pytest.raises(UnknownTransactionError, match="in no transaction"):
            handoff.submit_after_commit(session, receipt)
