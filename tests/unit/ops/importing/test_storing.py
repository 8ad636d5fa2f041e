"""A chunk that is in somebody's way is tried again, and counted once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest

from ops.importing import storing
from ops.importing.storing import TRIES, Store
from ops.importing.tally import Tally
from storage.importing import Merged


@pytest.fixture
def failures() -> list[Exception]:
    """What the next transactions end with."""
    return []


@pytest.fixture
def store(failures: list[Exception], monkeypatch: pytest.MonkeyPatch) -> Store:
    @contextmanager
    def transaction() -> Iterator[None]:
        yield
        if failures:
            raise failures.pop()

    connection, staging, roster = Mock(transaction=transaction), Mock(), Mock()
    staging.made.return_value.merge.return_value = Merged(new=3, owed={"athlete": 1})
    roster.store.return_value = 1
    monkeypatch.setattr(storing, "Staging", staging)
    monkeypatch.setattr(storing, "imports", Mock())
    monkeypatch.setattr(storing, "PAUSE_SECONDS", 0.0)
    return Store(connection, Mock(), Mock(), ("mood",), roster)


def _put(store: Store) -> Tally:
    tally = Tally()
    days: Any = {("athlete", "day"): [5]}
    store.put(days, 1, tally)
    return tally


def test_locks_of_others_are_waited_for(store: Store, failures: list[Exception]) -> None:
    failures += [psycopg.errors.DeadlockDetected(), psycopg.errors.LockNotAvailable()]
    tally = _put(store)
    assert (tally.new_days, tally.new_athletes) == (3, 1)
    assert failures == []


def test_not_for_ever(store: Store, failures: list[Exception]) -> None:
    failures += [psycopg.errors.DeadlockDetected() for _ in range(TRIES)]
    with pytest.raises(psycopg.errors.DeadlockDetected):
        _put(store)


def test_other_errors_are_not_tried_again(store: Store, failures: list[Exception]) -> None:
    failures += [psycopg.errors.DiskFull(), psycopg.errors.DiskFull()]
    with pytest.raises(psycopg.errors.DiskFull):
        _put(store)
    assert len(failures) == 1
