"""The data folder: one platform at a time, and what other commands may know of the one that runs."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ops.errors import DataFolderError
from ops.secret_file import kept_secret, write_private


class DataFolder:
    """The files of one platform: servers, secrets, logs, and the addresses while it runs."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def logs(self) -> Path:
        """Where the processes' logs go."""
        return self.path / "logs"

    def secret(self, name: str) -> str:
        """The secret of this name, made on first use."""
        self._make()
        return kept_secret(self.path / "secrets" / name)

    def has_secret(self, name: str) -> bool:
        """Whether the secret of this name has been made."""
        return (self.path / "secrets" / name).exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one platform; the kernel lets go of it when the process dies.

        Raises:
            DataFolderError: When another process holds it.
        """
        self._make()
        with (self.path / "run.lock").open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise DataFolderError(
                    f"The data folder {self.path} is in use: a platform runs there (process {holder})."
                    " Stop that one first, or set AFTERWRITE_DATA_DIR to another folder."
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            try:
                yield
            finally:
                self._addresses.unlink(missing_ok=True)
                file.truncate(0)

    def is_locked(self) -> bool:
        """Whether a platform runs on this folder now."""
        try:
            with (self.path / "run.lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def publish(self, addresses: Mapping[str, str]) -> None:
        """Write down the addresses of a running platform for other commands, until the lock is released."""
        write_private(self._addresses, json.dumps(dict(addresses), indent=2) + "\n")

    def published(self) -> dict[str, str]:
        """The addresses of the platform that runs on this folder; empty when none does."""
        if not self.is_locked():  # what a killed run left behind counts for nothing
            return {}
        try:
            addresses = json.loads(self._addresses.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):  # it is just starting
            return {}
        return {str(name): str(value) for name, value in addresses.items()}

    @property
    def _addresses(self) -> Path:
        return self.path / "servers.json"

    def _make(self) -> None:
        try:
            # Others may pass through (PostgreSQL may have to run as another user), but not look around.
            self.path.mkdir(parents=True, exist_ok=True, mode=0o711)
            (self.path / "secrets").mkdir(exist_ok=True, mode=0o700)
            (self.path / ".gitignore").write_text("*\n", encoding="ascii")
        except OSError as error:
            raise DataFolderError(
                f"The data folder {self.path} cannot be written: {error.strerror}."
                " Set AFTERWRITE_DATA_DIR to a folder of your own."
            ) from error
