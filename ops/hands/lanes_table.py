"""The lanes as a table: in one line each where the terminal is wide, in two lines where it is not."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.table import Table
from rich.text import Text

from coalescing.lanes import Lane
from ops.hands.lanes_overview import LaneView, Overview, percentiles_ms
from ops.hands.output import printable
from ops.hands.spans import in_short

#: From this width on, a lane takes one line.
WIDE = 190
#: From this width on, columns stand apart by three characters, below by one.
ROOMY = 100
UNKNOWN = "-"

_HUNDRED, _THOUSAND, _MILLION = 100, 1_000, 1_000_000


class _Cell(NamedTuple):
    heading: str
    show: Callable[[LaneView], Text | str]


class LanesTable:
    """An overview, to be printed by rich."""

    def __init__(self, overview: Overview) -> None:
        self._overview = overview

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table that fits, and beneath it what needs words."""
        is_wide = options.max_width >= WIDE
        columns = [(cell,) for pair in _PAIRS for cell in pair] if is_wide else _PAIRS
        table = Table(
            box=SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, int(options.max_width >= ROOMY)),
            header_style="dim",
        )
        for position, cells in enumerate(columns):
            table.add_column(
                "\n".join(cell.heading for cell in cells),
                justify="left" if position < len(columns[0]) and cells[0] is _PAIRS[0][0] else "right",
                no_wrap=True,
            )
        for lane in self._overview.lanes:
            table.add_row(*(_stacked([cell.show(lane) for cell in cells]) for cells in columns))
        yield Group(*_problems(self._overview), table, *_remarks(self._overview))


def _stacked(lines: Sequence[Text | str]) -> Text:
    texts = [line if isinstance(line, Text) else Text(line) for line in lines]
    for below in texts[1:]:
        if not below.style:
            below.stylize("dim")
    return Text("\n").join(texts)


def policy(lane: Lane | None) -> str:
    """When an entry of the lane is due: `3 s window`, and `0 + 3 s window` if the first run is at once."""
    if lane is None:
        return "not declared"
    if not lane.window_ms:
        return "at once"
    kind = "quiet" if lane.mode == "debounce" else "window"
    return f"{'0 + ' if lane.leading else ''}{in_short(lane.window_ms / 1000)} {kind}"


def count(number: float | None) -> str:
    """A number in at most six characters."""
    if number is None:
        return UNKNOWN
    if number < _HUNDRED * _THOUSAND:
        return f"{number:,.0f}"
    return f"{number / _THOUSAND:.0f}k" if number < _MILLION else f"{number / _MILLION:.1f}M"


def _rate(number: float) -> str:
    return f"{number:.1f}" if number and round(number) < _HUNDRED else count(number)


def _of_redis(number: Callable[[LaneView], float | None]) -> Callable[[LaneView], str]:
    return lambda lane: UNKNOWN if lane.stats is None else count(number(lane))


def _gauge(name: str) -> Callable[[LaneView], str]:
    return _of_redis(lambda lane: getattr(lane.stats.gauges, name) if lane.stats else None)


def _counter(name: str) -> Callable[[LaneView], str]:
    return _of_redis(lambda lane: getattr(lane.stats.counters, name) if lane.stats else None)


def _span(seconds: float | None) -> str:
    return in_short(seconds) if seconds else UNKNOWN


def _due_age(lane: LaneView) -> str:
    return _span(lane.stats.gauges.oldest_due_age_ms / 1000 if lane.stats else None)


def _owed_age(lane: LaneView) -> str:
    return _span(lane.book.oldest_owed_seconds if lane.book else None)


def _dead(lane: LaneView) -> Text:
    if lane.book is None:
        return Text(UNKNOWN)
    return Text(count(lane.book.dead), style="bold red" if lane.book.dead else "")


def _paused(lane: LaneView) -> Text:
    if lane.pause is None:
        return Text("in Redis" if lane.stats and lane.stats.gauges.paused_ms else "no")
    return Text(in_short((datetime.now(UTC) - lane.pause.paused_at).total_seconds()), style="bold yellow")


def _ratio(lane: LaneView) -> str:
    ratio = lane.stats.inputs_per_run if lane.stats else None
    return UNKNOWN if ratio is None else f"{ratio:.2f}"


def _lag(percentile: str) -> Callable[[LaneView], str]:
    def show(lane: LaneView) -> str:
        span_ms = percentiles_ms(lane.stats.lag)[percentile] if lane.stats else None
        return _span(span_ms and span_ms / 1000)

    return show


def _per_second(name: str) -> Callable[[LaneView], str]:
    return lambda lane: UNKNOWN if lane.rates is None else _rate(getattr(lane.rates, name))


_PAIRS: Sequence[tuple[_Cell, ...]] = (
    (
        _Cell("lane", lambda lane: Text(lane.name, style="bold")),
        _Cell("policy", lambda lane: policy(lane.lane)),
    ),
    (_Cell("waiting", _gauge("waiting")), _Cell("now due", _gauge("due"))),
    (_Cell("held", _gauge("held")), _Cell("dead", _dead)),
    (_Cell("owed", lambda lane: count(lane.book.owed if lane.book else None)), _Cell("paused", _paused)),
    (_Cell("due for", _due_age), _Cell("owed for", _owed_age)),
    (_Cell("in/s", _per_second("inputs")), _Cell("runs/s", _per_second("runs"))),
    (_Cell("lag p50", _lag("p50")), _Cell("p95", _lag("p95"))),
    (_Cell("p99", _lag("p99")), _Cell("in/run", _ratio)),
    (_Cell("retried", _counter("retried")), _Cell("failed", _counter("failed"))),
)


def _problems(overview: Overview) -> list[Text]:
    errors = [error for error in (overview.redis_error, overview.ledger_error) if error]
    return [*(Text(error, style="bold red") for error in errors), Text()] if errors else []


def _remarks(overview: Overview) -> list[Text]:
    remarks: list[Text] = []
    for lane in overview.lanes:
        if lane.pause:
            why = f": {printable(lane.pause.reason)}" if lane.pause.reason else ""
            who = printable(lane.pause.paused_by)
            remarks.append(Text(f"{lane.name} is paused by {who}{why}", style="yellow"))
        if lane.pause and lane.stats and not lane.stats.gauges.paused_ms:
            remarks.append(Text(f"{lane.name}: Redis does not know of the pause yet", style="yellow"))
    if any(lane.book and lane.book.dead for lane in overview.lanes):
        remarks.append(Text("What is dead, and why: afterwrite dead list", style="dim"))
    return [Text(), *remarks] if remarks else []
