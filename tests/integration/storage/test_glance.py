"""A glance at the ledger is right, and short: whoever is in trouble, its caller hears of it soon."""

import time

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from ops.postgres import EmbeddedPostgres
from storage import glance as module
from storage import ledger
from storage.glance import LedgerUnavailableError, glance

pytestmark = pytest.mark.integration


def test_it_is_what_the_ledgers_gauges_are(connection: Connection[DictRow], database_url: str) -> None:
    ledger.owe(connection, "checkins", {"a": None, "b": None, "c": None})
    ledger.mark_dead(connection, "checkins", {"c": "a bad row"})
    found = glance(database_url)["checkins"]
    assert (found.owed, found.dead) == (2, 1)
    assert found.oldest_owed_seconds is not None


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_a_postgresql_in_trouble_is_given_up_soon(
    database_url: str, postgres_server: EmbeddedPostgres, trouble: str
) -> None:
    getattr(postgres_server, trouble)()
    began = time.monotonic()
    with pytest.raises(LedgerUnavailableError):
        glance(database_url)
    assert time.monotonic() - began < module.PATIENCE_SECONDS + 3


def test_a_table_that_somebody_has_locked_is_given_up_soon(
    connection: Connection[DictRow], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 1)
    with connection.transaction():
        connection.execute("LOCK TABLE owed_work")
        with pytest.raises(LedgerUnavailableError, match="QueryCanceled: canceling statement"):
            glance(database_url)
