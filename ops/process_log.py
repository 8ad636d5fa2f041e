"""The log file of one process: written line by line, kept to a size."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import TextIO

_BYTES = 10_000_000


class ProcessLog:
    """Appends lines to a file; a full file becomes `<name>.1`, and the one before that is dropped.

    A disk that is full or gone does not stop the process whose lines these are.
    """

    def __init__(self, path: Path, *, limit: int = _BYTES) -> None:
        self.path = path
        self._limit = limit
        self._lock = threading.Lock()
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch()
        self._file: TextIO | None = None
        self._closed = False

    def write(self, line: str) -> None:
        """Append one line."""
        with self._lock, suppress(OSError):
            if self._closed:
                return
            file = self._file = self._file or self.path.open("a", encoding="utf-8")
            file.write(f"{line}\n")
            file.flush()
            if file.tell() > self._limit:
                file.close()
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
                self._file = None

    def close(self) -> None:
        """Close the file; what comes later is dropped."""
        with self._lock:
            self._closed = True
            if self._file is not None:
                self._file.close()
