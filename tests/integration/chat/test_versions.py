"""Whatever a part speaks of, a change of it moves the part's version with its own transaction."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, Integer, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.assessment_statements import CONFIRM, REUSE
from storage.case_doors import ASSESS
from storage.chat_versions import VERSIONS
from storage.documents import REMOVE, REPLACE
from storage.models import Base
from storage.workout_doors import CHANGE, CHANGEABLE
from storage.workout_doors import REMOVE as REMOVE_WORKOUT
from tests.club import Club
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration

#: What the row says beside versions.
WHO = {"caller_id", "caller_role", "athlete_id", "allowed", "today"}


def versions(club: Club, connection: Connection[DictRow] | None = None) -> dict[str, Any]:
    parameters = {"caller_id": club.coach, "caller_email": None, "client_id": club.athlete}
    row = (connection or club.connection).execute(
        VERSIONS.text, parameters | {"business_id": None, "named_id": None, "document_ids": [], "days": 80}
    )
    (found,) = row.fetchall()
    assert found["allowed"]
    return {name: version for name, version in found.items() if name not in WHO}


def moved(club: Club, change: Callable[[], object]) -> set[str]:
    """Which versions a change moves: seen by nobody else before it is committed, and by all after."""
    before = versions(club)
    with psycopg.connect(club.connection.info.dsn, password=club.connection.info.password) as other:
        other.autocommit = True
        with club.connection.transaction():
            change()
            inside = versions(club)
            assert versions(club, _dicts(other)) == before
        after = versions(club, _dicts(other))
    assert after == inside
    return {name for name in before if before[name] != after[name]}


def _dicts(connection: Any) -> Connection[DictRow]:
    connection.row_factory = psycopg.rows.dict_row
    return connection  # type: ignore[no-any-return]


@pytest.fixture
def writer(club: Club) -> CheckInWriter:
    made = CheckInWriter(club.connection)
    made.coach = club.coach
    return made


def test_a_check_in_its_deferred_result_and_a_correction(club: Club, writer: CheckInWriter) -> None:
    take = lambda **columns: writer.take(club.athlete, club.today, **columns)  # noqa: E731
    assert moved(club, lambda: take(mood=7)) == {"check_ins"}
    row = take(mood=7)
    result = {"ids": [row["id"]], "revisions": [row["revision"]]}
    assert moved(club, lambda: club.connection.execute(REUSE.text, result)) == {"check_ins"}
    # A run on the same inputs with another history: only the time of assessment tells.
    assert moved(club, lambda: club.connection.execute(CONFIRM.text, result)) == {"check_ins"}
    assert moved(club, lambda: take(mood=3)) == {"check_ins"}
    assert moved(club, lambda: take(mood=3)) == set()


def test_a_result_that_is_committed_after_a_later_one_is_seen(club: Club, writer: CheckInWriter) -> None:
    """The newest time of a change would not move: the one that began first commits last."""
    days = (club.today, club.one("SELECT %s::date - 1", club.today))
    rows = [writer.take(club.athlete, day, mood=7) for day in days]
    parameters = [{"ids": [row["id"]], "revisions": [row["revision"]]} for row in rows]
    info = club.connection.info
    with psycopg.connect(info.dsn, password=info.password) as slow:
        slow.execute("SELECT now()")  # its time is of now
        club.connection.execute(CONFIRM.text, parameters[0])
        between = versions(club)
        slow.execute(CONFIRM.text, parameters[1])
        slow.commit()
    assert versions(club)["check_ins"] != between["check_ins"]


def test_a_workout_that_is_planned_changed_done_and_removed(club: Club) -> None:
    made: list[UUID] = []
    assert moved(club, lambda: made.append(club.workout(1))) == {"workouts"}
    asked = {"caller_id": club.coach, "caller_email": None, "workout_id": made[0]}
    change = asked | dict.fromkeys(CHANGEABLE) | {"status": "COMPLETED", "present": ["status"]}
    assert moved(club, lambda: club.connection.execute(CHANGE.text, change)) == {"workouts"}
    assert moved(club, lambda: club.connection.execute(REMOVE_WORKOUT.text, asked)) == {"workouts"}
    assert moved(club, lambda: club.workout(30)) == set()  # nothing is told of it


def test_a_plan_that_software_changes_and_gives_back(club: Club) -> None:
    workout = club.workout(0)
    changed = (
        "INSERT INTO workout_modifications (workout_id, effect_key, decision, planned_type, planned_status,"
        " modified_type, modified_status)"
        " VALUES (%s, 'k', 'REST', 'RUNNING', 'PLANNED', 'RUNNING', 'CANCELLED')"
    )
    assert moved(club, lambda: club.run(changed, workout)) == {"changes"}
    assert moved(club, lambda: club.run("UPDATE workout_modifications SET undone_at = now()")) == {"changes"}


def test_a_case_that_is_opened_and_its_restriction_that_is_withdrawn(club: Club) -> None:
    opened: list[UUID] = []

    def open_one() -> None:
        case = club.one(
            "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on,"
            " last_reported_on, severity, decision, minimum_days)"
            " VALUES (%s, 'INJURY', 'KNEE', 'ACTIVE', 'AUTOMATIC', %s, %s, 'HIGH', 'REST', 3) RETURNING id",
            *(club.athlete, club.today, club.today),
        )
        club.run(
            "INSERT INTO training_restrictions (client_id, case_id, type, severity, source, body_parts,"
            " affected_workout_types, start_date, end_date)"
            " VALUES (%s, %s, 'NO_RUNNING', 'MILD', 'INJURY_CASCADE', '{KNEE}', '{}', %s, %s::date + 3)",
            *(club.athlete, case, club.today, club.today),
        )
        opened.append(case)

    assert moved(club, open_one) == {"cases", "restrictions"}
    withdraw = "UPDATE training_restrictions SET is_active = false, updated_at = now()"
    assert moved(club, lambda: club.run(withdraw)) == {"restrictions"}
    person = {"caller_id": club.coach, "caller_email": None, "case_id": opened[0], "status": "RESOLVED"}
    assert moved(club, lambda: club.connection.execute(ASSESS.text, person)) == {"cases"}
    assert moved(club, lambda: club.run("DELETE FROM training_restrictions")) == {"restrictions"}


CHANGES = {
    "loads": "INSERT INTO training_loads (client_id, date, unit, sessions, unknown_sessions, duplicates,"
    " strength)"
    " VALUES (%(athlete)s, %(today)s, 'RPE', 1, 0, 0, '{}')",
    "assignments": "INSERT INTO assignments (kind, client_id, name, assigned_date)"
    " VALUES ('CARDIO', %(athlete)s, 'A session', %(today)s)",
    "activities": "INSERT INTO activities (client_id, source, external_id, type, source_type, started_at,"
    " day, duration_seconds) VALUES (%(athlete)s, 'MANUAL', 'a', 'RUNNING', 'Run', now(), %(today)s, 60)",
    "programs": "INSERT INTO training_programs (client_id, name) VALUES (%(athlete)s, 'Spring')",
    "streak": "INSERT INTO streaks (client_id, check_ins, best) VALUES (%(athlete)s, 1, 1)",
    "athlete": "UPDATE clients SET max_hr = 190, resting_hr = 50 WHERE id = %(athlete)s",
    "memories": "INSERT INTO chat_memories (client_id, user_id, fact, fact_key)"
    " VALUES (%(athlete)s, %(coach)s, 'f', 'f')",
    "people": "INSERT INTO clients (user_id, name) VALUES (%(coach)s, 'Somebody')",
}


def test_everything_else_that_is_told(club: Club) -> None:
    parameters = {"athlete": club.athlete, "coach": club.coach, "today": club.today}
    for what, change in CHANGES.items():
        make = partial(club.connection.execute, change.encode(), parameters)
        assert moved(club, make) == {what}


def test_a_document_that_is_written_replaced_and_removed(club: Club) -> None:
    made: list[str] = []
    assert moved(club, lambda: made.append(club.document("One."))) == {"documents"}
    asked = {"caller_id": club.coach, "caller_email": None, "document_id": made[0]}
    text = {"title": "Heat", "language": "en", "characters": 4, "passages": '["Two."]'}
    assert moved(club, lambda: club.connection.execute(REPLACE.text, asked | text)) == {"documents"}
    assert moved(club, lambda: club.connection.execute(REMOVE.text, asked)) == {"documents"}


def test_every_kind_of_row_can_be_hashed() -> None:
    """A column of another type would leave every part out."""
    whole = set(re.findall(r"FROM (\w+) one\b", str(VERSIONS))) & set(Base.metadata.tables)
    assert {"workouts", "injury_cases", "training_restrictions", "training_loads"} <= whole - {
        "daily_metrics"
    }
    hashed = (Uuid, Text, Date, DateTime, Float, Integer, BigInteger, SmallInteger, Boolean, JSONB, ARRAY)
    for name in whole - {"daily_metrics"}:
        assert [column for column in Base.metadata.tables[name].c if type(column.type) not in hashed] == []


def test_what_is_about_others_moves_nothing_of_the_athletes(club: Club, writer: CheckInWriter) -> None:
    other = club.member("Kim Dahl")
    assert moved(club, lambda: writer.take(other, club.today, mood=7)) == set()
