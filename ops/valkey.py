"""A real Valkey of our own: an append-only file in a folder, a password, a port of 127.0.0.1."""

import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from ops.binaries import find_valkey
from ops.errors import ServerError
from ops.local_server import LocalServer
from ops.secret_file import kept_secret, write_private

_ANSWER_SECONDS = 1.0


class EmbeddedValkey(LocalServer):
    """Valkey (or Redis) with `appendonly`: what was accepted more than a second ago survives SIGKILL.

    Args:
        directory: Holds the append-only file, the generated password and the log.
        program: `valkey-server` or `redis-server`; looked for when not given.
        port: A fixed port; a free one when not given.
    """

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, directory: Path, *, program: Path | None = None, port: int | None = None) -> None:
        super().__init__(directory, port=port)
        self._program = program or find_valkey()

    @property
    def url(self) -> str:
        """The address for clients, with the password."""
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def flush(self) -> None:
        """FLUSHALL: the server forgets everything.

        Raises:
            ServerError: When it does not answer.
        """
        if self._ask("FLUSHALL") != b"+OK":
            raise ServerError("Valkey did not flush.")

    def _password(self) -> str:
        return kept_secret(self.directory / "password")

    @property
    def _config(self) -> Path:
        return self.directory / "valkey.conf"

    @property
    def _pid_file(self) -> Path:
        return self.directory / "valkey.pid"

    def _prepare(self) -> None:
        self.log.touch(mode=0o600)

    def _command(self) -> Sequence[str]:
        # The password goes into the file: everybody on the machine can read a command line.
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": _quoted(self.directory),
            "pidfile": _quoted(self._pid_file),
            "requirepass": self._password(),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",  # the command line tells later whose server it is
        }
        write_private(self._config, "".join(f"{name} {value}\n" for name, value in options.items()))
        return [str(self._program), str(self._config)]

    def _answers(self) -> bool:
        # While it reads its file it says LOADING instead of PONG.
        return self._ask("PING") == b"+PONG"

    def _ask(self, command: str) -> bytes | None:
        """The answer to a command without arguments, as one line; None when there is none."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), _ANSWER_SECONDS) as connection:
                connection.sendall(f"AUTH {self._password()}\r\n{command}\r\n".encode())
                lines = _read_lines(connection, 2)
        except OSError:
            return None
        return lines[1] if len(lines) == 2 and lines[0] == b"+OK" else None  # noqa: PLR2004 (two commands)

    def _recorded_pid(self) -> int | None:
        try:
            return int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _forget_recorded_pid(self) -> None:
        self._pid_file.unlink(missing_ok=True)


def _read_lines(connection: socket.socket, count: int) -> list[bytes]:
    received = b""
    while received.count(b"\r\n") < count:
        chunk = connection.recv(4096)
        if not chunk:
            break
        received += chunk
    return received.splitlines()[:count]


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
