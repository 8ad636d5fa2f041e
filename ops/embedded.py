"""Both embedded servers at once, in one data folder, their addresses published for other commands."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from ops.binaries import find_postgres, find_valkey
from ops.data_folder import DataFolder
from ops.errors import ServerError
from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings


class EmbeddedServers:
    """PostgreSQL and Valkey in one data folder, which is held until they are stopped; a context manager.

    Args:
        directory: The data folder. The servers use its folders `postgres` and `valkey`.
        settings: Where the programs are, and addresses of servers that run elsewhere: what has an address
            already is not started.
        durable: Whether commits survive a power cut.
    """

    def __init__(self, directory: Path, settings: Settings | None = None, *, durable: bool = True) -> None:
        self.folder = DataFolder(directory)
        self._settings = settings
        self._durable = durable
        self._postgres: EmbeddedPostgres | None = None
        self._valkey: EmbeddedValkey | None = None
        self._database_url = settings.database_url if settings else None
        self._redis_url = settings.redis_url if settings else None
        self._running = ExitStack()

    @property
    def database_url(self) -> str:
        """The PostgreSQL URL, of the embedded server or of the one in the settings."""
        return self._database_url or self.postgres.url

    @property
    def redis_url(self) -> str:
        """The Redis URL, of the embedded server or of the one in the settings."""
        return self._redis_url or self.valkey.url

    @property
    def postgres(self) -> EmbeddedPostgres:
        """The embedded PostgreSQL."""
        if self._postgres is None:
            raise ServerError("There is no embedded PostgreSQL: it was not started, or DATABASE_URL is set.")
        return self._postgres

    @property
    def valkey(self) -> EmbeddedValkey:
        """The embedded Valkey."""
        if self._valkey is None:
            raise ServerError("There is no embedded Valkey: it was not started, or REDIS_URL is set.")
        return self._valkey

    def restart_what_died(self) -> list[str]:
        """Start the embedded servers that have died again, at the same address; their names.

        Raises:
            ServerError: When one does not come up again.
        """
        dead = [s for s in (self._postgres, self._valkey) if s is not None and not s.is_running()]
        for server in dead:
            server.restart()
        return [server.name for server in dead]

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            starting.enter_context(self.folder.locked())
            if self._database_url is None:
                self._postgres = starting.enter_context(self._make_postgres())
            if self._redis_url is None:
                self._valkey = starting.enter_context(self._make_valkey())
            self.folder.publish({"database_url": self.database_url, "redis_url": self.redis_url})
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def _make_postgres(self) -> EmbeddedPostgres:
        binaries = find_postgres(self._settings.postgres_bin_dir if self._settings else None)
        return EmbeddedPostgres(self.folder.path / "postgres", binaries=binaries, durable=self._durable)

    def _make_valkey(self) -> EmbeddedValkey:
        program = find_valkey(self._settings.valkey_server if self._settings else None)
        return EmbeddedValkey(self.folder.path / "valkey", program=program)
