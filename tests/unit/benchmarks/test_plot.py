"""The plot: bars as long as the costs, and a mark where a cost would be over its limit."""

from io import StringIO

import pytest
from rich.console import Console

from benchmarks.plot import LIMIT_COLUMN, WIDTH, Plot


def _plot(*costs: float, limit: float = 1.5) -> Plot:
    sizes = ("10^3", "10^4", "10^5", "10^6")
    return Plot("Cost", {"submit": dict(zip(sizes, costs, strict=False))}, "µs", limit)


def _bars(plot: Plot) -> list[str]:
    """What is drawn, without the names before it and the number after it."""
    _, *rows = plot.lines()
    return [row.split("10^", 1)[1][2:].rsplit(maxsplit=1)[0] for row in rows]


def test_a_bar_is_as_long_as_its_cost() -> None:
    lengths = [bar.count("█") for bar in _bars(_plot(10, 11, 5))]

    assert lengths == [LIMIT_COLUMN * 2 // 3, 22, 10]


def test_a_cost_below_the_limit_ends_before_the_mark_and_one_above_it_covers_the_mark() -> None:
    below, at, above = _bars(_plot(10, 15, 16))

    assert below.index("┊") == at.index("┊") == LIMIT_COLUMN
    assert at.index("┊") == at.count("█")
    assert "┊" not in above
    assert above.count("█") == 32


def test_a_bar_stays_on_its_line_whatever_its_cost() -> None:
    assert _bars(_plot(1, 1_000_000))[1] == "█" * WIDTH


def test_each_move_has_a_scale_of_its_own() -> None:
    plot = Plot("Cost", {"submit": {"10^3": 100.0}, "claim": {"10^3": 1.0}}, "µs", 2)

    lengths = [row.count("█") for row in plot.lines()[1:]]

    assert lengths == [LIMIT_COLUMN // 2] * 2


def test_a_move_is_named_once_and_each_row_says_size_and_cost() -> None:
    title, *rows = _plot(72.04, 73.9, limit=1.25).lines()

    assert "1.25 times" in title
    assert [row.count("submit") for row in rows] == [1, 0]
    assert [row.split()[-1] for row in rows] == ["72.0", "73.9"]
    assert "10^4" in rows[1]


@pytest.mark.parametrize(("encoding", "bar"), [("utf-8", "█"), ("ascii", "#")])
def test_a_terminal_without_the_characters_gets_others(encoding: str, bar: str) -> None:
    class Terminal(StringIO):
        @property
        def encoding(self) -> str:  # type: ignore[override]  # StringIO has none
            return encoding

    printed = Terminal()
    Console(width=100, file=printed).print(_plot(1, 1))

    assert bar * 20 in printed.getvalue()
