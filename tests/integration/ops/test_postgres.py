"""The embedded PostgreSQL keeps what was committed, comes back after anything, and tells no secret."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from ops import account
from ops.account import Account
from ops.binaries import find_postgres
from ops.errors import ServerError
from ops.postgres import EmbeddedPostgres
from ops.process_table import command_line

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from ops.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False).start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""

# The interpreter may live where only root can read, so everything is imported before root is given up.
BECOME_NOBODY_START_AND_ASK = """
import os, sys, psycopg
import encodings.ascii, encodings.idna
from pathlib import Path
from ops.account import nobody
from ops.postgres import EmbeddedPostgres
user = nobody()
os.setgroups([]), os.setgid(user.gid), os.setuid(user.uid)
with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server, psycopg.connect(server.url) as connection:
    print(connection.execute("SELECT 6 * 7").fetchone()[0])
"""


def note(server: EmbeddedPostgres, text: str) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [text])


def notes(server: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY text")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "with a space"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(dir="/var/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


def test_what_was_written_is_there_in_the_next_run(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        note(server, "first run")
        process = psutil.Process(server.pid)
    assert not process.is_running()
    with EmbeddedPostgres(folder) as server:
        assert notes(server) == ["first run"]


def test_what_was_committed_survives_sigkill_and_the_address_stays(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        url = server.url
        note(server, "committed")
        server.kill()
        assert not server.is_running()
        server.restart()
        assert server.url == url
        assert notes(server) == ["committed"]


def test_it_dies_with_the_process_that_started_it(folder: Path, wait_until: Callable[..., Any]) -> None:
    died = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, folder], check=False, capture_output=True, text=True
    )
    assert died.returncode == -signal.SIGKILL
    wait_until(lambda: command_line(int(died.stdout)) is None, 10, "PostgreSQL is gone as well")
    with EmbeddedPostgres(folder, durable=False) as server:
        assert server.is_running()


def test_a_server_left_behind_is_stopped_and_its_data_taken_over(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as abandoned:
        note(abandoned, "before")
        assert abandoned._will is not None
        abandoned._will.revoke()
        abandoned.freeze()
        with EmbeddedPostgres(folder, durable=False) as server:
            assert not abandoned.is_running()
            assert notes(server) == ["before"]


def test_a_stale_pid_file_with_the_number_of_another_process_is_no_obstacle(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pid_file = server.data / "postmaster.pid"
        stale = pid_file.read_text()
        server.kill()
    with subprocess.Popen(["sleep", "60"]) as somebody:
        pid_file.write_text(stale.replace(stale.splitlines()[0], str(somebody.pid), 1))
        with EmbeddedPostgres(folder, durable=False) as server:
            assert server.is_running()
        assert somebody.poll() is None, "a process that is not ours was stopped"
        somebody.kill()


def test_frozen_means_silent_and_thawed_means_as_before(folder: Path, wait_until: Callable[..., Any]) -> None:
    with EmbeddedPostgres(folder, durable=False) as server, psycopg.connect(server.url) as connection:
        server.freeze()
        family = [psutil.Process(pid) for pid in (server.pid, connection.info.backend_pid)]
        wait_until(lambda: {p.status() for p in family} == {psutil.STATUS_STOPPED}, 5, "both are stopped")
        server.thaw()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_frozen_server_can_be_stopped(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        process = psutil.Process(server.pid)
        server.freeze()
    assert not process.is_running()


def test_an_interrupted_initdb_is_done_again(folder: Path) -> None:
    half_made = folder / "data.half-made"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(folder, durable=False) as server:
        assert server.is_running()


def test_the_password_is_kept_private(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        password = (folder / "password").read_text()
        assert len(password) >= 48
        assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
        assert password not in server.log.read_text()
        assert not any(password in word for word in psutil.Process(server.pid).cmdline())
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url.replace(password, "guess"))


def test_a_lost_password_is_explained(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        (folder / "password").unlink()
    server = EmbeddedPostgres(folder, durable=False)
    with pytest.raises(ServerError, match="Restore that file"):
        server.start()
    assert not server.is_running()


def test_a_cluster_of_another_version_is_explained(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pass
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerError, match="made by PostgreSQL 9"):
        server.start()


def test_a_start_that_fails_shows_the_log(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pass
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting") as raised:
        server.start()
    assert "ready to accept connections" not in str(raised.value), "that was the run before"


@as_root
@pytest.mark.parametrize("way", [account._namespace, account._reaching_nobody])
def test_root_can_run_it_where_only_root_may_enter(folder: Path, way: Callable[[], Account | None]) -> None:
    user = way()
    if user is None:
        pytest.skip("not allowed on this machine")
    folder.mkdir(mode=0o700)
    with EmbeddedPostgres(folder / "postgres", durable=False, account=user) as server:
        note(server, "here")
        assert notes(server) == ["here"]


@as_root
def test_root_can_change_the_account(open_folder: Path) -> None:
    folder = open_folder / "postgres"
    with EmbeddedPostgres(folder, durable=False, account=plain_nobody()) as server:
        note(server, "as nobody")
        assert psutil.Process(server.pid).username() == "nobody"
    with EmbeddedPostgres(folder, durable=False) as server:
        assert notes(server) == ["as nobody"]


@as_root
def test_a_folder_that_nobody_cannot_reach_is_explained_and_left_alone(folder: Path, tmp_path: Path) -> None:
    mode = tmp_path.stat().st_mode
    with pytest.raises(ServerError, match="AFTERWRITE_DATA_DIR"):
        EmbeddedPostgres(folder, durable=False, account=account.nobody()).start()
    assert tmp_path.stat().st_mode == mode


@as_root
def test_a_normal_user_can_run_it(open_folder: Path) -> None:
    folder = open_folder / "postgres"
    folder.mkdir()
    plain_nobody().own(folder)
    answer = subprocess.run(
        [sys.executable, "-c", BECOME_NOBODY_START_AND_ASK, folder],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (answer.stdout.strip(), answer.stderr) == ("42", "")


def plain_nobody() -> Account:
    user = account.nobody()
    program = find_postgres() / "postgres"
    if subprocess.run(["/bin/sh", "-c", f"test -x '{program}'"], check=False, **user.popen).returncode:
        pytest.skip(f"{program} is where only root may enter")
    return user
