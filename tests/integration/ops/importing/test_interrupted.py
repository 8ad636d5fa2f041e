"""An import that is cut short goes on behind its last chunk, and ends as if it had not been."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from ops.importing import passing
from ops.importing.storing import Store
from ops.interruption import Interrupted
from storage import imports
from storage.conservation import balance
from storage.importing import connect
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

    def cut(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == after:
            raise Interrupted
        return called(*arguments)

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
    assert "the same command goes on from there" in said.err
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
    for book in balance(connection):
        assert (book.done, book.owed, book.lost) == (book.accepted, 0, 0)


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
    command = [sys.executable, "-c", "from ops.cli import main; main()", "import", str(file)]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL) as process:
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
