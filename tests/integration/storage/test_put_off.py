"""A debt that is put off is owed, is not late, and comes back into line with the next live input."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.check_ins import LANE
from storage.inspection import debts
from storage.put_off import PUT_OFF_HOURS, owe_at
from storage.receipts import RECEIPT
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


@pytest.fixture
def key(connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID) -> str:
    key = writer.key(athlete, DAY, mood=5)
    connection.execute("UPDATE owed_work SET owed_at = now() + make_interval(hours => %s)", [PUT_OFF_HOURS])
    return key


def _overdue(connection: Connection[DictRow], lane: str = LANE) -> list[str]:
    pages = ledger.overdue(connection, lane, older_than_seconds=0, page=10)
    return [key for page in pages for key in page]


def test_it_is_owed_and_reconcile_leaves_it_alone(connection: Connection[DictRow], key: str) -> None:
    assert _overdue(connection) == []
    gauges = ledger.gauges(connection)[LANE]
    assert (gauges.owed, gauges.oldest_owed_seconds) == (1, 0)
    left = debts(connection, LANE, [key])[key].put_off_seconds(datetime.now(UTC))
    assert left == pytest.approx(PUT_OFF_HOURS * 3600, abs=60)


def test_a_live_input_ends_that(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, key: str
) -> None:
    writer.take(athlete, DAY, mood=6)
    assert _overdue(connection) == [key]


def test_so_does_more_work_of_a_key_whose_revisions_the_ledger_counts(
    connection: Connection[DictRow],
) -> None:
    ledger.owe(connection, "any", {"k": None})
    connection.execute("UPDATE owed_work SET owed_at = now() + interval '1 hour'")
    ledger.owe(connection, "any", {"k": None})
    assert _overdue(connection, "any") == ["k"]


def test_a_receipt_tells_when_it_was_accepted(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, key: str
) -> None:
    asked = {"caller_id": writer.coach, "caller_email": None, "client_id": athlete, "lane": LANE, "key": key}
    row = connection.execute(RECEIPT.text, asked).fetchone()
    assert row is not None
    assert datetime.now(UTC) - row["owed_at"] < timedelta(minutes=1)
    assert row["owed_at"] <= datetime.now(UTC)


def test_work_may_be_owed_from_a_time_on(connection: Connection[DictRow]) -> None:
    now = datetime.now(UTC)
    owe_at(connection, "any", {"night": now + timedelta(hours=9), "past": now - timedelta(hours=1)})
    assert _overdue(connection, "any") == ["past"]
    owe_at(connection, "any", {"past": now + timedelta(hours=1)})
    assert _overdue(connection, "any") == []
    assert ledger.owed(connection, "any", ["past"])["past"].revision == 2
