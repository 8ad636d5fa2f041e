"""An import that is cut short goes on behind its last chunk, and ends as if it had not been."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from ops.importing import cli, command, passing
from ops.importing.sifting import Sieve
from ops.importing.storing import Store
from ops.interruption import Interrupted
from storage import imports
from storage.importing import connect
from tests.books import books_of_assessing
from tests.checker import expected_results, stored_results
from tests.conftest import WaitUntil
from tests.intake import CheckInWriter
from tests.integration.ops.hands.conftest import Type
from tests.integration.ops.importing.conftest import ImportRows, days_of, write

pytestmark = pytest.mark.integration

ROWS, CHUNK = 45, 10


@pytest.fixture
def athlete(writer: CheckInWriter, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(passing, "CHUNK", CHUNK)
    return writer.athlete()


def _cut(monkeypatch: pytest.MonkeyPatch, where: object, name: str, after: int) -> None:
    """Interrupt the call of that number."""
    called = getattr(where, name)
    calls = 0

    def cut(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == after:
            raise Interrupted
        return called(*arguments, **named)

    monkeypatch.setattr(where, name, cut)


@pytest.mark.parametrize(
    ("cut", "stored"), [((imports, "advance"), 2 * CHUNK), ((Store, "_submit"), 3 * CHUNK)]
)
def test_before_or_after_a_commit(
    connection: Connection[DictRow],
    athlete: UUID,
    import_rows: ImportRows,
    assess: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    cut: tuple[object, str],
    stored: int,
) -> None:
    rows = days_of(athlete, ROWS)
    with monkeypatch.context() as patched:
        _cut(patched, *cut, 3)
        said = import_rows(rows)
    assert said.code == 130
    assert f"Stored up to row {stored}; the same command goes on from there" in said.err
    (ended,) = connection.execute("SELECT details FROM operator_actions WHERE action = 'import ended'")
    assert ended["details"]["ended"] == f"interrupted, stored up to row {stored}"
    (count,) = connection.execute("SELECT count(*) FROM daily_metrics")
    assert count["count"] == stored
    said = import_rows(rows, "--json")
    assert said.code == 0
    found = {
        name: said.json[name]
        for name in ("continued_behind", "rows", "new_days", "unchanged_days", "repeated")
    }
    assert list(found.values()) == [stored, ROWS, ROWS, 0, 0]
    assess()
    days = connection.execute("SELECT * FROM daily_metrics").fetchall()
    assert {row["revision"] for row in days} == {1}
    assert stored_results(days) == expected_results(days)
    for book in books_of_assessing(connection):
        assert (book.done, book.owed, book.lost) == (book.accepted, 0, 0)


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        ((imports, "finish"), f"All {ROWS} rows are stored; the same command finishes it at once"),
        ((command, "report"), f"when all {ROWS} rows were stored: the import is done"),
    ],
)
def test_when_all_is_stored(
    athlete: UUID,
    import_rows: ImportRows,
    monkeypatch: pytest.MonkeyPatch,
    cut: tuple[object, str],
    said: str,
) -> None:
    rows = days_of(athlete, ROWS)
    with monkeypatch.context() as patched:
        _cut(patched, *cut, 1)
        answer = import_rows(rows)
    assert (answer.code, said in answer.err) == (130, True)
    assert import_rows(rows).code == 0


@pytest.mark.parametrize(
    ("options", "after", "said"),
    [
        (("--dry-run",), 3, f"Interrupted at row {2 * CHUNK}: nothing was stored, as in every dry run."),
        (("--strict",), 3, f"Interrupted at row {2 * CHUNK}: nothing was stored."),
        ((), 1, "Interrupted before the first row: nothing was stored."),
    ],
)
def test_before_anything_is_stored(
    connection: Connection[DictRow],
    athlete: UUID,
    import_rows: ImportRows,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    after: int,
    said: str,
) -> None:
    with monkeypatch.context() as patched:
        _cut(patched, *((Sieve, "sift") if options else (imports, "begin")), after)
        answer = import_rows(days_of(athlete, ROWS), *options)
    assert (answer.code, answer.err.strip()) == (130, said)
    assert connection.execute("SELECT 1 FROM daily_metrics").fetchall() == []


def test_before_it_goes_on(athlete: UUID, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = days_of(athlete, ROWS)
    for where, name, after in ((imports, "advance", 3), (Store, "put", 1)):
        with monkeypatch.context() as patched:
            _cut(patched, where, name, after)
            assert f"Stored up to row {2 * CHUNK};" in import_rows(rows).err


def test_while_it_is_loaded(athlete: UUID, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        _cut(patched, cli, "_run", 1)
        answer = import_rows(days_of(athlete, ROWS))
    assert (answer.code, answer.err) == (130, "Interrupted before the first row: nothing was stored.\n")


def test_an_error_on_the_way_out_does_not_hide_it(
    athlete: UUID, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        try:
            raise Interrupted
        finally:
            raise psycopg.OperationalError("no rollback")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "put", cut)
        answer = import_rows(days_of(athlete, ROWS))
    assert (answer.code, "Stored up to row 0" in answer.err) == (130, True)


def test_with_other_options_it_is_another_import(
    athlete: UUID, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = days_of(athlete, ROWS)
    with monkeypatch.context() as patched:
        _cut(patched, imports, "advance", 3)
        import_rows(rows)
    assert import_rows(rows, "--missing", "NA", "--json").json["continued_behind"] == 0
    assert import_rows(rows, "--json").json["continued_behind"] == 2 * CHUNK


def test_not_by_two_at_once(
    athlete: UUID,
    import_rows: ImportRows,
    type_: Type,
    file: Path,
    database_url: str,
    connection: Connection[DictRow],
) -> None:
    rows = days_of(athlete, ROWS)
    import_rows(rows)
    (row,) = connection.execute("SELECT file_digest, options_digest FROM imports")
    with connect(database_url, read_only=True) as other:
        assert imports.take_lock(other, imports.ImportKey(**row).lock)
        said = type_("import", str(file), "--again")
    assert (said.code, "under way in another process" in said.err) == (1, True)


def test_ctrl_c_again_and_again(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    environment: dict[str, str],
    file: Path,
    type_: Type,
    wait_until: WaitUntil,
) -> None:
    rows = [row for athlete in [writer.athlete() for _ in range(80)] for row in days_of(athlete, 250)]
    write(file, rows)
    typed = [sys.executable, "-c", "from ops.cli import main; main()", "import", str(file)]
    before = 0
    for _ in range(2):
        with subprocess.Popen(
            typed, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            wait_until(
                lambda: connection.execute(
                    "SELECT 1 FROM imports WHERE records > %s",
                    [before],  # noqa: B023  called at once
                ).fetchone(),
                20,
                "a chunk",
            )
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (130, "")
        (state,) = connection.execute("SELECT records FROM imports")
        before = state["records"]
        (line,) = [line for line in err.splitlines() if not line.startswith("importing:")]
        assert line == f"Interrupted. Stored up to row {before:,}; the same command goes on from there."
    said = type_("import", str(file), "--json")
    assert (said.code, said.json["continued_behind"], said.json["rows"]) == (0, before, len(rows))


def test_killed_in_the_middle(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    environment: dict[str, str],
    file: Path,
    type_: Type,
    wait_until: WaitUntil,
) -> None:
    rows = [row for _ in range(40) for row in days_of(writer.athlete(), 1_000)]
    write(file, rows)
    typed = [sys.executable, "-c", "from ops.cli import main; main()", "import", str(file)]
    with subprocess.Popen(typed, env=os.environ | environment, stdout=subprocess.DEVNULL) as process:
        wait_until(
            lambda: connection.execute("SELECT 1 FROM imports WHERE records > 0").fetchone(), 20, "a chunk"
        )
        process.send_signal(signal.SIGKILL)
    (state,) = connection.execute("SELECT records, finished_at FROM imports")
    assert 0 < state["records"] < len(rows)
    assert state["finished_at"] is None
    said = type_("import", str(file), "--json")
    assert said.code == 0
    assert said.json["continued_behind"] >= state["records"]
    (count,) = connection.execute("SELECT count(*), max(revision) FROM daily_metrics")
    assert (count["count"], count["max"]) == (len(rows) - said.json["blank"], 1)
