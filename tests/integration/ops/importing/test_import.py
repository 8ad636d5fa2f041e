"""What is imported is stored once and assessed as if it had been checked in; live input is left alone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS, REASSESSMENTS
from coalescing.outcomes import EntryState
from domain.history import HISTORY_DAYS
from runtime.settings import get_settings
from storage.conservation import LaneBalance, balance
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.reconcile import reconcile_lane
from tests.books import books_of_assessing
from tests.checker import expected_results, stored_results
from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Type
from tests.integration.ops.importing.conftest import FIRST_DAY, ImportRows, days_of, write
from tests.integration.tasks.conftest import MakeLane

pytestmark = pytest.mark.integration

Assess = Callable[[], None]


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


def _rows(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute("SELECT * FROM daily_metrics ORDER BY client_id, date").fetchall()


def _all(connection: Connection[DictRow]) -> dict[str, Any]:
    """Every row of every table that an import could touch."""
    tables = (
        "daily_metrics",
        "owed_work",
        "owed_inputs",
        "imports",
        "operator_actions",
        "clients",
        "businesses",
    )
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2".encode()).fetchall()
        for table in tables
    }


def test_every_day_is_stored_and_its_result_is_the_pure_function(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    athlete: UUID,
    import_rows: ImportRows,
    assess: Assess,
) -> None:
    rows = days_of(athlete, 60) + days_of(writer.athlete(), 45, shift=3)
    said = import_rows(rows, "--json")
    assert said.code == 0
    counted = {
        name: said.json[name] for name in ("rows", "rejected", "new_days", "changed_days", "unchanged_days")
    }
    assert list(counted.values()) == [105, 0, 105, 0, 0]
    stored = {(row["client_id"], row["date"], row["hrv_rmssd"], row["mood"]) for row in _rows(connection)}
    assert stored == set(rows)
    assert balance(connection)[0] == LaneBalance("checkins", 105, 105, 0, 105, 0)
    assess()
    found = _rows(connection)
    assert [row["assessed_revision"] for row in found] == [1] * 105
    assert stored_results(found) == expected_results(found)
    for book in books_of_assessing(connection):
        assert (book.done, book.owed, book.dead, book.lost) == (book.accepted, 0, 0, 0)


def test_live_lanes_are_not_told_and_reconcile_leaves_the_days_alone(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, make_lane: MakeLane
) -> None:
    import_rows(days_of(athlete, 20))
    connection.execute("UPDATE owed_work SET owed_at = owed_at - interval '1 hour' WHERE lane = 'checkins'")
    assert reconcile_lane(CHECKINS)["overdue"] == 0
    assert make_lane(CHECKINS).peek(f"{athlete}:{FIRST_DAY}").state is EntryState.ABSENT
    assert make_lane(REASSESSMENTS).peek(str(athlete)).state is EntryState.WAITING


def test_if_nobody_assesses_them_reconcile_hands_them_over_in_the_end(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, make_lane: MakeLane
) -> None:
    import_rows(days_of(athlete, 20))
    connection.execute(
        "UPDATE owed_work SET owed_at = owed_at - interval '6 hours 1 minute' WHERE lane = 'checkins'"
    )
    assert reconcile_lane(CHECKINS)["resubmitted"] == 20
    run(make_lane(CHECKINS), assess_check_ins)
    found = _rows(connection)
    assert stored_results(found) == expected_results(found)


def test_days_after_the_last_imported_one_are_assessed_again(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    athlete: UUID,
    import_rows: ImportRows,
    make_lane: MakeLane,
    assess: Assess,
) -> None:
    lane: LaneClient = make_lane(CHECKINS)
    for days in (20, 20 + HISTORY_DAYS - 1):
        lane.submit(writer.key(athlete, FIRST_DAY + timedelta(days=days), hrv_rmssd=70.0, mood=5))
    run(lane, assess_check_ins)
    import_rows(days_of(athlete, 20))
    assess()
    found = _rows(connection)
    assert stored_results(found) == expected_results(found)


def test_the_same_file_again_does_nothing_and_says_so(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows
) -> None:
    rows = days_of(athlete, 20)
    import_rows(rows)
    before = _all(connection)
    said = import_rows(rows)
    assert said.code == 0
    assert "was imported with these options already" in said.out
    assert _all(connection) == before


def test_again_changes_only_what_differs(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, assess: Assess
) -> None:
    rows = days_of(athlete, 40)
    import_rows(rows)
    assess()
    before = {row["date"]: row for row in _rows(connection)}
    assert import_rows(rows, "--again", "--json").json["unchanged_days"] == 40
    assert {row["date"]: row for row in _rows(connection)} == before
    rows[10] = (athlete, rows[10][1], 99.0, rows[10][3])
    said = import_rows(rows, "--json").json
    assert (said["new_days"], said["changed_days"], said["unchanged_days"]) == (0, 1, 39)
    changed = [row for row in _rows(connection) if row["revision"] > 1]
    assert [(row["date"], row["hrv_rmssd"], row["revision"]) for row in changed] == [(rows[10][1], 99.0, 2)]
    assess()
    found = _rows(connection)
    assert stored_results(found) == expected_results(found)


def test_blank_cells_and_other_columns_leave_a_live_check_in_alone(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, import_rows: ImportRows
) -> None:
    writer.take(athlete, FIRST_DAY, mood=9, stress=2, athlete_notes="live", is_illness=True)
    import_rows([(athlete, FIRST_DAY, 61.5, None), (athlete, FIRST_DAY + timedelta(days=1), None, None)])
    (row,) = _rows(connection)
    taken = ("hrv_rmssd", "mood", "stress", "athlete_notes", "is_illness", "revision")
    assert [row[name] for name in taken] == [61.5, 9, 2, "live", True, 2]


def test_a_blank_yes_or_no_is_no_answer(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, type_: Type, file: Path
) -> None:
    writer.take(athlete, FIRST_DAY, rehab_exercises_done=True)
    file.write_text(
        f"clientId,date,rehabExercisesDone,mood\n{athlete},{FIRST_DAY},,5\n{athlete},2021-03-02,,5\n"
    )
    assert type_("import", str(file)).code == 0
    assert [row["rehab_exercises_done"] for row in _rows(connection)] == [True, False]


def test_a_live_check_in_that_waits_keeps_its_place(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, import_rows: ImportRows
) -> None:
    writer.take(athlete, FIRST_DAY, mood=9)
    import_rows([(athlete, FIRST_DAY, 61.5, None)])
    (debt,) = connection.execute(
        "SELECT revision, owed_at <= now() AS now FROM owed_work WHERE lane = 'checkins'"
    )
    assert (debt["revision"], debt["now"]) == (2, True)


def test_a_dry_run_writes_nothing_at_all(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, tmp_path: Path
) -> None:
    before = _all(connection)
    rejects = tmp_path / "rejects.csv"
    rows = [*days_of(athlete, 5), (athlete, FIRST_DAY, 61.5, 11), ("nobody", FIRST_DAY, 61.5, 5)]
    said = import_rows(rows, "--dry-run", "--rejects", str(rejects))
    assert said.code == 3
    assert "7 rows: 5 fit, 2 rejected." in said.out
    assert "A dry run: nothing was stored." in said.out
    assert rejects.read_text().splitlines() == [
        "line,field,value,rule,clientId,date,hrvRMSSD,mood",
        f"7,mood,11,must be a whole number from 1 to 10,{athlete},{FIRST_DAY},61.5,11",
        f"8,clientId,nobody,must be a UUID,nobody,{FIRST_DAY},61.5,5",
    ]
    assert _all(connection) == before


def test_rejected_rows_are_corrected_in_their_file_and_imported_from_there(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, type_: Type, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    assert import_rows([(athlete, FIRST_DAY, 61.5, 11)], "--rejects", str(rejects)).code == 3
    rejects.write_text(rejects.read_text().replace("61.5,11", "61.5,10"))
    assert type_("import", str(rejects)).code == 0
    assert [row["mood"] for row in _rows(connection)] == [10]


def test_a_file_of_somebody_is_not_overwritten_with_rejects(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("my notes")
    said = import_rows(days_of(athlete, 5), "--rejects", str(mine))
    assert (said.code, "is no earlier file of rejects" in said.err) == (2, True)
    assert (mine.read_text(), _rows(connection)) == ("my notes", [])


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_scale_that_looks_shorter_is_pointed_out(
    athlete: UUID, import_rows: ImportRows, options: tuple[str, ...]
) -> None:
    rows = [(athlete, FIRST_DAY + timedelta(days=day), None, 1 + day % 5) for day in range(60)]
    said = import_rows(rows, *options)
    assert (said.code, "Hint: All 60 answers of 'mood' are from 1 to 5." in said.out) == (0, True)


def test_what_fits_is_stored_beside_what_does_not_unless_strict(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows
) -> None:
    rows = [*days_of(athlete, 5), (UUID(int=7), FIRST_DAY, 61.5, 5)]
    before = _all(connection)
    said = import_rows(rows, "--strict")
    assert (said.code, "Nothing was stored" in said.out) == (3, True)
    assert _all(connection) == before
    said = import_rows(rows)
    assert (said.code, "the id of an athlete" in said.out) == (3, True)
    assert len(_rows(connection)) == 5
    assert import_rows(rows).code == 3
    assert import_rows(days_of(athlete, 5), "--strict").code == 0


def test_without_redis_it_is_stored_and_reconcile_finds_it(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
        get_settings.cache_clear()
        said = import_rows(days_of(athlete, 5))
    get_settings.cache_clear()
    assert said.code == 0
    assert "Redis does not answer. Nothing is lost" in said.out
    connection.execute(
        "UPDATE owed_work SET owed_at = now() - interval '1 minute' WHERE lane = 'reassessments'"
    )
    assert reconcile_lane(REASSESSMENTS)["resubmitted"] == 1


def test_standard_input_is_the_same_import(
    connection: Connection[DictRow],
    athlete: UUID,
    import_rows: ImportRows,
    type_: Type,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(file, days_of(athlete, 5))
    with file.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert type_("import", "-").code == 0
    assert len(_rows(connection)) == 5
    assert "already" in import_rows(days_of(athlete, 5)).out


def test_it_is_in_the_audit(
    connection: Connection[DictRow], athlete: UUID, import_rows: ImportRows, type_: Type
) -> None:
    import_rows(days_of(athlete, 5), "--as", "Ann")
    begun, ended = connection.execute("SELECT who, action, details FROM operator_actions ORDER BY id")
    assert (begun["who"], begun["action"], begun["details"]["file"]) == ("Ann", "import", "days.csv")
    assert (ended["who"], ended["action"]) == ("Ann", "import ended")
    assert ended["details"] == {
        "file": "days.csv",
        "ended": "done",
        "rows": 5,
        "rejected": 0,
        "new_days": 5,
        "changed_days": 0,
        "unchanged_days": 0,
        "new_athletes": 0,
    }
    told = type_("audit").out
    assert all(text in told for text in ("import ended", "ended: done", "rows: 5", "new_days: 5"))


def test_the_file_itself_is_not_overwritten_with_its_rejects(
    athlete: UUID, import_rows: ImportRows, file: Path
) -> None:
    said = import_rows(days_of(athlete, 5), "--rejects", str(file))
    assert (said.code, "must be another file" in said.err) == (2, True)
    assert len(file.read_text().splitlines()) == 6
