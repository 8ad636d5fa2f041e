"""The report: a table for people, and bench.json for programs."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from benchmarks.figure import Figure


def table(figures: Sequence[Figure]) -> Table:
    """The figures that are listed, one a line."""
    made = Table(title="Benchmarks, each against a baseline of the same run")
    for heading in ("figure", "unit", "value", "baseline", "ratio", "aim"):
        if heading in {"figure", "unit", "aim"}:
            made.add_column(heading, overflow="fold")
        else:
            made.add_column(heading, justify="right", no_wrap=True)
    for figure in figures:
        if not figure.is_listed:
            continue
        made.add_row(
            figure.name,
            figure.unit,
            shown(figure.value),
            shown(figure.baseline),
            shown(figure.ratio),
            _aim(figure),
        )
    return made


def shown(number: float | None) -> str:
    """A number as people read it: about three digits, thousands apart, and a dash for none."""
    if number is None:
        return "-"
    decimals = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    return f"{number:,.{decimals}f}"


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    return f"{figure.aim}: {'met' if figure.met else '[bold red]missed[/]'}"


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as a list of JSON objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n", encoding="utf-8")
