"""A small plot for the terminal: cost per key against size, a group of bars for each move."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from benchmarks.report import shown

#: Columns that a bar has at most; the limit is drawn inside them, so that a bar can go beyond.
WIDTH = 40
#: Column of the limit.
LIMIT_COLUMN = 30

_BAR, _LIMIT = "█", "┊"
_ASCII_BAR, _ASCII_LIMIT = "#", "|"


@dataclass(frozen=True, slots=True)
class Plot:
    """Costs by size, for several moves; each move has a scale of its own, which starts at 0.

    A mark stands where a cost would be `limit` times that of the smallest size.
    """

    title: str
    #: Move to costs by size, the smallest size first; none of them 0.
    costs: Mapping[str, Mapping[str, float]]
    unit: str
    limit: float

    def lines(self, *, ascii_only: bool = False) -> list[str]:
        """The plot as text."""
        bar, mark = (_ASCII_BAR, _ASCII_LIMIT) if ascii_only else (_BAR, _LIMIT)
        lines = [f"{self.title} ({self.unit}; {mark} marks {self.limit:g} times the smallest size)"]
        moves = max(map(len, self.costs))
        sizes = max(len(size) for by_size in self.costs.values() for size in by_size)
        for move, by_size in self.costs.items():
            smallest = next(iter(by_size.values()))
            for i, (size, cost) in enumerate(by_size.items()):
                drawn = _with_mark(bar * _columns(cost / smallest / self.limit), mark)
                lines.append(f"{'' if i else move:{moves}}  {size:>{sizes}} {drawn} {shown(cost)}")
        return lines

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("\n".join(self.lines(ascii_only=options.ascii_only)), no_wrap=True)


def _columns(share_of_limit: float) -> int:
    return min(WIDTH, round(share_of_limit * LIMIT_COLUMN))


def _with_mark(bar: str, mark: str) -> str:
    row = f"{bar:{WIDTH}}"
    return row if len(bar) > LIMIT_COLUMN else row[:LIMIT_COLUMN] + mark + row[LIMIT_COLUMN + 1 :]
