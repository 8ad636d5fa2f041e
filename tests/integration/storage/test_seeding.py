"""What is seeded is stored and owed like anything else."""

import uuid
from datetime import date

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.check_ins import LANE
from storage.conservation import LaneBalance, balance
from storage.inspection import check_ins, debts, owed_count
from storage.seeding import SeededAthlete, SeededCheckIn, refresh_statistics, seed_check_ins, seed_coach
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

COACH, ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def keys(connection: Connection[DictRow]) -> list[str]:
    """Two athletes, three check-ins."""
    with connection.transaction():
        athletes = [SeededAthlete(ONE, "One", "Asia/Tokyo"), SeededAthlete(TWO, "Zoë \t\\N", "Europe/London")]
        seed_coach(connection, COACH, "coach@example.org", athletes)
        rows = [(ONE, DAY, [61.5, None]), (ONE, NEXT, [None, 7]), (TWO, DAY, [55.0, 3])]
        seeded = [SeededCheckIn(athlete, day, values) for athlete, day, values in rows]
        made = seed_check_ins(connection, ("hrv_rmssd", "mood"), seeded)
    refresh_statistics(connection)
    return made


def test_everything_is_stored_and_owed_once(connection: Connection[DictRow], keys: list[str]) -> None:
    assert keys == [f"{ONE}:2026-03-02", f"{ONE}:2026-03-03", f"{TWO}:2026-03-02"]
    assert balance(connection) == [LaneBalance("checkins", 3, 3, 0, 3, 0)]
    rows = check_ins(connection, keys)
    assert [(rows[key]["hrv_rmssd"], rows[key]["mood"]) for key in keys] == [
        (61.5, None),
        (None, 7),
        (55.0, 3),
    ]
    assert {row["is_illness"] for row in rows.values()} == {False}
    athletes = connection.execute("SELECT name, time_zone, user_id FROM clients ORDER BY id").fetchall()
    assert [tuple(athlete.values()) for athlete in athletes] == [
        ("One", "Asia/Tokyo", COACH),
        ("Zoë \t\\N", "Europe/London", COACH),
    ]


def test_a_write_continues_what_was_seeded(connection: Connection[DictRow], keys: list[str]) -> None:
    writer = CheckInWriter(connection)
    connection.execute("UPDATE clients SET user_id = %s", [writer.coach])
    row = writer.take(ONE, DAY, mood=9)
    assert (row["revision"], row["hrv_rmssd"], row["mood"]) == (2, 61.5, 9)
    assert debts(connection, LANE, keys)[keys[0]].revision == 2


def test_all_or_nothing(connection: Connection[DictRow], keys: list[str]) -> None:
    again = [SeededCheckIn(TWO, NEXT, [4]), SeededCheckIn(ONE, DAY, [4])]
    with pytest.raises(Exception, match="duplicate key"), connection.transaction():
        seed_check_ins(connection, ("mood",), again)
    assert owed_count(connection, LANE) == len(keys)


def test_only_inputs_can_be_seeded(connection: Connection[DictRow]) -> None:
    with pytest.raises(ValueError, match="readiness_score"):
        seed_check_ins(connection, ("mood", "readiness_score"), [])


def test_inspection_tells_owed_done_and_dead_apart(connection: Connection[DictRow], keys: list[str]) -> None:
    assert owed_count(connection, LANE) == 3
    ledger.mark_done(connection, LANE, {keys[0]: ledger.Finished(1)})
    ledger.mark_dead(connection, LANE, {keys[1]: "no"})
    assert owed_count(connection, LANE) == 1
    assert owed_count(connection, "other") == 0
    found = debts(connection, LANE, [*keys, "nobody:2026-03-02"])
    assert sorted(found) == sorted(keys)
    assert [found[key].is_owed for key in keys] == [False, False, True]
    assert found[keys[1]].last_error == "no"
    assert list(check_ins(connection, [keys[2], f"{TWO}:2026-03-09"])) == [keys[2]]
