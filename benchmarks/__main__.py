"""`python -m benchmarks`: runs the benchmarks on servers of their own, prints a table, writes bench.json."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import report
from benchmarks.stage import set_up, settings
from ops.interruption import interruptible
from runtime.logs import configure_logs

#: In this order. Each module has a `measure(stage)`; they are imported once the servers have addresses.
BENCHMARKS = (
    "assess",
    "submit",
    "breakdown",
    "drain",
    "cascades",
    "past",
    "importing",
    "intake",
    "webhooks",
    "scale",
    "sweep",
    "hot_key",
    "many_lanes",
    "dashboards",
    "calendar",
    "context",
    "chat",
)

OUT = Path(__file__).parent / "out" / "bench.json"

console = Console()


def main(
    only: Annotated[list[str] | None, typer.Option(help="One of the benchmarks; may be repeated.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds that count; a figure is their median.")] = 5,
    out: Annotated[Path | None, typer.Option(help="Where to write the figures, if not all are run.")] = None,
) -> None:
    """Measure, as ratios against a baseline of the same run."""
    if unknown := set(only or ()) - set(BENCHMARKS):
        raise typer.BadParameter(f"not among {', '.join(BENCHMARKS)}: {unknown}", param_hint="--only")
    chosen = [name for name in BENCHMARKS if not only or name in only]
    with interruptible(), _bar() as bar, set_up(rounds, bar.advance) as stage:
        configure_logs(settings().model_copy(update={"log_level": "WARNING"}), "benchmarks")
        modules = [import_module(f"benchmarks.{name}") for name in chosen]
        bar.begin(sum(module.steps(rounds) for module in modules))
        figures = [figure for module in modules for figure in module.measure(stage)]
    for extra in stage.tables:
        console.print(extra)
    console.print(report.table(figures))
    target = out or (None if only else OUT)
    if target is not None:
        report.write(figures, target)
        console.print(f"The figures are in {target}")


class _Bar:
    """A progress bar that says what is being measured."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting the servers", total=None)

    def begin(self, steps: int) -> None:
        """From now on it is known how much there is to do."""
        self._progress.update(self._task, total=steps)

    def advance(self, what: str) -> None:
        """One step of `what` is done."""
        self._progress.update(self._task, description=what, advance=1)


@contextmanager
def _bar() -> Iterator[_Bar]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress)


if __name__ == "__main__":
    typer.run(main)
