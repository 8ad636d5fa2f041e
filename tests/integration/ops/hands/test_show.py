"""`afterwrite show`: one athlete's picture from the database, by id or by name."""

import subprocess
import sys
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

pytestmark = pytest.mark.integration


@pytest.fixture
def athlete(connection: Connection[DictRow]) -> UUID:
    row = connection.execute(
        "WITH coach AS"
        " (INSERT INTO users (email, name, role) VALUES ('c@example.org', 'C', 'COACH') RETURNING id)"
        " INSERT INTO clients (user_id, name, time_zone)"
        " SELECT id, 'Kim Berg', 'Pacific/Kiritimati' FROM coach RETURNING id"
    ).fetchone()
    assert row is not None
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision, hrv_rmssd, resting_hr)"
        " SELECT %s, (now() AT TIME ZONE 'Pacific/Kiritimati')::date - n, 1, 60 + n %% 3, 50"
        " FROM generate_series(0, 40) AS n",
        [row["id"]],
    )
    return UUID(str(row["id"]))


def test_by_id_and_by_name(type_: Any, athlete: UUID) -> None:
    for client in (str(athlete), "kim berg"):
        said = type_("show", client)
        assert said.code == 0
        assert "Kim Berg" in said.out
        assert "BEING ASSESSED" in said.out
        assert "Pacific/Kiritimati" in said.out


def test_what_is_being_followed_up_comes_first(
    type_: Any, athlete: UUID, connection: Connection[DictRow]
) -> None:
    connection.execute(
        "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on, last_reported_on,"
        " severity, decision, minimum_days)"
        " VALUES (%s, 'INJURY', 'KNEE', 'ACTIVE', 'AUTOMATIC', '2026-03-14', '2026-03-14', 'HIGH', 'REST',"
        " 14)",
        [athlete],
    )
    said = type_("show", str(athlete))
    assert said.out.index("Pain (knee), since 14 Mar") < said.out.index("Readiness today")
    assert "comes first, whatever readiness says" in said.out


def test_a_terminal_that_knows_few_characters(athlete: UUID, environment: dict[str, str]) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from ops.cli import main; main()", "show", str(athlete)],
        env={**{k: v for k, v in environment.items() if k != "COLUMNS"}, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Kim Berg" in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines()) <= 80
    assert "?" in shown.stdout


def test_for_machines(type_: Any, athlete: UUID) -> None:
    document = type_("show", str(athlete), "--days", "14", "--json").json
    assert document["client_id"] == str(athlete)
    assert len(document["days"]) == 14
    assert document["days"][-1]["hrv"]["baseline_days"] == 40
    assert document["verdict"]["standing"] == "PENDING"


def test_no_such_athlete(type_: Any) -> None:
    for client in (str(uuid4()), "Nobody", "no\x1bbody"):
        said = type_("show", client)
        assert (said.code, said.out) == (1, "")
        assert "There is no athlete" in said.err
        assert "\x1b" not in said.err


def test_a_name_that_two_have(type_: Any, athlete: UUID, connection: Connection[DictRow]) -> None:
    connection.execute("INSERT INTO clients (user_id, name) SELECT user_id, name FROM clients")
    said = type_("show", "Kim Berg")
    assert said.code == 1
    assert "2 athletes are called Kim Berg" in said.err
    assert str(athlete) in said.err.replace("\n", "")


def test_days_are_checked(type_: Any) -> None:
    assert [type_("show", "x", "--days", days).code for days in ("13", "367")] == [2, 2]
