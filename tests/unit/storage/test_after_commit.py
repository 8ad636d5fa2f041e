"""A session that lives long holds on to nothing that was rolled back, and does nothing twice."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from storage.after_commit import after_commit


class Action:
    """Counts how often it is called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.mark.parametrize("end", [Session.commit, Session.rollback, Session.close, Session.reset])
def test_nothing_is_held_once_the_transaction_is_over(
    session: Session, end: Callable[[Session], None]
) -> None:
    session.begin()
    action = Action()
    after_commit(session, action)
    end(session)
    gone = weakref.ref(action)
    del action
    gc.collect()
    assert gone() is None


def test_it_is_done_once_and_in_order_whatever_comes_after(session: Session) -> None:
    done: list[str] = []
    with session.begin():
        after_commit(session, lambda: done.append("first"))
        with session.begin_nested():
            after_commit(session, lambda: done.append("second"))
        after_commit(session, lambda: done.append("third"))
        assert done == []
    with session.begin():
        pass
    assert done == ["first", "second", "third"]


def test_what_one_session_commits_is_nothing_to_another(session: Session) -> None:
    action = Action()
    session.begin()
    after_commit(session, action)
    with Session(session.bind) as other, other.begin():
        after_commit(other, list)
    assert action.calls == 0
    session.commit()
    assert action.calls == 1
