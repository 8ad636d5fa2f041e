"""What is no transaction that can be used is refused by name, before anything is sent."""

import asyncio
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from storage.after_commit import after_async_commit, after_commit
from storage.foreign_transactions import UnknownTransactionError, owe_in, owe_in_async

INPUTS = {"a": None}


@pytest.mark.parametrize(
    ("transaction", "said"),
    [
        ("postgresql://", "a builtins.str is no transaction that can be used: give a psycopg connection"),
        (None, "NoneType is no transaction"),
        (AsyncSession(), "AsyncSession is awaited: it is for AsyncHandoff"),
        (
            SimpleNamespace(vendor="mysql", cursor=None),
            "the ledger is in PostgreSQL, and this .* is on mysql",
        ),
        (Session(create_engine("sqlite://")), "the ledger is in PostgreSQL, and this .* is on sqlite"),
    ],
)
def test_the_blocking_door_says_what_it_was_given(transaction: object, said: str) -> None:
    with pytest.raises(UnknownTransactionError, match=said):
        owe_in(transaction, "lane", INPUTS, "merge")


@pytest.mark.parametrize("transaction", [Session(), "postgresql://"])
def test_so_does_the_awaited_one(transaction: object) -> None:
    with pytest.raises(UnknownTransactionError, match="is no transaction that can be used"):
        asyncio.run(owe_in_async(transaction, "lane", INPUTS, "merge"))


def test_only_sessions_tell_when_they_commit() -> None:
    with create_engine("sqlite://").connect() as connection:
        with pytest.raises(UnknownTransactionError, match="Connection is not a SQLAlchemy session"):
            after_commit(connection, list)
        with pytest.raises(UnknownTransactionError, match="Connection is not SQLAlchemy's AsyncSession"):
            after_async_commit(connection, list)
