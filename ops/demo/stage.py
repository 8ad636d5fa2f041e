"""Where the demo takes place: the real platform on fresh servers of its own, closed to the outside."""

import contextlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads

from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from ops.demo.stopping import Stopping, stopping_at_safe_points
from ops.errors import OpsError
from ops.platform import Platform
from runtime.settings import Settings, environment_name, get_settings
from storage.urls import psycopg_url

WORKERS = 2
_PROCESSES_EACH = 1  # one for each core
_WRITES_PER_MINUTE = 1_000_000_000
_READY_SECONDS = 60.0
_LOOK_UP_SECONDS = 1.0
_REDIS_TIMEOUT_MS = 2_000


@dataclass(frozen=True, slots=True)
class Stage:
    """The running platform, and how to look into it."""

    platform: Platform
    lane: LaneClient
    #: What takes long looks here, whether it is to end.
    stopping: Stopping

    @property
    def settings(self) -> Settings:
        """Complete settings: addresses, ports, the secret for tokens."""
        return self.platform.settings

    def connect(self) -> psycopg.Connection[DictRow]:
        """A connection to PostgreSQL of one's own, in autocommit."""
        url = psycopg_url(self.settings.require_database_url())
        connection = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        set_json_loads(orjson.loads, connection)  # the audit reads a hundred thousand documents
        return connection

    def wait_until_ready(self) -> None:
        """Wait for the api and all workers.

        Raises:
            OpsError: one does not come up.
        """
        deadline = time.monotonic() + _READY_SECONDS
        while (late := self.platform.wait_until_ready(_LOOK_UP_SECONDS)) and time.monotonic() < deadline:
            self.stopping.check()
        if late:
            raise OpsError(
                f"Not up after {_READY_SECONDS:g} s: {', '.join(late)}."
                f" Their logs are in {self.platform.servers.folder.logs}; keep them with --keep DIR."
            )


@contextlib.contextmanager
def folder(keep: Path | None) -> Iterator[Path]:
    """The data folder: a temporary one, or a new one that is kept.

    Raises:
        OpsError: the folder to keep has something in it already.
    """
    if keep is not None:
        if keep.exists() and any(keep.iterdir()):
            raise OpsError(f"{keep} is not empty, and the demo needs a fresh folder. Choose another one.")
        yield keep.absolute()
        return
    temporary = Path(tempfile.mkdtemp(prefix="afterwrite-demo-"))
    temporary.chmod(0o711)  # for root: PostgreSQL, as another user, has to pass through
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def stage(
    data_dir: Path,
    hurry: threading.Event,
    on_event: Callable[[str, str], None] | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[Stage]:
    """Run the platform: embedded servers, api, workers, beat.

    Args:
        data_dir: for the servers and the logs; fresh.
        hurry: when set, stopping kills instead of waiting.
        on_event: called with (process, sentence) for each death and restart, from several threads.
        more: settings that are not the defaults.
    """
    settings = _settings(data_dir, more)
    with _closed_to_the_outside(data_dir):
        platform = Platform(settings, workers=WORKERS, flower=False, on_event=on_event, hurry=hurry)
        with platform:
            redis = ScriptClient.connect(platform.settings.require_redis_url(), timeout_ms=_REDIS_TIMEOUT_MS)
            try:
                with stopping_at_safe_points() as stopping:
                    lane = LaneClient(CHECKINS, redis, platform.settings.redis_prefix)
                    yield Stage(platform, lane, stopping)
            finally:
                redis.close()


def _settings(data_dir: Path, more: Mapping[str, Any]) -> Settings:
    """Defaults everywhere, so that the demo shows what a fresh installation does; a port of its own.

    But one coach writes for everybody, within seconds: that is more than a user may by default.
    """
    given = get_settings()
    programs = {name: getattr(given, name) for name in ("postgres_bin_dir", "valkey_server")}
    return Settings.model_construct(
        data_dir=data_dir,
        api_port=0,
        writes_per_minute=_WRITES_PER_MINUTE,
        worker_concurrency=_PROCESSES_EACH,
        **{name: path.absolute() for name, path in programs.items() if path is not None},
        **more,
    )


@contextlib.contextmanager
def _closed_to_the_outside(data_dir: Path) -> Iterator[None]:
    """Hide the caller's own settings from the processes, be they in the environment or in `.env`.

    Their temporary files go into the data folder too: who is killed does not clean up.
    """
    temporary = data_dir / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o711)
    names = {environment_name(field) for field in Settings.model_fields} | _ALIASES | {"TMPDIR"}
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ["TMPDIR"] = str(temporary)
    try:
        with contextlib.chdir(data_dir):
            yield
    finally:
        del os.environ["TMPDIR"]
        os.environ.update(hidden)


_ALIASES = {"AFTERWRITE_DATABASE_URL", "AFTERWRITE_REDIS_URL"}
