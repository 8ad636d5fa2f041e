"""One process that is wanted: started, started again when it dies, stopped when told."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from ops.last_will import LastWill
from ops.waiting import wait_until

_FIRST_BACKOFF = 0.25
_LONGEST_BACKOFF = 15.0
_LONG_LIFE = 10.0  # a process that lived so long, in seconds, begins anew with the shortest backoff
_REMNANTS_SECONDS = 3.0
_LAST_WILL_SECONDS = 8


@dataclass(frozen=True)
class ProcessSpec:
    """What to run.

    Attributes:
        name: Unique; names the log file too.
        command: Program and arguments.
        environment: Added to ours.
        stop_rank: Lower ranks are stopped first.
        stop_seconds: From SIGTERM to SIGKILL.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # it carries secrets
    stop_rank: int = 0
    stop_seconds: float = 20.0


class SupervisedProcess:
    """Keeps one process (and its children, as one process group) running until `stop`.

    Args:
        spec: What to run.
        on_line: Called with each line of its output.
        on_event: Called with a sentence on each death and restart.
    """

    def __init__(
        self, spec: ProcessSpec, on_line: Callable[[str], None], on_event: Callable[[str], None]
    ) -> None:
        self.spec = spec
        self.restarts = 0
        self._on_line = on_line
        self._on_event = on_event
        self._process: subprocess.Popen[str] | None = None
        self._unwanted = threading.Event()
        self._lock = threading.Lock()
        self._keeper: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The id of the process and of its group; None while it is down."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def is_kept(self) -> bool:
        """Whether somebody looks after it: it runs, or will be started again."""
        return self._keeper is not None and self._keeper.is_alive()

    def start(self) -> None:
        """Start the process, and again whenever it dies. Without effect when it is kept already."""
        if self.is_kept:
            return
        self._unwanted.clear()
        self._keeper = threading.Thread(target=self._keep, name=f"keeper of {self.spec.name}", daemon=True)
        self._keeper.start()

    def ask_to_stop(self) -> None:
        """Send SIGTERM (once), and start it no more. Does not wait."""
        with self._lock:
            if self._unwanted.is_set():
                return
            self._unwanted.set()
            process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
            process.terminate()

    def wait(self, timeout: float) -> None:
        """Wait until it has ended after `ask_to_stop`, or `timeout` seconds have passed."""
        if self._keeper is not None:
            self._keeper.join(timeout)

    def finish(self) -> None:
        """SIGKILL what is left of it after `ask_to_stop`, and wait until it has ended."""
        while self.is_kept:
            self.signal_group(signal.SIGKILL)
            self.wait(0.2)

    def signal_group(self, what: signal.Signals) -> None:
        """Send a signal to the process and its children. Without effect while it is down."""
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, what)

    def _keep(self) -> None:
        backoff = _FIRST_BACKOFF
        while True:
            began = time.monotonic()
            ended = self._run_once()
            if ended is None or self._unwanted.is_set():
                return
            if time.monotonic() - began > _LONG_LIFE:
                backoff = _FIRST_BACKOFF
            self._on_event(f"{ended}; starting it again in {backoff:g} s")
            if self._unwanted.wait(backoff):
                return
            self.restarts += 1
            backoff = min(backoff * 2, _LONGEST_BACKOFF)

    def _run_once(self) -> str | None:
        """Run until the end; how it ended, or None when it was not wanted any more."""
        with self._lock:
            if self._unwanted.is_set():
                return None
            try:
                self._process = process = self._spawn()
            except OSError as error:
                return f"could not be started ({error.strerror}: {self.spec.command[0]})"
        with LastWill(-process.pid, signal.SIGTERM, patience=_LAST_WILL_SECONDS):
            reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
            reader.start()
            code = process.wait()
            _end_group(process.pid)
        reader.join(1.0)  # its last words, unless somebody outside the group holds the pipe
        return _how_it_ended(code)

    def _spawn(self) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 (the commands are ours)
            self.spec.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.spec.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # so that Ctrl-C reaches only us, and the whole group can be signalled
        )

    def _read(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self._on_line(line.rstrip("\r\n"))


def _end_group(group: int) -> None:
    """End the children of a process that has ended itself, before it is started again."""

    def is_gone() -> bool:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):  # the latter is what macOS says of zombies
            return True
        return False

    for what in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, what)
        if wait_until(is_gone, _REMNANTS_SECONDS):
            return


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
