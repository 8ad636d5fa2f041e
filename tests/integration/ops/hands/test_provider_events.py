"""`afterwrite strava events` and `backfill`: what an operator sees of a provider, and what may be typed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from domain.event_outcomes import EventOutcome
from domain.providers import Provider
from storage import ledger
from storage.provider_inbox import Settled, drop_events_before, settle_events
from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Type
from tests.integration.ops.hands.test_schedule import forget_connections
from tests.provider_events import at, connect_account, put

pytestmark = pytest.mark.integration

Database = Connection[DictRow]


@pytest.fixture
def _process_of_its_own() -> Iterator[None]:
    """For commands that work as a worker does."""
    forget_connections()
    yield
    forget_connections()


@pytest.fixture
def athlete(connection: Database) -> UUID:
    """Kim, who has connected Strava."""
    athlete = CheckInWriter(connection).athlete()
    connection.execute("UPDATE clients SET name = 'Kim Berg' WHERE id = %s", [athlete])
    connect_account(connection, athlete, 77)
    return athlete


def hear(connection: Database, number: int, *, owner: str = "77", provider: str = "strava") -> None:
    event: dict[str, Any] = {
        "provider": provider,
        "name": f"event {number}",
        "key": f"{provider}:activity:{number}",
        "owner": owner,
        "object_type": "activity",
        "object_id": str(number),
        "aspect": "update",
        "event_at": at(number).isoformat(),
    }
    put(connection, event)


def settle(connection: Database, number: int, outcome: EventOutcome, detail: str | None = None) -> None:
    query = "SELECT id FROM provider_events WHERE name = %s"
    (row,) = connection.execute(query, [f"event {number}"]).fetchall()
    settle_events(connection, [Settled(row["id"], outcome, detail)])
    connection.execute(
        "UPDATE owed_work SET done_revision = revision WHERE key = %s", [f"strava:activity:{number}"]
    )


@pytest.fixture
def _a_night(connection: Database, athlete: UUID) -> None:  # noqa: ARG001  who has them
    """Of five events one is applied, one was nothing, one waits, one failed and waits, and one is dead."""
    for number in range(1, 6):
        hear(connection, number)
    settle(connection, 1, EventOutcome.APPLIED)
    settle(connection, 2, EventOutcome.VOID, "the activity has no length that could be counted")
    ledger.note_errors(connection, "strava", {"strava:activity:4": "KeyError: 'start_date'"})
    ledger.mark_dead(
        connection, "strava", {"strava:activity:5": "RefusedError: Strava refused, with status 403"}
    )
    hear(connection, 6, owner="88")
    hear(connection, 7, provider="garmin")
    connection.execute("UPDATE provider_connections SET last_sync_error = 'Strava did not answer in time'")


@pytest.mark.usefixtures("_a_night")
def test_everything_is_seen_at_a_glance(type_: Type) -> None:
    said = type_("strava", "events")
    assert (said.code, said.err) == (0, "")
    assert "Strava: accounts connected 1, failing 1" in said.out
    assert "events received 6" in said.out
    assert "1 APPLIED, 1 VOID; 4 without an outcome" in said.out
    assert "objects dead 1" in said.out
    assert "nobody here" in said.out
    assert "failing, accounts 1: Strava did not answer in time" in said.out
    assert "afterwrite dead replay --lane strava" in said.out
    document = type_("strava", "events", "--json").json
    assert document["troubles"] == [{"reason": "Strava did not answer in time", "accounts": 1}]
    assert [event["object_id"] for event in document["events"]] == ["6", "5", "4", "3", "2", "1"]
    assert document["overview"]["settled"] == {"APPLIED": 1, "VOID": 1}
    why = {event["object_id"]: event["last_error"] for event in document["events"]}
    assert (why["3"], why["2"]) == ("Strava did not answer in time", None)
    assert [event["object_id"] for event in type_("garmin", "events", "--json").json["events"]] == ["7"]


@pytest.mark.usefixtures("_a_night")
def test_only_what_failed(type_: Type) -> None:
    found = type_("strava", "events", "--failed", "--json").json["events"]
    assert [(event["object_id"], event["last_error"]) for event in found] == [
        ("5", "RefusedError: Strava refused, with status 403"),
        ("4", "KeyError: 'start_date'"),
    ]
    assert found[0]["dead_at"] is not None
    assert "No event has failed." in type_("garmin", "events", "--failed").out


@pytest.mark.usefixtures("_a_night")
def test_of_one_athlete_with_the_connection(type_: Type, connection: Database) -> None:
    said = type_("strava", "events", "Kim Berg", "--limit", "2")
    assert "Account 77 is connected" in said.out
    assert "Last error: Strava did not answer in time" in said.out
    assert "Kim Berg" in said.out
    assert len(type_("strava", "events", "Kim Berg", "--json").json["events"]) == 5
    other = CheckInWriter(connection).athlete()
    refused = type_("strava", "events", str(other))
    assert refused.code == 1
    assert "has never connected Strava" in refused.err


def test_a_backfill_is_owed_submitted_and_written_down(
    type_: Type, connection: Database, athlete: UUID
) -> None:
    said = type_("strava", "backfill", "Kim Berg", "--days", "30", "--as", "Ann", "--json")
    assert said.code == 0
    assert said.json["receipt"] == {"lane": "strava-backfill", str(athlete): 1}
    assert ledger.owed(connection, "strava-backfill", [str(athlete)], policy="append")[str(athlete)].inputs
    (action,) = type_("audit", "--json").json
    assert (action["who"], action["action"]) == ("Ann", "backfill")
    assert type_("strava", "backfill", "Kim Berg").out.startswith("Workers fetch 90 days from Strava")


def test_a_wait_ends_when_it_was_given_up(type_: Type, connection: Database, athlete: UUID) -> None:
    connection.execute(
        "CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " NEW.dead_at := now(); NEW.last_error := 'RefusedError: no'; RETURN NEW; END $$"
    )
    connection.execute("CREATE TRIGGER t BEFORE INSERT ON owed_work FOR EACH ROW EXECUTE FUNCTION give_up()")
    said = type_("strava", "backfill", str(athlete), "--wait")
    assert said.code == 1
    assert "Given up: RefusedError: no" in said.out


def test_who_is_not_connected_has_no_past_there(type_: Type, connection: Database) -> None:
    other = CheckInWriter(connection).athlete()
    connect_account(connection, other, "ann", provider=Provider.GARMIN)
    said = type_("strava", "backfill", str(other))
    assert said.code == 1
    assert "is not connected with Strava" in said.err


@pytest.mark.usefixtures("_a_night", "_process_of_its_own")
def test_what_an_operator_has_forgotten_waits_no_more(type_: Type) -> None:
    assert type_("dead", "forget", "strava:activity:5", "--yes").code == 0
    assert type_("schedule", "run", "prune").code == 0
    (event,) = [one for one in type_("strava", "events", "--json").json["events"] if one["object_id"] == "5"]
    assert (event["outcome"], event["detail"]) == ("VOID", "dead, and forgotten by an operator")


@pytest.mark.usefixtures("_process_of_its_own")
def test_what_is_old_and_has_an_outcome_is_pruned(type_: Type, connection: Database) -> None:
    for number in (1, 2, 3):
        hear(connection, number)
    settle(connection, 1, EventOutcome.APPLIED)
    settle(connection, 2, EventOutcome.APPLIED)
    connection.execute(
        "UPDATE provider_events SET received_at = now() - interval '31 days' WHERE object_id <> '2'"
    )
    assert type_("schedule", "run", "prune", "--json").json["rows"] == 1
    left = connection.execute("SELECT object_id FROM provider_events ORDER BY id").fetchall()
    assert [row["object_id"] for row in left] == ["2", "3"]
    assert type_("strava", "events", "--json").json["overview"]["settled"] == {"APPLIED": 2}
    assert drop_events_before(connection, timedelta(0), at_most=1) == 1
