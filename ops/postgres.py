"""A real PostgreSQL of our own: a cluster in a folder, started from the plain binaries."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ops.account import Account, current_account
from ops.binaries import find_postgres, postgres_major
from ops.errors import ServerError
from ops.local_server import LocalServer
from ops.secret_file import kept_secret

_NAME = "afterwrite"  # of the superuser and of the database

# For a small machine. No Unix socket: its path may not be longer than 107 bytes. No replication.
_TUNING = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What an error is about is a row, which is about somebody's health.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


class EmbeddedPostgres(LocalServer):
    """PostgreSQL on a free port of 127.0.0.1, with the superuser and the database `afterwrite`.

    Args:
        directory: Holds the cluster, the generated password and the log.
        binaries: The folder with `initdb` and `postgres`; looked for when not given.
        durable: Whether commits survive a power cut. Without it they still survive SIGKILL.
        account: As whom it runs; chosen when not given.
        port: A fixed port; a free one when not given.
    """

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back, then a checkpoint
    hard_stop_signal = signal.SIGQUIT  # "immediate": recovers from the log at the next start

    def __init__(
        self,
        directory: Path,
        *,
        binaries: Path | None = None,
        durable: bool = True,
        account: Account | None = None,
        port: int | None = None,
    ) -> None:
        super().__init__(directory, port=port)
        self._binaries = binaries or find_postgres()
        self._durable = durable
        self._account = account or current_account()

    @property
    def data(self) -> Path:
        """The folder of the cluster itself."""
        return self.directory / "data"

    @property
    def url(self) -> str:
        """The address of the database, with the password."""
        return self._url(_NAME)

    def _url(self, database: str) -> str:
        password = kept_secret(self.directory / "password")
        return f"postgresql://{_NAME}:{password}@127.0.0.1:{self.port}/{database}"

    def _prepare(self) -> None:
        kept_secret(self.directory / "password")
        self.log.touch(mode=0o600)
        self._account.own(self.directory)
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._make_cluster()
        found, needed = version.read_text().strip(), str(postgres_major(self._binaries))
        if found != needed:
            raise ServerError(
                f"{self.data} was made by PostgreSQL {found}, but {self._binaries} has {needed}."
                " Set AFTERWRITE_POSTGRES_BIN_DIR to the older version, or move the data folder away."
            )

    def _make_cluster(self) -> None:
        """Run initdb beside the final place, so that one that was interrupted is not taken for a cluster."""
        half_made = self.directory / "data.half-made"
        subprocess.run(["/bin/rm", "-rf", "--", half_made], check=True)  # noqa: S603 (fixed)
        done = subprocess.run(  # noqa: S603 (our own command)
            [
                *self._account.prefix,
                str(self._binaries / "initdb"),
                f"--pgdata={half_made}",
                f"--username={_NAME}",
                f"--pwfile={self.directory / 'password'}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *([] if self._durable else ["--no-sync"]),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            **self._account.popen,
        )
        if done.returncode != 0:
            raise ServerError(f"PostgreSQL could not make its files in {self.directory}:\n{done.stderr}")
        half_made.rename(self.data)

    def _command(self) -> Sequence[str]:
        options = {**_TUNING, "port": str(self.port)}
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [*self._account.prefix, str(self._binaries / "postgres"), "-D", str(self.data), *settings]

    def _popen_arguments(self) -> dict[str, Any]:
        return self._account.popen

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._url("postgres"), connect_timeout=2, autocommit=True) as connection:
                query = "SELECT 1 FROM pg_database WHERE datname = %s"
                if connection.execute(query, [_NAME]).fetchone() is None:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_NAME)))
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                self._reap()
                raise ServerError(
                    f"The password in {self.directory / 'password'} is not the one that {self.data} was made"
                    " with. Restore that file, or move the folder away to begin anew."
                ) from error
            return False
        return True

    def _recorded_pid(self) -> int | None:
        try:
            return abs(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
        except (FileNotFoundError, ValueError, IndexError):
            return None

    def _forget_recorded_pid(self) -> None:
        # Otherwise PostgreSQL refuses to start when any process has this number now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _worth_another_try(self, said: str) -> bool:
        # After SIGKILL the last children may take a moment to notice that they are orphans.
        return "shared memory block" in said or super()._worth_another_try(said)
