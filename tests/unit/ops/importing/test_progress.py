"""How far it is, how fast, and how long still."""

import io

import pytest
from rich.console import Console

from ops.importing import progress
from ops.importing.progress import meter, progress_line


def test_a_line_tells_rate_and_time_left() -> None:
    assert progress_line("importing", 45_000, 0.25, 5.0) == (
        "importing: 45,000 rows (25 %), 9,000 rows/s, 15 s left"
    )
    assert progress_line("importing", 0, 0.0, 0.0) == "importing: 0 rows (0 %), 0 rows/s"


def test_elsewhere_than_on_a_terminal_a_line_comes_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.StringIO(), width=100)
    with meter(console, "checking") as shown:
        shown.at(5_000, 0.5)
        monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
        shown.at(10_000, 1.0)
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("checking: 10,000 rows (100 %)")


def test_on_a_terminal_there_is_a_bar() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    with meter(console, "importing") as shown:
        shown.at(5_000, 1.0)
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert "importing" in said
    assert "5,000 rows" in said
    assert "rows/s" in said
