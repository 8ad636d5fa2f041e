"""The embedded Valkey keeps what it accepted, comes back after anything, and tells no secret."""

import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from ops.errors import ServerError
from ops.process_table import command_line
from ops.valkey import EmbeddedValkey

START_AND_DIE = """
import os, signal, sys
from collections.abc import Callable
from pathlib import Path
from ops.valkey import EmbeddedValkey
server = EmbeddedValkey(Path(sys.argv[1])).start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / 'with a "quoted" name'


def test_what_was_written_is_there_in_the_next_run(folder: Path) -> None:
    with EmbeddedValkey(folder) as server, redis.Redis.from_url(server.url) as client:
        client.set("note", "first run")
        process = psutil.Process(server.pid)
    assert not process.is_running()
    with EmbeddedValkey(folder) as server, redis.Redis.from_url(server.url) as client:
        assert client.get("note") == b"first run"


def test_what_was_synced_survives_sigkill_and_the_address_stays(folder: Path) -> None:
    with EmbeddedValkey(folder) as server, redis.Redis.from_url(server.url) as client:
        url = server.url
        client.set("note", "accepted")
        assert client.waitaof(1, 0, 5000) == [1, 0]
        server.kill()
        server.restart()
        assert server.url == url
        assert client.get("note") == b"accepted"


def test_it_refuses_to_forget_and_listens_at_home_only(folder: Path) -> None:
    with EmbeddedValkey(folder) as server, redis.Redis.from_url(server.url, decode_responses=True) as client:
        names = ("appendonly", "appendfsync", "maxmemory-policy", "save", "bind")
        assert client.config_get(*names) == {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "save": "",
            "bind": "127.0.0.1",
        }


def test_it_dies_with_the_process_that_started_it(folder: Path, wait_until: Callable[..., Any]) -> None:
    died = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, folder], check=False, capture_output=True, text=True
    )
    assert died.returncode == -signal.SIGKILL
    wait_until(lambda: command_line(int(died.stdout)) is None, 10, "Valkey is gone as well")


def test_a_server_left_behind_is_stopped_and_its_data_taken_over(folder: Path) -> None:
    with EmbeddedValkey(folder) as abandoned:
        with redis.Redis.from_url(abandoned.url) as client:
            client.set("note", "before")
        assert abandoned._will is not None
        abandoned._will.revoke()
        abandoned.freeze()
        with EmbeddedValkey(folder) as server, redis.Redis.from_url(server.url) as client:
            assert not abandoned.is_running()
            assert client.get("note") == b"before"


def test_a_pid_file_with_the_number_of_another_process_is_no_obstacle(folder: Path) -> None:
    folder.mkdir()
    with subprocess.Popen(["sleep", "60"]) as somebody:
        (folder / "valkey.pid").write_text(str(somebody.pid))
        with EmbeddedValkey(folder) as server:
            assert server.is_running()
        assert somebody.poll() is None, "a process that is not ours was stopped"
        somebody.kill()


def test_frozen_means_silent_and_thawed_means_as_before(folder: Path) -> None:
    with (
        EmbeddedValkey(folder) as server,
        redis.Redis.from_url(server.url, socket_timeout=0.1, retry=None) as client,
    ):
        server.freeze()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        server.thaw()
        assert client.ping()


def test_flushed_means_forgotten(folder: Path) -> None:
    with EmbeddedValkey(folder) as server, redis.Redis.from_url(server.url) as client:
        client.set("a", "b")
        server.flush()
        assert client.get("a") is None
        server.freeze()
        with pytest.raises(ServerError, match="did not flush"):
            server.flush()


def test_the_password_is_kept_private(folder: Path) -> None:
    with EmbeddedValkey(folder) as server:
        password = (folder / "password").read_text()
        assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "valkey.conf").stat().st_mode) == 0o600
        assert password not in server.log.read_text()
        assert not any(password in word for word in psutil.Process(server.pid).cmdline())
        with redis.Redis(port=server.port, retry=None) as client, pytest.raises(redis.AuthenticationError):
            client.ping()
