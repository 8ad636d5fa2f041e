"""The inbox of providers' events: putting them in with what they owe, and writing down what became of them.

A provider's events are owed to the lane of its name. Nothing is acknowledged that is not in here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow, class_row

from domain.event_outcomes import EventOutcome
from storage.raising import RAISED
from storage.statements import Statement, written

#: Put events in, and owe their lane what is new among them, all in one statement. Takes `events`, a list of
#: objects with the columns of the table; answers lane, key and new revision of what is owed. Rows and debts
#: are written in the order of their names, so that two statements at a time wait for each other, and no more.
RECEIVE: Statement = written(f"""
WITH given AS (
    SELECT * FROM jsonb_to_recordset(CAST(%(events)s AS jsonb)) AS one (
        provider text, name text, key text, owner text, object_type text, object_id text, aspect text,
        subscription text, event_at timestamptz, payload jsonb)
), stored AS (
    INSERT INTO provider_events
        (provider, name, key, owner, object_type, object_id, aspect, subscription, event_at, payload)
    SELECT provider, name, key, owner, object_type, object_id, aspect, subscription, event_at, payload
    FROM given ORDER BY provider, name
    ON CONFLICT (provider, name) DO NOTHING
    RETURNING provider, key
)
INSERT INTO owed_work AS debt (lane, key, revision)
SELECT provider, key, count(*) FROM stored GROUP BY provider, key ORDER BY provider, key
{RAISED}
RETURNING lane, key, revision
""")  # noqa: S608  the only thing put in is a constant

_WAITING = """
SELECT id, provider, key, owner, object_type, object_id, aspect, event_at, received_at, payload
FROM provider_events WHERE key = ANY(%(keys)s) AND outcome IS NULL ORDER BY key, event_at, id
"""

_SETTLE = """
WITH settled AS (
    UPDATE provider_events AS event
    SET outcome = one.outcome, detail = one.detail, settled_at = now()
    FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[], %(details)s::text[]) AS one (id, outcome, detail)
    WHERE event.id = one.id AND event.outcome IS NULL
    RETURNING event.provider, event.outcome
)
INSERT INTO provider_event_totals AS total (provider, outcome, events)
SELECT provider, outcome, count(*) FROM settled GROUP BY provider, outcome ORDER BY provider, outcome
ON CONFLICT (provider, outcome) DO UPDATE SET events = total.events + excluded.events
"""

# What is dead and forgotten has no run to come, and would wait for ever.
_FORGOTTEN = """
SELECT event.id FROM provider_events AS event
JOIN owed_work AS debt ON debt.lane = event.provider AND debt.key = event.key
WHERE event.outcome IS NULL AND debt.forgotten_at IS NOT NULL ORDER BY event.id LIMIT %(limit)s
"""

_EMPTY = "UPDATE provider_events SET payload = NULL WHERE provider = %(provider)s AND owner = %(owner)s"

_DROP = """
DELETE FROM provider_events WHERE id IN (
    SELECT id FROM provider_events WHERE received_at < now() - %(age)s AND outcome IS NOT NULL
    ORDER BY id LIMIT %(limit)s)
"""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event that waits for its run."""

    id: int
    provider: str
    key: str
    owner: str
    object_type: str
    object_id: str
    aspect: str
    event_at: datetime
    received_at: datetime
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What has become of an event."""

    id: int
    outcome: EventOutcome
    detail: str | None = None


def waiting_events(connection: Connection[DictRow], keys: Collection[str]) -> list[StoredEvent]:
    """The events of these keys that have come to no outcome yet, by key, then in the order of their times."""
    with connection.cursor(row_factory=class_row(StoredEvent)) as cursor:
        return cursor.execute(_WAITING, {"keys": list(keys)}).fetchall()


def settle_events(connection: Connection[DictRow], settled: Sequence[Settled]) -> None:
    """Write down what has become of events, and count it.

    To be the last that a run writes: all runs of a provider count in the same rows.
    """
    if not settled:
        return
    parameters = {
        "ids": [each.id for each in settled],
        "outcomes": [each.outcome.value for each in settled],
        "details": [each.detail for each in settled],
    }
    connection.execute(_SETTLE, parameters)


def settle_forgotten(connection: Connection[DictRow], *, at_most: int) -> int:
    """Settle events of which an operator has forgotten that they are dead; answers how many."""
    found = connection.execute(_FORGOTTEN, {"limit": at_most}).fetchall()
    why = "dead, and forgotten by an operator"
    settle_events(connection, [Settled(row["id"], EventOutcome.VOID, why) for row in found])
    return len(found)


def empty_events(connection: Connection[DictRow], provider: str, owner: str) -> None:
    """Remove what an account's events said; that there were any stays until they are old."""
    connection.execute(_EMPTY, {"provider": provider, "owner": owner})


def drop_events_before(connection: Connection[DictRow], age: timedelta, *, at_most: int) -> int:
    """Drop events that were received longer ago than that and have an outcome; answers how many."""
    return connection.execute(_DROP, {"age": age, "limit": at_most}).rowcount
