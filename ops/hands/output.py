"""What a command writes: one JSON document, or a table for people; never anything a key could smuggle in."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

#: Of a table in a pipe or a file, where nobody is to be spared long lines.
PIPE_WIDTH = 200


def console(pipe_width: int = PIPE_WIDTH) -> Console:
    """For standard output: as wide as the terminal or as `COLUMNS` says, else as wide as given."""
    width = pipe_width if not sys.stdout.isatty() and "COLUMNS" not in os.environ else None
    return Console(highlight=False, width=width)


def notices() -> Console:
    """For standard error: what is not the answer, but should be known."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def table(*columns: str, numbers: Sequence[str] = ()) -> Table:
    """An empty table with these headings; the columns in `numbers` stand to the right."""
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style="dim")
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return made


def write_json(document: Any, *, in_one_line: bool = False) -> None:
    """Write a document to standard output, and nothing else."""
    text = json.dumps(document, indent=None if in_one_line else 2, default=_as_json)
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def printable(text: str) -> str:
    """The text with what would steer a terminal written out, as in a Python string."""
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode() for c in text)


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    raise TypeError(f"{type(value).__name__} cannot be said in JSON")
