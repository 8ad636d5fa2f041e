"""Several processes kept running together, and stopped together in order."""

import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from ops.process_log import ProcessLog
from ops.supervised_process import ProcessSpec, SupervisedProcess

#: Called with the name of a process and a line: of its output, or about it.
Listener = Callable[[str, str], None]


class Supervisor:
    """Starts processes, starts again what dies, and leaves none behind; a context manager.

    Each process has a process group of its own, so that Ctrl-C in a terminal reaches the supervisor only.
    When the supervisor itself is killed, the groups get SIGTERM, and SIGKILL some seconds later.

    Args:
        specs: What to run; names must be unique.
        log_dir: Gets a file `<name>.log` for each process.
        on_line: Called with (name, line) for each line of output, from several threads.
        on_event: Called with (name, sentence) for each death and restart, from several threads.
        hurry: When set, `stop` kills instead of waiting.
    """

    def __init__(
        self,
        specs: Iterable[ProcessSpec],
        log_dir: Path,
        *,
        on_line: Listener | None = None,
        on_event: Listener | None = None,
        hurry: threading.Event | None = None,
    ) -> None:
        self._log_dir = log_dir
        self._on_line = on_line
        self._on_event = on_event
        self._hurry = hurry or threading.Event()
        self._processes: dict[str, SupervisedProcess] = {}
        self._logs: list[ProcessLog] = []
        for spec in specs:
            if spec.name in self._processes:
                raise ValueError(f"Two processes have the name {spec.name}")
            self._processes[spec.name] = self._supervised(spec)

    @property
    def names(self) -> list[str]:
        """The names of all processes, in the order in which they are started."""
        return list(self._processes)

    def start(self, name: str | None = None) -> None:
        """Start one process, or all."""
        for process in self._chosen(name):
            process.start()

    def stop(self, name: str | None = None) -> None:
        """Stop one process, or all, rank by rank: SIGTERM, and SIGKILL for those that do not end in time."""
        chosen = sorted(self._chosen(name), key=lambda process: process.spec.stop_rank)
        try:
            for _, rank in groupby(chosen, key=lambda process: process.spec.stop_rank):
                self._stop_together(list(rank))
        finally:
            for process in chosen:
                process.ask_to_stop()
                process.finish()

    def kill(self, name: str, what: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a process and its children. What dies of it is started again."""
        self._processes[name].signal_group(what)

    def freeze(self, name: str) -> None:
        """SIGSTOP a process and its children."""
        self.kill(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """SIGCONT a process and its children."""
        self.kill(name, signal.SIGCONT)

    def pid(self, name: str) -> int | None:
        """The id of the process (and of its group); None while it is down."""
        return self._processes[name].pid

    def restarts(self, name: str) -> int:
        """How often it has been started again."""
        return self._processes[name].restarts

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            for log in self._logs:
                log.close()

    def _chosen(self, name: str | None) -> list[SupervisedProcess]:
        return list(self._processes.values()) if name is None else [self._processes[name]]

    def _stop_together(self, processes: list[SupervisedProcess]) -> None:
        for process in processes:
            process.ask_to_stop()
        began = time.monotonic()
        for process in processes:
            while (left := began + process.spec.stop_seconds - time.monotonic()) > 0:
                if self._hurry.is_set() or not process.is_kept:
                    break
                process.wait(min(left, 0.1))
            process.finish()

    def _supervised(self, spec: ProcessSpec) -> SupervisedProcess:
        log = ProcessLog(self._log_dir / f"{spec.name}.log")
        self._logs.append(log)

        def line(text: str) -> None:
            log.write(text)
            self._tell(self._on_line, spec.name, text)

        def event(text: str) -> None:
            log.write(f"--- {spec.name} {text}")
            self._tell(self._on_event, spec.name, text)

        return SupervisedProcess(spec, line, event)

    @staticmethod
    def _tell(listener: Listener | None, name: str, text: str) -> None:
        if listener is not None:
            with suppress(OSError, ValueError):  # a closed terminal must not block the process's output
                listener(name, text)
