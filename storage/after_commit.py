"""What is to be done once a SQLAlchemy session's transaction is committed, and not if it is rolled back."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session, SessionTransaction, scoped_session
from sqlalchemy.util.concurrency import await_

from storage.foreign_transactions import UnknownTransactionError

SyncSession: TypeAlias = Session | scoped_session[Any]
AsyncOrmSession: TypeAlias = AsyncSession | async_scoped_session[Any]

Action: TypeAlias = Callable[[], object]

_INFO_KEY = "afterwrite.after_commit"


def after_commit(session: SyncSession, action: Action) -> None:
    """Call `action` once, when the transaction that the session is in is committed.

    Said inside a savepoint it shares the savepoint's fate: dropped with it, or handed on to the transaction
    around it.

    Raises:
        UnknownTransactionError: that is no session, or it is in no transaction.
    """
    if isinstance(session, scoped_session):
        session = session()
    if not isinstance(session, Session):
        raise UnknownTransactionError(f"a {type(session).__qualname__} is not a SQLAlchemy session")
    _add(session, action)


def after_async_commit(session: AsyncOrmSession, action: Callable[[], Awaitable[object]]) -> None:
    """The same for a session that is awaited; its commit awaits the action too."""
    if isinstance(session, async_scoped_session):
        session = session()
    if not isinstance(session, AsyncSession):
        raise UnknownTransactionError(f"a {type(session).__qualname__} is not SQLAlchemy's AsyncSession")
    _add(session.sync_session, lambda: await_(action()))


def _add(session: Session, action: Action) -> None:
    transaction = _transaction_of(session)
    if transaction is None:
        raise UnknownTransactionError("the session is in no transaction: there is no commit to wait for")
    waiting = session.info.get(_INFO_KEY)
    if waiting is None:
        waiting = session.info[_INFO_KEY] = _Waiting(session)
    waiting.actions[transaction].append(action)


def _transaction_of(session: Session) -> SessionTransaction | None:
    """The innermost savepoint, or else the transaction itself."""
    return session.get_nested_transaction() or session.get_transaction()


class _Waiting:
    """The actions of one session, by the transaction or savepoint that they wait for."""

    def __init__(self, session: Session) -> None:
        self.actions: defaultdict[SessionTransaction, list[Action]] = defaultdict(list)
        event.listen(session, "after_commit", self._committed)
        event.listen(session, "after_transaction_end", self._ended)

    def _committed(self, session: Session) -> None:
        transaction = _transaction_of(session)
        if transaction is None:
            return
        actions = self.actions.pop(transaction, [])
        if transaction.nested:
            self.actions[_around(transaction)] += actions
            return
        for action in actions:
            action()

    def _ended(self, _session: Session, transaction: SessionTransaction) -> None:
        """Whatever still waits for it was not committed."""
        self.actions.pop(transaction, None)


def _around(savepoint: SessionTransaction) -> SessionTransaction:
    around = savepoint.parent
    while around is not None and around.parent is not None and not around.nested:
        around = around.parent
    if around is None:
        raise AssertionError("a savepoint is inside a transaction")
    return around
