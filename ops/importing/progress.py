"""How far an import is: a bar on a terminal, a line every few seconds elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from ops.hands.spans import in_short

#: Between two lines where there is no terminal.
EVERY_SECONDS = 5.0


class Meter:
    """Is told how far the file is read. This one says nothing."""

    def at(self, rows: int, share: float) -> None:
        """So many rows are dealt with, which is this share of the file."""


class Lines(Meter):
    """A line now and then, for logs."""

    def __init__(self, console: Console, what: str) -> None:
        self._console, self._what = console, what
        self._began = self._said = time.monotonic()

    def at(self, rows: int, share: float) -> None:
        """See `Meter`."""
        now = time.monotonic()
        if now - self._said < EVERY_SECONDS:
            return
        self._said = now
        self._console.print(progress_line(self._what, rows, share, now - self._began))


class Bar(Meter):
    """A bar of `rich`."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=1.0, rows=0)

    def at(self, rows: int, share: float) -> None:
        """See `Meter`."""
        self._progress.update(self._task, completed=share, rows=rows)


@contextmanager
def meter(console: Console, what: str) -> Iterator[Meter]:
    """What suits the console."""
    if not console.is_terminal:
        yield Lines(console, what)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),  # all of it fits in 80 columns
        _Rows(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as progress:
        yield Bar(progress, what)


def progress_line(what: str, rows: int, share: float, seconds: float) -> str:
    """`checking: 45,000 rows (45 %), 9,000 rows/s, 6 s left`."""
    rate = rows / seconds if seconds else 0.0
    left = f", {in_short(seconds * (1 - share) / share)} left" if share else ""
    return f"{what}: {rows:,} rows ({share:.0%}), {rate:,.0f} rows/s{left}".replace("%)", " %)")


class _Rows(ProgressColumn):
    """How many rows, and how many a second."""

    def render(self, task: Task) -> Text:
        """One column's text."""
        rows = task.fields["rows"]
        rate = rows / task.elapsed if task.elapsed else 0.0
        return Text(f"{rows:>11,} rows  {rate:>8,.0f} rows/s")
