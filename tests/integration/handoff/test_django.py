"""Owing in Django's transactions, by Django's own means."""

from collections.abc import Iterator

import django
import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from psycopg.conninfo import conninfo_to_dict

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


@pytest.fixture(scope="session")
def _configured() -> None:
    django_settings.configure(
        DATABASES={
            "default": {"ENGINE": "django.db.backends.postgresql", "NAME": "set by each test"},
            "lite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
        },
        USE_TZ=True,
    )
    django.setup()


@pytest.fixture(autouse=True)
def _database(_configured: None, database_url: str) -> Iterator[None]:
    parts = conninfo_to_dict(database_url)
    connections["default"].settings_dict.update(
        NAME=parts["dbname"],
        USER=parts["user"],
        PASSWORD=parts.get("password", ""),
        HOST=parts["host"],
        PORT=parts["port"],
    )
    yield
    connections.close_all()


def place_order(handoff: Handoff, order: str) -> None:
    """What a view does in its unit of work."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO orders VALUES (%s)", [order])
    receipt = handoff.owe(connection, MAILS, order, {"order": order, "share": "5 %"})
    transaction.on_commit(lambda: handoff.submit(receipt))


def test_what_is_committed_is_owed_and_waits(handoff: Handoff, outcome_of: OutcomeOf) -> None:
    with transaction.atomic():
        place_order(handoff, "o1")
        assert outcome_of("o1") == NOTHING
    assert outcome_of("o1") == HANDED_OVER


def test_what_is_rolled_back_was_never_owed(handoff: Handoff, outcome_of: OutcomeOf) -> None:
    with transaction.atomic():
        place_order(handoff, "o1")
        transaction.set_rollback(True)
    assert outcome_of("o1") == NOTHING


def test_a_savepoint_takes_along_what_was_said_inside_it(handoff: Handoff, outcome_of: OutcomeOf) -> None:
    with transaction.atomic():
        place_order(handoff, "kept")
        with transaction.atomic():
            place_order(handoff, "dropped")
            transaction.set_rollback(True)
    assert outcome_of("kept") == HANDED_OVER
    assert outcome_of("dropped") == NOTHING


def test_outside_a_transaction_each_statement_is_its_own(handoff: Handoff, outcome_of: OutcomeOf) -> None:
    place_order(handoff, "o1")
    assert outcome_of("o1") == HANDED_OVER


def test_without_redis_it_is_owed(
    handoff: Handoff, outcome_of: OutcomeOf, without_redis: WithoutRedis
) -> None:
    with without_redis(), transaction.atomic():
        place_order(handoff, "o1")
    assert outcome_of("o1") == OWED_ONLY


def test_a_named_connection_is_as_good(handoff: Handoff, outcome_of: OutcomeOf) -> None:
    receipt = handoff.owe(connections["default"], MAILS, "o1")
    handoff.submit(receipt)
    assert outcome_of("o1").waiting == 1


def test_another_database_is_refused(handoff: Handoff) -> None:
    with pytest.raises(UnknownTransactionError, match="is on sqlite"):
        handoff.owe(connections["lite"], MAILS, "o1")
