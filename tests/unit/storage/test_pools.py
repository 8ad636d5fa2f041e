"""Which errors are PostgreSQL's absence, so that trying again costs no attempt."""

import psycopg
import pytest
from psycopg import errors
from psycopg_pool import PoolClosed, PoolTimeout

from storage.pools import is_away


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("the connection is lost"),
        psycopg.InterfaceError("the connection is closed"),
        PoolTimeout("couldn't get a connection"),
        PoolClosed("the pool is closed"),
        errors.lookup("08006")("connection failure"),
        errors.lookup("53300")("too many connections"),
        errors.lookup("53100")("disk full"),
        errors.lookup("57P01")("terminating connection due to administrator command"),
        errors.lookup("57P02")("terminating connection because of crash"),
        errors.lookup("57P03")("the database system is starting up"),
        errors.lookup("25006")("cannot execute UPDATE in a read-only transaction"),
        errors.lookup("42703")("column does not exist"),  # a worker that is ahead of its migration
        errors.lookup("42501")("permission denied"),
        errors.lookup("55P03")("canceling statement due to lock timeout"),
        errors.lookup("58030")("could not read block"),
        errors.lookup("40P01")("deadlock detected"),
        errors.lookup("40001")("could not serialize access"),
    ],
    ids=lambda error: f"{type(error).__name__}",
)
def test_these_are(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        errors.lookup("57014")("canceling statement due to statement timeout"),
        errors.lookup("23505")("duplicate key value"),
        errors.lookup("22P02")("invalid input syntax"),
        ValueError("a key is not right"),
        ConnectionError("another service is away"),
        TimeoutError("another service is slow"),
    ],
    ids=lambda error: f"{type(error).__name__}",
)
def test_these_are_the_works_own_fault(error: Exception) -> None:
    assert not is_away(error)
