"""The statement of intake: it merges, counts changes, owes exactly those, and keeps strangers out."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from api_hooks.query import Query
from storage import ledger
from storage.check_ins import INTAKE, LANE, RECENT
from storage.models import DERIVED_COLUMNS, INPUT_COLUMNS, DailyMetrics
from storage.pools import web_pool
from storage.receipts import RECEIPT
from storage.statements import Statement
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 2)

BOOLS = {name for name in INPUT_COLUMNS if not DailyMetrics.__table__.c[name].nullable}
EMPTY = {name: False if name in BOOLS else None for name in INPUT_COLUMNS}

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "mood": st.none() | st.integers(1, 3),
    "hrv_rmssd": st.none() | st.sampled_from([0.1, 60.0, 62.5]),
    "athlete_notes": st.none() | st.sampled_from(["", "a", "B"]),
    "is_illness": st.none() | st.booleans(),
    "detected_keywords": st.none() | st.sampled_from([[], [{"a": 1}], [{"a": 2}]]),
}


def debt(connection: Connection[DictRow], athlete: UUID, day: date = DAY) -> dict[str, Any]:
    row = connection.execute(
        "SELECT * FROM owed_work WHERE lane = %s AND key = %s", [LANE, f"{athlete}:{day}"]
    ).fetchone()
    assert row is not None
    return row


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=1, max_size=8))
def test_writes_merge_and_only_changes_count(
    writes: list[dict[str, Any]], connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete, model, revision = writer.athlete(), dict(EMPTY), 0
    for write in writes:
        given_values = {
            name: False if value is None and name in BOOLS else value for name, value in write.items()
        }
        merged = {**model, **given_values}
        changes = revision == 0 or merged != model
        model, revision = merged, revision + changes
        row = writer.take(athlete, DAY, **write)
        assert {name: row[name] for name in INPUT_COLUMNS} == model
        assert (row["revision"], row["changed"]) == (revision, changes)
        assert debt(connection, athlete)["revision"] == revision


def test_an_empty_check_in_is_one(connection: Connection[DictRow], writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    row = writer.take(athlete, DAY)
    assert (row["revision"], row["changed"]) == (1, True)
    assert {name: row[name] for name in INPUT_COLUMNS} == EMPTY
    assert debt(connection, athlete)["done_revision"] == 0


def test_results_stay_until_a_run_writes_newer_ones(writer: CheckInWriter) -> None:
    """They are kept for a run that finds the same signature again; readers go by the two revisions."""
    athlete = writer.athlete()
    writer.take(athlete, DAY, mood=5)
    writer.connection.execute(
        "UPDATE daily_metrics SET assessed_revision = 1, readiness_score = 7.4, assessed_signature = 'x'"
    )
    for mood, revision in ((5, 1), (6, 2)):
        row = writer.take(athlete, DAY, mood=mood)
        assert (row["revision"], row["assessed_revision"]) == (revision, 1)
        assert (row["readiness_score"], row["assessed_signature"]) == (7.4, b"x")


def test_the_time_of_the_last_change_is_that_of_a_change(writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    first = writer.take(athlete, DAY, mood=5)
    same = writer.take(athlete, DAY, mood=5)
    other = writer.take(athlete, DAY, mood=6)
    assert same["updated_at"] == first["updated_at"]
    assert other["updated_at"] > first["updated_at"]
    assert other["created_at"] == first["created_at"]


def test_every_input_column_is_stored_and_compared(writer: CheckInWriter) -> None:
    """A column that is left out of the comparison would change without being assessed."""
    athlete = writer.athlete()
    revision = writer.take(athlete, DAY)["revision"]
    samples: dict[type, Any] = {int: 5, float: 2.5, bool: True, str: "text"}
    for name in INPUT_COLUMNS:
        kind = DailyMetrics.__table__.c[name].type.python_type
        value = samples.get(kind, [{"a": 1}])
        row = writer.take(athlete, DAY, **{name: value})
        revision += 1
        assert (row[name], row["revision"], row["changed"]) == (value, revision, True), name


def test_columns_that_are_not_named_as_present_are_not_taken(writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    writer.take(athlete, DAY, mood=5)
    row = _intake(writer.connection, caller_id=writer.coach, client_id=athlete, day=DAY, mood=9, present=[])
    assert (row["mood"], row["changed"]) == (5, False)


def test_whatever_is_sent_again_revives_what_was_dead(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    key = writer.key(athlete, DAY, mood=5)
    ledger.mark_dead(connection, LANE, {key: "a bad row"})
    assert writer.take(athlete, DAY, mood=5)["changed"]  # so that it is submitted
    revived = debt(connection, athlete)
    assert (revived["dead_at"], revived["last_error"], revived["revision"]) == (None, None, 1)
    ledger.mark_dead(connection, LANE, {key: "a bad row"})
    writer.take(athlete, DAY, mood=6)
    revived = debt(connection, athlete)
    assert (revived["dead_at"], revived["last_error"], revived["revision"]) == (None, None, 2)


def test_owed_since_is_the_time_of_the_oldest_revision_that_no_run_has_covered(
    connection: Connection[DictRow], writer: CheckInWriter
) -> None:
    """Else a check-in that is written all the time would never be late."""
    athlete = writer.athlete()
    writer.take(athlete, DAY, mood=5)
    first = debt(connection, athlete)["owed_at"]
    for mood in (5, 6, 7):
        writer.take(athlete, DAY, mood=mood)
        assert debt(connection, athlete)["owed_at"] == first
    ledger.mark_done(connection, LANE, {f"{athlete}:{DAY}": ledger.Finished(2)})
    some_are_left = debt(connection, athlete)["owed_at"]
    assert some_are_left > first
    ledger.mark_done(connection, LANE, {f"{athlete}:{DAY}": ledger.Finished(3)})
    writer.take(athlete, DAY, mood=8)
    assert debt(connection, athlete)["owed_at"] > some_are_left


def test_concurrent_writes_are_all_kept_and_all_counted(database_url: str, writer: CheckInWriter) -> None:
    """Each of eight writers has a column of its own and changes it again and again, from the start."""
    athlete, rounds = writer.athlete(), 25
    columns = [name for name in INPUT_COLUMNS if DailyMetrics.__table__.c[name].type.python_type is int][:8]
    assert len(columns) == 8

    def write(column: str) -> list[int]:
        with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as own:
            return [
                _intake(
                    own,
                    caller_id=writer.coach,
                    client_id=athlete,
                    day=DAY,
                    present=[column],
                    **{column: value},
                )["revision"]
                for value in range(rounds)
            ]

    with ThreadPoolExecutor(len(columns)) as threads:
        revisions = [revision for own in threads.map(write, columns) for revision in own]
    assert sorted(revisions) == list(range(1, rounds * len(columns) + 1))
    row = writer.take(athlete, DAY)
    assert {row[column] for column in columns} == {rounds - 1}
    assert debt(writer.connection, athlete)["revision"] == row["revision"] == rounds * len(columns)


@pytest.mark.parametrize(
    ("time_zone", "instant", "day"),
    [
        ("Europe/Stockholm", datetime(2026, 3, 1, 23, 30, tzinfo=UTC), date(2026, 3, 2)),
        ("Europe/Stockholm", datetime(2026, 3, 1, 22, 59, tzinfo=UTC), date(2026, 3, 1)),
        # one hour earlier in summer
        ("Europe/Stockholm", datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        # On the days on which the clocks change, midnight is where it was in the morning and is not at night.
        ("Europe/Stockholm", datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Stockholm", datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Stockholm", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Stockholm", datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Stockholm", datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Stockholm", datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        ("America/New_York", datetime(2026, 3, 2, 1, tzinfo=UTC), date(2026, 3, 1)),
        ("Pacific/Kiritimati", datetime(2026, 3, 1, 10, tzinfo=UTC), date(2026, 3, 2)),
        ("Pacific/Pago_Pago", datetime(2026, 3, 2, 10, 59, tzinfo=UTC), date(2026, 3, 1)),
    ],
)
def test_an_instant_falls_on_the_athletes_day(
    time_zone: str, instant: datetime, day: date, writer: CheckInWriter
) -> None:
    athlete = writer.athlete()
    writer.connection.execute("UPDATE clients SET time_zone = %s", [time_zone])
    row = _intake(
        writer.connection,
        caller_id=writer.coach,
        client_id=athlete,
        instant=instant,
        present=["mood"],
        mood=5,
    )
    assert row["date"] == day
    assert debt(writer.connection, athlete, day)["revision"] == 1


@pytest.fixture
def people(writer: CheckInWriter) -> dict[str, UUID]:
    """One user of each role; the athlete's login belongs to the client."""
    ids = {"client": writer.athlete(), "coach": writer.coach}
    roles = {
        "admin": "ADMIN",
        "stranger": "COACH",
        "athlete": "ATHLETE",
        "other": "ATHLETE",
        "physio": "PHYSIO",
    }
    for name, role in roles.items():
        row = writer.connection.execute(
            "INSERT INTO users (email, name, role) VALUES (%s, %s, %s) RETURNING id",
            [f"{name}@example.org", name, role],
        ).fetchone()
        assert row is not None
        ids[name] = row["id"]
    writer.connection.execute(
        "INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)", [ids["client"], ids["athlete"]]
    )
    return ids


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("admin", True),
        ("coach", True),
        ("athlete", True),
        ("stranger", False),
        ("other", False),
        ("physio", False),
    ],
)
def test_who_may_write_and_read(who: str, may: bool, people: dict[str, UUID], writer: CheckInWriter) -> None:
    writer.take(people["client"], DAY, mood=1)
    for caller in ({"caller_id": people[who]}, {"caller_email": _address(writer.connection, people[who])}):
        row = _intake(
            writer.connection, client_id=people["client"], day=DAY, present=["mood"], mood=9, **caller
        )
        assert (row["caller_id"], row["athlete_id"], row["allowed"]) == (people[who], people["client"], may)
        assert (row["id"] is not None) == may
        found = _recent(writer.connection, client_id=people["client"], **caller)
        assert (found[0]["mood"] == 9) == may
    stored = writer.take(people["client"], DAY)
    assert (stored["mood"], stored["revision"]) == ((9, 2) if may else (1, 1))


def test_nobody_and_no_athlete(people: dict[str, UUID], writer: CheckInWriter) -> None:
    row = _intake(writer.connection, caller_id=uuid4(), client_id=people["client"], day=DAY, present=[])
    assert (row["caller_id"], row["athlete_id"], row["allowed"], row["id"]) == (None, None, None, None)
    row = _intake(writer.connection, caller_id=people["admin"], client_id=uuid4(), day=DAY, present=[])
    assert (row["caller_role"], row["athlete_id"], row["allowed"], row["id"]) == ("ADMIN", None, None, None)
    assert writer.connection.execute("SELECT 1 FROM daily_metrics").fetchall() == []
    assert writer.connection.execute("SELECT 1 FROM owed_work").fetchall() == []


def test_recent_days_are_the_athletes_and_end_with_the_newest(writer: CheckInWriter) -> None:
    athlete = writer.athlete()
    writer.connection.execute("UPDATE clients SET time_zone = 'Pacific/Kiritimati'")
    today = (datetime.now(UTC) + timedelta(hours=14)).date()
    for ago in (-1, 0, 5, 6):
        writer.take(athlete, today - timedelta(days=ago), mood=1)
    found = _recent(writer.connection, caller_id=writer.coach, client_id=athlete, days=5)
    assert [row["date"] for row in found] == [today - timedelta(days=ago) for ago in (-1, 0, 5)]


def test_an_athlete_without_check_ins_is_one_row_of_nothing(writer: CheckInWriter) -> None:
    (row,) = _recent(writer.connection, caller_id=writer.coach, client_id=writer.athlete())
    assert row["allowed"]
    assert {row[name] for name in (*INPUT_COLUMNS, *DERIVED_COLUMNS, "id", "revision")} == {None}


@pytest.mark.parametrize("statement", [INTAKE, RECENT, RECEIPT])
def test_no_plan_of_the_web_process_reads_a_whole_table(
    statement: Statement, database_url: str, writer: CheckInWriter
) -> None:
    """Not even where PostgreSQL knows that there is but one row: there will be more, and the plan is kept."""
    writer.take(writer.athlete(), DAY, mood=1)
    writer.connection.execute("ANALYZE")

    async def explain() -> str:
        async with web_pool(database_url, size=1, timeout_seconds=5) as pool, pool.connection() as connection:
            cursor = await connection.execute(b"EXPLAIN (GENERIC_PLAN) " + Query.of(statement).text)
            return "\n".join(row["QUERY PLAN"] for row in await cursor.fetchall())

    plan = asyncio.run(explain())
    assert "Index" in plan
    assert "Seq Scan" not in plan


def _intake(connection: Connection[DictRow], **parameters: Any) -> DictRow:
    return _run(connection, INTAKE.text, dict.fromkeys(INTAKE.parameters) | parameters)[0]


def _recent(connection: Connection[DictRow], **parameters: Any) -> list[DictRow]:
    return _run(connection, RECENT.text, dict.fromkeys(RECENT.parameters) | {"days": 36_500} | parameters)


def _run(connection: Connection[DictRow], text: bytes, parameters: dict[str, Any]) -> list[DictRow]:
    rows = connection.execute(text, parameters).fetchall()
    assert rows, "there is always a row that says why"
    return rows


def _address(connection: Connection[DictRow], user: UUID) -> str:
    row = connection.execute("SELECT email FROM users WHERE id = %s", [user]).fetchone()
    assert row is not None
    address: str = row["email"]
    return address
