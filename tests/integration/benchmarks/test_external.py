"""After a load test: what is missing of a provider's events and of answers is found."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from benchmarks.load_test.external import external_table, outer_faults
from tests.strava_connections import make_client

pytestmark = pytest.mark.integration


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[DictRow]]:
    with psycopg.connect(database_url, row_factory=dict_row, autocommit=True) as connection:
        yield connection


def summary(**counters: int) -> dict[str, Any]:
    return {"metrics": {name: {"values": {"count": count}} for name, count in counters.items()}}


def receive(connection: Connection[DictRow], number: int, outcome: str | None) -> None:
    connection.execute(
        "INSERT INTO provider_events (provider, name, key, owner, object_type, object_id, aspect, event_at,"
        " outcome, settled_at)"
        " VALUES ('STRAVA', %(n)s, %(n)s, '7', 'activity', %(n)s, 'create', now(), %(outcome)s,"
        " CASE WHEN %(outcome)s::text IS NOT NULL THEN now() END)",
        {"n": str(number), "outcome": outcome},
    )


def record(connection: Connection[DictRow], number: int) -> None:
    connection.execute(
        "INSERT INTO activities (client_id, source, source_type, external_id, type, started_at, day,"
        " duration_seconds)"
        " VALUES ((SELECT id FROM clients), 'STRAVA', 'Run', %s, 'RUNNING', now(), current_date, 60)",
        [str(number)],
    )


def test_events_that_were_accepted_are_all_accounted_for(connection: Connection[DictRow]) -> None:
    make_client(connection)
    for number in (1, 2):
        receive(connection, number, "APPLIED")
        record(connection, number)
    assert list(outer_faults(connection, summary(webhook_accepted=2))) == []
    assert list(outer_faults(connection, summary(webhook_accepted=3))) == ["1 accepted events are not stored"]
    receive(connection, 3, None)
    assert list(outer_faults(connection, summary(webhook_accepted=3))) == [
        "1 events did not come to a result",
        "3 activities were told of, and 2 are stored",
    ]


def test_answers_that_were_read_are_stored_and_counted_once(connection: Connection[DictRow]) -> None:
    read = summary(ai_answered=1)
    assert list(outer_faults(connection, read)) == ["1 answers that were read are not stored"]
    client = make_client(connection)
    connection.execute(
        "WITH talk AS (INSERT INTO ai_conversations (user_id, client_id, title)"
        " SELECT user_id, id, 'x' FROM clients WHERE id = %s RETURNING id, user_id),"
        " said AS (INSERT INTO ai_messages (conversation_id, role, sender_id, content)"
        " SELECT id, 'user', user_id, 'x' FROM talk RETURNING id, conversation_id)"
        " INSERT INTO ai_messages (conversation_id, role, reply_to, state, content)"
        " SELECT conversation_id, 'assistant', id, 'DONE', 'x' FROM said",
        [client],
    )
    assert list(outer_faults(connection, read)) == ["1 answers were made, and 0 are counted"]


def test_without_services_outside_there_is_no_table(connection: Connection[DictRow]) -> None:
    assert external_table(connection, summary()) is None
    assert list(outer_faults(connection, summary())) == []
