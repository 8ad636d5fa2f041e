"""The stage: servers of our own in a temporary folder, and the processes that a benchmark starts on them."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from rich.console import RenderableType

from ops.embedded import EmbeddedServers
from ops.last_will import LastWill
from runtime.settings import Settings, get_settings
from storage.migrate import upgrade

#: From SIGTERM to SIGKILL.
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Stage:
    """What a benchmark works on. Its processes find the servers in their environment."""

    folder: Path
    database_url: str
    redis_url: str
    #: Process id of Valkey.
    redis_pid: int
    #: Rounds that count.
    rounds: int
    #: Called with what is being measured, as often as the benchmark's `steps` says.
    progress: Callable[[str], None]
    #: Tables and plots that are shown beside the table of the figures.
    tables: list[RenderableType] = field(default_factory=list)

    def postgres(self) -> psycopg.Connection:
        """A new connection, in autocommit."""
        return psycopg.connect(self.database_url, autocommit=True)

    def redis(self) -> redis.Redis:
        """A new client."""
        return redis.Redis.from_url(self.redis_url)

    @contextmanager
    def process(self, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run `python -m <arguments>` for as long as the context lasts; its output goes to `<name>.log`."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            with LastWill(-process.pid, signal.SIGTERM, patience=STOP_SECONDS):
                try:
                    yield process
                finally:
                    _stop(process)

    def log_of(self, name: str) -> str:
        """The last lines that a process printed."""
        return "\n".join((self.folder / f"{name}.log").read_text(errors="replace").splitlines()[-15:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def set_up(rounds: int, progress: Callable[[str], None]) -> Iterator[Stage]:
    """Start both servers in a temporary folder, and stop them at the end, whatever happens.

    Their addresses go into this process's environment, for the processes that benchmarks start and for
    modules that read the settings when they are imported.
    """
    with tempfile.TemporaryDirectory(prefix="afterwrite-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        elsewhere = get_settings().model_copy(update={"database_url": None, "redis_url": None})
        with EmbeddedServers(folder / "servers", elsewhere) as servers:
            _point_at(servers)
            upgrade(servers.database_url)
            yield Stage(folder, servers.database_url, servers.redis_url, servers.valkey.pid, rounds, progress)


def _point_at(servers: EmbeddedServers) -> None:
    os.environ |= {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "AFTERWRITE_JWT_SECRET": secrets.token_urlsafe(48),
        "AFTERWRITE_LOG_FORMAT": "json",
        # One user writes for all, as fast as it goes.
        "AFTERWRITE_WRITES_PER_MINUTE": str(10**9),
    }
    get_settings.cache_clear()


def settings() -> Settings:
    """The settings of the processes on the stage."""
    return get_settings()


def run_to_end(*arguments: str, given: Sequence[str] = ()) -> str:
    """Run `python -m <arguments>` with lines on its standard input; answers what it printed.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        input="\n".join(given),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
