"""Tables of what a burst sent and caused, and of how two accidents were made good."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coalescing.lanes import CHECKINS
from ops.demo.accidents import VICTIM, Accidents
from ops.demo.backlog import Sample
from ops.demo.burst import AT_A_TIME
from ops.demo.figures import Caused, Percentiles, Sent
from ops.demo.outcome import BurstOutcome
from ops.demo.recovery import Recovery

_BLOCKS = "▁▂▃▄▅▆▇█"
_COLUMNS_PER_SECOND = 2
_WINDOW = f"{CHECKINS.window_ms / 1000:g} s"


def burst_table(burst: BurstOutcome) -> RenderableType:
    """Counts, and below them the times."""
    sent, caused = burst.sent, burst.caused
    counts, times = _grid(), _times()
    _count(counts, "accepted writes", sent.accepted, _pace(sent))
    _count(counts, "changed inputs", sent.changed, f"the other {sent.unchanged:,} repeated what was stored")
    _time(times, "write to answer", sent.http_ms, _at_a_time(sent))
    if caused is not None:
        _count(counts, "coalesced", caused.coalesced, f"joined a window of {_WINDOW} that was open")
        _count(counts, "runs", caused.runs, _about_runs(caused))
        if missed := max(0, sent.changed - caused.submitted):
            _count(counts, "missed by Redis", missed, "the ledger had them", is_good=False)
        bad = caused.retried + caused.dead
        _count(counts, "retried or failed", bad, "", is_good=not bad)
        _time(times, "window's end to result", caused.lag_ms, f"after the {_WINDOW}")
    _count(counts, "across midnight", sent.other_date_in_utc, "another day in UTC; the athlete's counts")
    return Group(counts, Text(), times)


def _about_runs(caused: Caused) -> str:
    if caused.rerun:
        return f"one a window; {caused.rerun:,} overtaken by a newer answer, and run again"
    return "one a window, on the last answers"


def recovery_table(burst: BurstOutcome, recovery: Recovery) -> RenderableType:
    """What the accidents cost: time, and nothing else."""
    sent, forgotten = burst.sent, max(0, recovery.late - recovery.returned)
    counts, times = _grid(), _times()
    _count(counts, "accepted writes", sent.accepted, _pace(sent))
    _count(counts, "results on time", sent.athletes - recovery.late, "")
    _count(counts, "results late", recovery.late, f"by {recovery.latest_seconds:.1f} s at most")
    _count(counts, f"  held by {VICTIM}", recovery.returned, "came back when its lease ended")
    _count(counts, "  forgotten by Redis", forgotten, "found in the ledger, and submitted again")
    _count(counts, "used again", burst.reused, "answers were changed back: nothing to compute")
    _time(times, "write to answer", sent.http_ms, _at_a_time(sent))
    return Group(counts, Text(), times)


def backlog_line(samples: Sequence[Sample], accidents: Accidents, width: int) -> RenderableType:
    """How many check-ins were owed, over time, with the accidents marked under it.

    Args:
        samples: in order of time.
        accidents: what is marked.
        width: columns at most.
    """
    label = "still owed  "
    if len(samples) < 2:  # noqa: PLR2004  a line needs two points
        return Text(f"{label}-", style="dim")
    began, span = samples[0].at, samples[-1].at - samples[0].at
    columns = max(2, min(width - len(label), round(span * _COLUMNS_PER_SECOND)))
    heights = _heights(samples, columns)
    line = Text.assemble((label, "dim"), ("".join(heights), "yellow"), f" 0 after {span:.0f} s")
    under = [" "] * columns
    for at, letter in ((accidents.flushed_at, "F"), (accidents.killed_at, "K")):
        if at is not None:
            under[min(columns - 1, int((at - began) / span * columns))] = letter
    marks = Text.assemble(" " * len(label), ("".join(under), "bold yellow"))
    legend = Text(
        f"{' ' * len(label)}F FLUSHALL   K SIGKILL   at most {max(s.owed for s in samples):,} at a time",
        style="dim",
    )
    return Group(line, marks, legend)


def _heights(samples: Sequence[Sample], columns: int) -> list[str]:
    """A block for each column, as high as the most that was owed in its time."""
    began, span = samples[0].at, samples[-1].at - samples[0].at
    most = [0] * columns
    for sample in samples:
        column = min(columns - 1, int((sample.at - began) / span * columns))
        most[column] = max(most[column], sample.owed)
    peak = max(most) or 1
    return [_BLOCKS[-(-owed * (len(_BLOCKS) - 1) // peak)] for owed in most]


def _pace(sent: Sent) -> str:
    slowest = f"{sent.slowest_athlete_seconds:.1f} s"
    return f"{sent.per_second:,.0f} a second; no athlete's took over {slowest}"


def _at_a_time(sent: Sent) -> str:
    return f"{min(AT_A_TIME, sent.athletes)} at a time"


def _grid() -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    return table


def _count(table: Table, name: str, count: int, about: str, *, is_good: bool = True) -> None:
    table.add_row(name, Text(f"{count:,}", style="bold" if is_good else "bold red"), about)


def _times() -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim", pad_edge=False)
    table.add_column("milliseconds", no_wrap=True)
    for name in ("p50", "p95", "p99"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", style="dim")
    return table


def _time(table: Table, name: str, times: Percentiles | None, about: str) -> None:
    values = (
        ("-", "-", "-") if times is None else tuple(f"{t:,.0f}" for t in (times.p50, times.p95, times.p99))
    )
    table.add_row(name, *(Text(value, style="bold") for value in values), about)
