"""What was rejected: counted by rule, the first ones kept for the terminal, all of them in a file."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from ops.errors import OpsError, WrongArgumentError
from ops.importing.faults import Fault

#: Faults that the terminal shows.
SHOWN = 20

#: What the file begins with; the columns of the file that is imported follow.
HEADING = ("line", "field", "value", "rule")


class Rejects:
    """The rejected rows. What grows with the file is written, and not kept."""

    def __init__(self, writer: Any = None) -> None:
        self._writer = writer
        self.rows = 0
        self.first: list[Fault] = []
        #: Faults by field and rule.
        self.rules: Counter[tuple[str, str]] = Counter()

    @classmethod
    @contextmanager
    def into(cls, path: Path | None, heading: Sequence[str] = ()) -> Iterator[Self]:
        """Rejects that are written to a file, if one is wanted; what was in it is gone.

        Args:
            path: see `check_writable`, which is to be called long before.
            heading: of the file that is imported.

        Raises:
            OpsError: it cannot be written.
        """
        if path is None:
            yield cls()
            return
        try:
            file = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise OpsError(f"--rejects {path} cannot be written: {error.strerror}.") from None
        with file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow((*HEADING, *heading))
            yield cls(writer)

    def add(self, faults: Sequence[Fault], cells: Sequence[str] = ()) -> None:
        """One row, with all that is wrong with it, and its cells as they stand in the file."""
        self.rows += 1
        for fault in faults:
            self.rules[fault.field, fault.rule] += 1
            if len(self.first) < SHOWN:
                self.first.append(fault)
            if self._writer is not None:
                self._writer.writerow((fault.line, fault.field, fault.value, f"must be {fault.rule}", *cells))


def check_writable(path: Path) -> None:
    """Whether rejects may be written there: an earlier file of rejects is replaced, and no other one.

    Raises:
        WrongArgumentError: there is something else.
    """
    if not path.is_file():  # a pipe or a terminal holds nothing, and what cannot be opened is told later
        return
    ours = ",".join(HEADING).encode()
    with suppress(OSError), path.open("rb") as file:
        begins = file.read(len(ours))
        if begins and begins != ours:
            raise WrongArgumentError(
                f"--rejects {path} exists, and is no earlier file of rejects. Name another, or remove it."
            )
