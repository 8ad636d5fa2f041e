"""A server program that we start, watch over and stop: what PostgreSQL and Valkey have in common."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar, Self

from ops import process_table
from ops.errors import ServerError
from ops.last_will import LastWill
from ops.ports import free_port, is_free
from ops.waiting import wait_until

_START_SECONDS = 60.0
_LOG_BYTES = 5_000_000


class LocalServer(ABC):
    """One server on 127.0.0.1 with its files in one folder; a context manager.

    It runs in a session of its own (Ctrl-C does not reach it) and is stopped when this process dies.
    A server that a killed run left behind on the same folder is stopped first. The port is chosen at the
    first start and kept by this object, so that clients find the server again after `restart`.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    #: Sent when the stop signal has not helped in time.
    hard_stop_signal: ClassVar[signal.Signals] = signal.SIGKILL

    def __init__(self, directory: Path, *, port: int | None = None) -> None:
        self.directory = directory.absolute()
        self._port = port
        self._port_is_fixed = port is not None
        self._process: subprocess.Popen[bytes] | None = None
        self._will: LastWill | None = None
        self._frozen: list[int] = []
        self._log_start = 0

    @property
    @abstractmethod
    def url(self) -> str:
        """The address for clients, with the password."""

    @abstractmethod
    def _prepare(self) -> None:
        """Make the folder ready for a start."""

    @abstractmethod
    def _command(self) -> Sequence[str]:
        """The command that runs the server in the foreground."""

    @abstractmethod
    def _answers(self) -> bool:
        """Whether a client can work with the server now."""

    @abstractmethod
    def _recorded_pid(self) -> int | None:
        """The process id that the server wrote into its folder, which may be long out of date."""

    @abstractmethod
    def _forget_recorded_pid(self) -> None:
        """Remove that record."""

    @property
    def port(self) -> int:
        """The TCP port."""
        if self._port is None:
            self._port = free_port()
        return self._port

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise ServerError(f"{self.name} is not running.")
        return self._process.pid

    @property
    def log(self) -> Path:
        """The file with what the server printed."""
        return self.directory / "server.log"

    def is_running(self) -> bool:
        """Whether the process is alive (it may be frozen)."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start the server and wait until it answers.

        Raises:
            ServerError: When it does not come up; with the last lines of its log.
        """
        if self.is_running():
            return self
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._stop_leftover()
        self._prepare()
        try:
            self._start_within(_START_SECONDS)
        except BaseException:  # Ctrl-C as well
            self._reap()
            raise
        return self

    def stop(self, timeout: float = 20.0) -> None:
        """Stop the server cleanly; kill it when that takes longer than `timeout` seconds."""
        if self._process is None:
            return
        self.thaw()
        family = process_table.descendants(self._process.pid)
        for what, patience in ((self.stop_signal, timeout), (self.hard_stop_signal, 5.0)):
            self._process.send_signal(what)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
                break
        else:
            _kill_all([self._process.pid, *family])
        self._reap()

    def kill(self) -> None:
        """SIGKILL the server and its children, as a power cut would do it: nobody answers a moment longer."""
        process = self._process_or_raise()
        children = process_table.descendants(process.pid)
        process.kill()  # first, so that no more children are born
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.thaw()  # what was frozen has to wake up to notice
        self._reap()

    def restart(self) -> None:
        """Stop the server (when it still runs) and start it again on the same port."""
        self.stop()
        self._port_is_fixed = True
        self.start()

    def freeze(self) -> None:
        """SIGSTOP the server and its children: connections stay open, nothing answers."""
        pid = self._process_or_raise().pid
        self._frozen.append(pid)
        os.kill(pid, signal.SIGSTOP)  # first, so that no more children are born
        for child in process_table.descendants(pid):
            self._frozen.append(child)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT what was frozen. Without effect on a server that was not."""
        while self._frozen:
            with suppress(ProcessLookupError):
                os.kill(self._frozen.pop(), signal.SIGCONT)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _popen_arguments(self) -> dict[str, Any]:
        return {}

    def _worth_another_try(self, said: str) -> bool:
        """Whether to start again: somebody took the port between our look and the server's."""
        if "ddress already in use" not in said:
            return False
        if not self._port_is_fixed:
            self._port = free_port()
        return True

    def _start_within(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self._start_once(deadline):
            said = self._last_words()
            self._reap()
            if time.monotonic() > deadline or not self._worth_another_try(said):
                raise ServerError(f"{self.name} did not start on {self.directory}. It said:\n{said}")
            time.sleep(0.1)

    def _start_once(self, deadline: float) -> bool:
        if self._port_is_fixed and not is_free(self.port):
            wait_until(lambda: is_free(self.port), 5.0)
        with self._open_log() as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 (our own command)
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.directory,
                **self._popen_arguments(),
            )
        self._will = LastWill(self._process.pid, self.stop_signal)
        wait_until(lambda: not self.is_running() or self._answers(), deadline - time.monotonic())
        return self.is_running() and self._answers()

    def _stop_leftover(self) -> None:
        pid = self._recorded_pid()
        if pid is None:
            return
        if process_table.runs(pid, str(self.directory)):
            self._stop_stranger(pid)
        if process_table.is_taken(pid):
            # The number now belongs to somebody else (or to a zombie), and the server would take that for
            # itself. A record of a process that is gone is left for the server, which checks for orphans too.
            self._forget_recorded_pid()

    def _stop_stranger(self, pid: int) -> None:
        """Stop a server of ours that is not our child."""
        family = [pid, *process_table.descendants(pid)]
        for what, patience in ((self.stop_signal, 15.0), (self.hard_stop_signal, 5.0), (signal.SIGKILL, 5.0)):
            for member in family:
                with suppress(ProcessLookupError):
                    os.kill(member, signal.SIGCONT)
            with suppress(ProcessLookupError):
                os.kill(pid, what)
            if wait_until(lambda: not process_table.runs(pid, str(self.directory)), patience):
                return
        raise ServerError(f"{self.name} of an earlier run (process {pid}) on {self.directory} does not stop.")

    def _reap(self) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
        if self._will is not None:
            self._will.revoke()
        self._process, self._will = None, None
        self._frozen.clear()

    def _process_or_raise(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise ServerError(f"{self.name} is not running.")
        return self._process

    def _open_log(self) -> IO[bytes]:
        is_full = self.log.exists() and self.log.stat().st_size > _LOG_BYTES
        return self.log.open("wb" if is_full else "ab")

    def _last_words(self, lines: int = 15) -> str:
        """What the server has printed since its last start."""
        said = self.log.read_bytes()[self._log_start :].decode(errors="replace").splitlines()
        return "\n".join(said[-lines:]) or "(nothing)"


def _kill_all(pids: Sequence[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
