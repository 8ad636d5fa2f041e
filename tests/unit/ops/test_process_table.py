"""Questions about processes: alive or not, whose, and who descends from whom."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ops import process_table
from ops.process_table import children, command_line, descendants, is_taken, runs

SLEEP = "import time; time.sleep(60)"


@pytest.fixture(params=["proc", "ps"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "proc" and not process_table._HAS_PROC:
        pytest.skip("no /proc here")
    if request.param == "ps":
        if (
            process_table._HAS_PROC
            and subprocess.run(["/bin/sh", "-c", "command -v ps"], check=False).returncode
        ):
            pytest.skip("no ps here")
        monkeypatch.setattr(process_table, "_HAS_PROC", False)


@pytest.mark.usefixtures("_both_ways")
def test_a_live_process_is_known_by_its_words(wait_until: Callable[..., Any]) -> None:
    process = subprocess.Popen([sys.executable, "-c", SLEEP, "a word"])
    try:
        wait_until(lambda: runs(process.pid, "a word", "time.sleep"), 10, "it is seen")
        assert not runs(process.pid, "a word", "another")
        assert process.pid in children(os.getpid())
    finally:
        process.kill()
        process.wait()


@pytest.mark.usefixtures("_both_ways")
def test_a_process_that_is_gone_runs_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert command_line(process.pid) is None
    assert not runs(process.pid)
    assert not is_taken(process.pid)


def test_a_zombie_runs_nothing_but_takes_its_number(wait_until: Callable[..., Any]) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    wait_until(lambda: not runs(process.pid), 10, "the process ends, and nobody asks how")
    assert is_taken(process.pid)
    process.wait()


def test_descendants_are_found_at_every_depth(wait_until: Callable[..., Any]) -> None:
    nested = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with subprocess.Popen([sys.executable, "-c", nested]) as process:
        (grandchild,) = wait_until(lambda: descendants(process.pid), 10, "the child has a child")
        assert process.pid in descendants(os.getpid())
        assert grandchild in descendants(os.getpid())
        assert grandchild not in children(os.getpid())
        os.kill(grandchild, 9)
