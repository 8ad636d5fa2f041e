"""People who check in over HTTP while things go wrong, and a list of what each of them was told."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, Self
from uuid import UUID

from domain.check_in import FIELD_BY_NAME
from tests.faults.answers import answers

ROOT = Path(__file__).parents[2]

#: The day that all of them check in for: it is over everywhere, and the API takes it.
DAY = datetime.now(UTC).date() - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One write, and what its writer was told. Nothing was heard of it where `status` is None."""

    key: str
    #: Columns that were written.
    columns: dict[str, Any]
    status: int | None
    #: From the receipt; None unless the write was accepted.
    revision: int | None
    retry_after: str | None
    #: None where nobody waited for an answer.
    seconds: float | None

    @property
    def is_accepted(self) -> bool:
        """Whether the writer may rely on it."""
        return self.status == HTTPStatus.OK

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line that a writer has printed."""
        athlete, number, status, revision, retry_after, seconds = json.loads(line)
        columns = {FIELD_BY_NAME[name].column: value for name, value in answers(number).items()}
        return cls(f"{athlete}:{DAY}", columns, status, revision, retry_after, seconds)


class Load:
    """Writes check-ins, each athlete's one after the other, until it is left; a context manager.

    Args:
        port: Of the API.
        token: Of somebody who may write for all athletes.
        athletes: Whom it writes for at first.
        per_second: Writes a second, of all processes together.
        processes: That write, with `threads` connections each.
        hot: All of them write for the same athletes at once.
    """

    def __init__(
        self,
        port: int,
        token: str,
        athletes: Sequence[UUID],
        *,
        per_second: float,
        processes: int = 2,
        threads: int = 4,
        hot: bool = False,
    ) -> None:
        self._athletes = athletes
        self._orders: dict[str, Any] = {
            "port": port,
            "token": token,
            "day": str(DAY),
            "threads": threads,
            "per_second": per_second / processes,
            "processes": processes,
            "hot": hot,
        }
        self._told: list[Told] = []
        self._writers: list[subprocess.Popen[str]] = []
        self._readers: list[threading.Thread] = []

    def turn_to(self, athletes: Sequence[UUID]) -> None:
        """Write for others from now on: those before have had their last word."""
        for writer in self._writers:
            _order(writer, list(map(str, athletes)))

    @property
    def told(self) -> list[Told]:
        """What was told so far; of each athlete in the order of the writes."""
        return list(self._told)

    def accepted(self) -> int:
        """How many writes were accepted so far."""
        return sum(told.is_accepted for told in self.told)

    def wait_for_accepted(self, writes: int, *, timeout: float = 60) -> None:
        """Wait until so many more writes were accepted."""
        wanted = self.accepted() + writes
        deadline = time.monotonic() + timeout
        while (accepted := self.accepted()) < wanted:
            if time.monotonic() > deadline:
                raise AssertionError(f"{accepted} of {wanted} writes were accepted")
            time.sleep(0.05)

    def wait_for_more(self, writes: int, *, timeout: float = 120) -> None:
        """Wait until so many more writes were answered, whatever the answer."""
        wanted = len(self._told) + writes
        deadline = time.monotonic() + timeout
        while len(self._told) < wanted:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(self._told)} of {wanted} writes were answered")
            time.sleep(0.02)

    def __enter__(self) -> Self:
        for place in range(self._orders["processes"]):
            writer = start_writer("tests.faults.writer")
            self._writers.append(writer)
            _order(writer, self._orders | {"place": place})
            reader = threading.Thread(target=self._read, args=(writer.stdout,))
            reader.start()
            self._readers.append(reader)
        self.turn_to(self._athletes)
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers:
            if writer.stdin:
                writer.stdin.close()
        for writer, reader in zip(self._writers, self._readers, strict=True):
            reader.join()
            assert writer.wait() == 0

    def _read(self, lines: IO[str]) -> None:
        with lines:
            self._told.extend(map(Told.parse, lines))


def start_writer(module: str) -> "subprocess.Popen[str]":
    """A process that takes orders on its standard input, and prints what it was told."""
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def slowest_of(told: Iterable[Told]) -> float | None:
    """The longest wait for an answer, in seconds; None if nobody waited."""
    return max((each.seconds for each in told if each.seconds is not None), default=None)


def _order(writer: "subprocess.Popen[str]", order: Any) -> None:
    assert writer.stdin is not None
    writer.stdin.write(json.dumps(order) + "\n")
    writer.stdin.flush()
