"""A signal that reaches another process when this one dies without having stopped it."""

import os
import signal
import subprocess
from contextlib import suppress
from types import TracebackType
from typing import Self

# The shell holds the reading end of a pipe; it gets the end of the file when the last writer, this process,
# is gone, however it went. A frozen heir is woken, since it could not hear the signal otherwise.
_SCRIPT = """
read -r _
kill -s CONT -- "$1"; kill -s "$2" -- "$1"
[ "$3" -gt 0 ] || exit 0
left=$3
while [ "$left" -gt 0 ] && kill -s 0 -- "$1"; do sleep 1; left=$((left - 1)); done
kill -s KILL -- "$1"
"""


class LastWill:
    """Sends a signal to another process if this process dies first.

    A small shell waits for that, in a session of its own, so that Ctrl-C does not reach it.
    `revoke` it as soon as the heir has ended: its id may be given to another process.

    Args:
        heir: A process id; a negative one stands for a process group.
        what: The signal.
        patience: After so many seconds SIGKILL follows; 0 leaves it at the signal.
    """

    def __init__(self, heir: int, what: signal.Signals, *, patience: int = 0) -> None:
        self._shell = subprocess.Popen(  # noqa: S603 (fixed script)
            ["/bin/sh", "-c", _SCRIPT, "last-will", str(heir), what.name.removeprefix("SIG"), str(patience)],
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
