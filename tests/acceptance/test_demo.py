"""`afterwrite demo` runs on nothing but itself, notices what is wrong, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.living import lives

pytestmark = pytest.mark.acceptance

Wait = Callable[..., Any]

COMMAND = [sys.executable, "-c", "from ops.cli import main; main()", "demo"]

# Python runs this at its start. It makes workers misread one answer, as if an older write had been assessed.
MISREADING_WORKERS = """
import sys

if "worker" in sys.orig_argv:
    from dataclasses import replace

    import storage.assessments
    from domain.batch import CheckInInputs

    read = storage.assessments.read_batch

    def misread(*arguments, **options):
        rows = read(*arguments, **options)
        return [replace(row, inputs=tuple(CheckInInputs(*row.inputs)._replace(mood=1))) for row in rows]

    storage.assessments.read_batch = misread
"""


class Demo:
    """A demo that runs as a command of its own, with settings around it that are not its business."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.errors = folder / "stderr"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.family: set[psutil.Process] = set()
        with self.errors.open("w") as errors, (folder / "stdout").open("w") as output:
            self.process = subprocess.Popen(
                [*COMMAND, *arguments],
                stdout=output,
                stderr=errors,
                cwd=folder,
                start_new_session=True,
                env={
                    **os.environ,
                    "TMPDIR": str(self.temporary),
                    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/production",
                    "REDIS_URL": "redis://127.0.0.1:1/0",
                    **environment,
                },
            )

    @property
    def output(self) -> str:
        return (self.folder / "stdout").read_text()

    def look(self) -> bool:
        """Remember its processes; whether it still runs."""
        with suppress(psutil.NoSuchProcess):
            self.family.update(psutil.Process(self.process.pid).children(recursive=True))
        return self.process.poll() is None

    def wait(self, timeout: float) -> int:
        deadline = time.monotonic() + timeout
        while self.look():
            assert time.monotonic() < deadline, self.errors.read_text()
            time.sleep(0.1)
        return self.process.returncode

    def left(self) -> list[psutil.Process]:
        return [p for p in self.family if lives(p)]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for process in self.left():
            with suppress(psutil.NoSuchProcess):
                process.kill()


@pytest.fixture
def start() -> Iterator[Callable[..., Demo]]:
    """Start a demo, in a folder that PostgreSQL can reach whoever we are."""
    started: list[Demo] = []
    with tempfile.TemporaryDirectory(prefix="afterwrite-test-") as folder:
        Path(folder).chmod(0o711)

        def make(*arguments: str, **environment: str) -> Demo:
            started.append(Demo(Path(folder), *arguments, **environment))
            started[-1].temporary.chmod(0o711)
            return started[-1]

        yield make
        for demo in started:
            demo.end()


def test_two_bursts_two_accidents_and_nothing_lost(start: Callable[..., Demo]) -> None:
    demo = start("--athletes", "40", "--json")
    code = demo.wait(170)
    people = demo.errors.read_text()
    assert code == 0, people
    told = json.loads(demo.output)
    assert told["ok"] is True
    assert told["findings"] == []
    for burst in (told["burst"], told["second_burst"]):
        assert burst["sent"]["accepted"] == 200
        assert burst["sent"]["athletes"] == 40
        assert 100 < burst["sent"]["changed"] < 200
        assert burst["left"] == 0
    caused = told["burst"]["caused"]
    assert caused["opened"] + caused["coalesced"] + caused["overtaken"] == told["burst"]["sent"]["changed"]
    assert caused["dead"] == 0
    assert told["recovery"]["accidents"]["forgotten"] > 0
    assert told["recovery"]["accidents"]["killed_at"] > told["recovery"]["accidents"]["flushed_at"]
    assert told["history"]["check_ins"] > 1_000
    assert told["audited"] == told["history"]["check_ins"] + 2 * 40
    # A day of the history that was assessed before an earlier one is owed to the lane of past days as well.
    (lane,) = (balance for balance in told["balances"] if balance["lane"] == "checkins")
    assert lane["accepted"] == lane["done"] > told["history"]["check_ins"] + 200
    assert told["athlete"]["readinessScore"] is not None
    assert "\x1b" not in people
    for part in ("FLUSHALL", "SIGKILL", "worker1", "Readiness today", "Nothing was lost."):
        assert part in people
    assert demo.left() == []
    assert list(demo.temporary.iterdir()) == []


def test_results_of_another_input_are_noticed(start: Callable[..., Demo], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(MISREADING_WORKERS)
    demo = start("--athletes", "8", "--no-faults", "--json", PYTHONPATH=str(tmp_path))
    assert demo.wait(120) == 1
    told = json.loads(demo.output)
    assert told["ok"] is False
    assert {finding["fault"] for finding in told["findings"]} == {"assessed from another input"}
    assert "Something is wrong." in demo.errors.read_text()


@pytest.mark.parametrize("moment", ["1  Start", "assessed", "3  The morning"])
def test_an_interrupt_leaves_nothing_behind(
    start: Callable[..., Demo], wait_until: Wait, moment: str
) -> None:
    demo = start("--athletes", "200", "--json")
    wait_until(lambda: not demo.look() or moment in demo.errors.read_text(), 90, f"the demo says {moment!r}")
    demo.look()
    demo.process.send_signal(signal.SIGINT)
    assert demo.wait(60) == 130
    assert demo.output == ""
    assert "Everything is stopped" in demo.errors.read_text()
    assert demo.left() == []
    assert list(demo.temporary.iterdir()) == []
