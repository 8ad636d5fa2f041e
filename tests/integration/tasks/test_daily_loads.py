"""The turn of the day: who is behind is owed, once, and nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import TRAINING_LOADS
from coalescing.outcomes import EntryState
from domain.load_days import REST_DAYS_TOLD
from storage import ledger
from tasks import rounds
from tasks.daily_loads import owe_daily_loads
from tasks.drain import run
from tasks.resources import lane_client
from tasks.training_loads import recompute
from tests.activities import expected, local_today, record, told
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration


def work(connection: Connection[DictRow]) -> None:
    """Finish what is owed, without waiting for the window."""
    client = lane_client(TRAINING_LOADS.name)
    rows = connection.execute("SELECT key, revision FROM owed_work WHERE done_revision < revision")
    for row in rows.fetchall():
        client.forget(row["key"])
        client.submit(row["key"], revision=row["revision"], delay_ms=0)
    run(client, recompute)


@pytest.fixture
def trained(connection: Connection[DictRow], writer: CheckInWriter) -> list[UUID]:
    """Three athletes who trained some days ago, and one who never did."""
    athletes = [writer.athlete() for _ in range(4)]
    for athlete in athletes[:3]:
        record(connection, athlete, 5, rpe=5)
    work(connection)
    return athletes


def wait_a_night(connection: Connection[DictRow]) -> None:
    """As if it was computed yesterday."""
    connection.execute("DELETE FROM training_loads WHERE date = %s", [local_today(connection)])


def test_who_is_up_to_date_is_not_owed(trained: list[UUID]) -> None:
    assert len(trained) == 4
    assert owe_daily_loads.run() == {"owed": 0}


def test_after_midnight_everybody_who_trains_is_owed_once(
    connection: Connection[DictRow], trained: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "PAGE", 2)
    wait_a_night(connection)
    assert owe_daily_loads.run() == {"owed": 3}
    assert owe_daily_loads.run() == {"owed": 0}
    entry = lane_client(TRAINING_LOADS.name).peek(str(trained[0]))
    assert entry.state is EntryState.WAITING
    work(connection)
    for athlete in trained:
        assert told(connection, athlete) == expected(connection, athlete)
    assert owe_daily_loads.run() == {"owed": 0}


def test_midnight_is_the_athletes_own(connection: Connection[DictRow], trained: list[UUID]) -> None:
    """Somewhere it is another day: those athletes are behind, or not yet."""
    connection.execute("UPDATE clients SET time_zone = 'Pacific/Kiritimati' WHERE id = %s", [trained[0]])
    connection.execute("UPDATE clients SET time_zone = 'Pacific/Niue' WHERE id = %s", [trained[1]])
    is_ahead = connection.execute(
        "SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date"
        " > (now() AT TIME ZONE 'Europe/Stockholm')::date AS is_ahead"
    ).fetchone()
    assert is_ahead is not None
    assert owe_daily_loads.run() == {"owed": int(is_ahead["is_ahead"])}


def test_who_stopped_long_ago_is_left_in_peace(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    record(connection, writer.athlete(), REST_DAYS_TOLD + 10, rpe=5)
    work(connection)
    assert owe_daily_loads.run() == {"owed": 0}
    connection.execute(
        "DELETE FROM training_loads WHERE date >= %s", [local_today(connection) - timedelta(days=10)]
    )
    assert owe_daily_loads.run() == {"owed": 1}


def test_what_died_is_left_to_an_operator(connection: Connection[DictRow], trained: list[UUID]) -> None:
    wait_a_night(connection)
    ledger.owe(connection, TRAINING_LOADS.name, {str(trained[0]): None})
    ledger.mark_dead(connection, TRAINING_LOADS.name, {str(trained[0]): "ValueError: no"})
    assert owe_daily_loads.run() == {"owed": 2}
    assert [debt.key for debt in ledger.dead(connection)] == [str(trained[0])]
