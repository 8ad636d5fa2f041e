"""The fault matrix: a row for each fault, summed over its rounds, as a table in Markdown."""

import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.faults.faults import Fault
from tests.faults.load import Told, slowest_of
from tests.faults.offline_checker import Findings

#: How many writes must be accepted for each fault: its rounds are repeated until then. 0: one short round.
WRITES = int(os.environ.get("FAULT_WRITES", "0"))
IS_LONG = WRITES > 0

#: Where the table is published, between two markers; the page is left alone when this is not set.
PAGE = os.environ.get("FAULT_PAGE")

BEGIN, END = "<!-- matrix: begin -->", "<!-- matrix: end -->"

COLUMNS = (
    "fault",
    "accepted",
    "refused",
    "lost",
    "stale",
    "twice",
    "hit",
    "recovery p50",
    "recovery max",
    "slowest answer",
)


@dataclass
class Row:
    """What one fault did, in all its rounds."""

    fault: Fault
    findings: Findings = field(default_factory=lambda: Findings(0, 0, [], [], 0, 0))
    rounds: int = 0
    #: Per key that the fault had hit: seconds from the fault's end until it was done.
    recoveries: list[float] = field(default_factory=list)
    #: The slowest answer to a write, in seconds; None where nothing was written over HTTP.
    slowest: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether as many writes were accepted as are wanted."""
        return self.rounds > 0 and self.findings.accepted >= WRITES

    def add(self, findings: Findings, recoveries: Iterable[float], told: Iterable[Told]) -> None:
        """Add a round, and fail if it was not clean."""
        self.rounds += 1
        self.findings += findings
        self.recoveries += recoveries
        slowest = [seconds for seconds in (self.slowest, slowest_of(told)) if seconds is not None]
        self.slowest = max(slowest, default=None)
        assert findings.is_clean, f"{self.fault}: {findings}"

    @property
    def cells(self) -> list[str]:
        """The row's cells, as text."""
        found = self.findings
        seconds = sorted(self.recoveries)
        return [
            str(self.fault),
            f"{found.accepted:,}",
            f"{found.refused:,}",
            f"{len(found.lost) + found.unaccounted}",
            f"{len(found.stale)}",
            f"{found.duplicates}",
            f"{len(seconds):,}",
            _time(statistics.median(seconds)) if seconds else "",
            _time(seconds[-1]) if seconds else "",
            "" if self.slowest is None else _time(self.slowest),
        ]


def _time(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def table(lines: Mapping[str, str]) -> str:
    """The matrix of lines by fault, in Markdown."""
    head = [_line(COLUMNS), _line(["---", *["---:"] * (len(COLUMNS) - 1)])]
    return "\n".join([*head, *(lines[fault] for fault in Fault if fault in lines)])


def lines_of(rows: Mapping[Fault, Row]) -> dict[str, str]:
    """The matrix's lines, by fault."""
    return {str(fault): _line(row.cells) for fault, row in rows.items()}


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """What the figures were measured on, in a sentence without a date."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"Measured on {os.cpu_count()} cores and {memory:.0f} GiB, {platform.system()}, Python"
        f" {platform.python_version()}, shared with other programs, the writers on the same machine."
    )


def publish(rows: Mapping[Fault, Row], page: Path) -> None:
    """Put the lines of what was broken often enough between the page's markers; others stay as they are."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    inside, _, after = rest.partition(END)
    earlier = {line.split("|")[1].strip(): line for line in inside.splitlines() if line.startswith("| ")}
    lines = earlier | lines_of({fault: row for fault, row in rows.items() if row.is_enough})
    text = f"{before}{BEGIN}\n\n{machine()}\n\n{table(lines)}\n\n{END}{after}"
    page.write_text(text, encoding="utf-8")
