"""A signal that reaches another process when this one dies without having stopped it."""

import os
import signal
import subprocess
from contextlib import suppress
from types import TracebackType
from typing import Self

# The shell holds the reading end of a pipe; it gets the end of the file when the last writer, this process,
# is gone, however it went. A frozen heir is woken, since it could not hear the signal otherwise.
_SCRIPT = 'read -r _; kill -s CONT -- "$1"; kill -s "$2" -- "$1"'


class LastWill:
    """Sends `what` to the process `heir` (a negative id: to its group) if this process dies first.

    A small shell waits for that, in a session of its own, so that Ctrl-C does not reach it.
    `revoke` it as soon as the heir has ended: its id may be given to another process.
    """

    def __init__(self, heir: int, what: signal.Signals) -> None:
        self._shell = subprocess.Popen(  # noqa: S603 (fixed script)
            ["/bin/sh", "-c", _SCRIPT, "last-will", str(heir), what.name.removeprefix("SIG")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )

    def revoke(self) -> None:
        """Call the will off. It can be called again."""
        if self._shell.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._shell.pid, signal.SIGKILL)
            self._shell.wait()
        if self._shell.stdin is not None:
            self._shell.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.revoke()
