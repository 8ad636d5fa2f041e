"""docs/adding-a-lane.md does what it says: its code is run as it stands there, with real processes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from coalescing.testing import InMemoryLane

pytestmark = pytest.mark.acceptance

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-lane.md").read_text()
COMMAND = [sys.executable, "-c", "from ops.cli import main; main()"]

Wait = Callable[..., Any]


def code_after(text: str) -> str:
    """The first block of Python after a text."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.split(text, 1)[1], re.DOTALL)[:1]
    return str(block)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where somebody has put what the page shows."""
    for name in ("plan_sheets.py", "edit_plan.py"):
        (tmp_path / name).write_text(code_after(f"`{name}`"))
    return tmp_path


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "AFTERWRITE_LANE_MODULES": "plan_sheets",
        "AFTERWRITE_DATA_DIR": str(folder / "data"),
        "AFTERWRITE_API_PORT": "0",
    }


@pytest.fixture
def _platform(folder: Path, environment: dict[str, str], wait_until: Wait) -> Iterator[None]:
    """`afterwrite up` in that folder."""
    output = folder / "up.out"
    with (
        output.open("w") as out,
        subprocess.Popen(
            [*COMMAND, "up", "--no-flower", "--workers", "1"],
            env=environment,
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_until(lambda: "A token for the API" in output.read_text(), 90, "the platform is up")
            yield
        finally:
            process.terminate()


@pytest.mark.usefixtures("_platform")
def test_the_example_runs(folder: Path, environment: dict[str, str]) -> None:
    def type_in(*command: str, **more: str) -> str:
        done = subprocess.run(
            command,
            env=environment | more,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    exports = dict(re.findall(r"^export (\w+)='?(.*?)'?$", type_in(*COMMAND, "env"), re.MULTILINE))

    printed = type_in(sys.executable, "edit_plan.py", **exports)

    (promised,) = re.findall(r"It says\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    assert printed == promised
    overview = json.loads(type_in(*COMMAND, "lanes", "plan-sheets", "--json"))
    assert [(lane["mode"], lane["owed"], lane["dead"]) for lane in overview["lanes"]] == [("debounce", 0, 0)]
    with psycopg.connect(exports["DATABASE_URL"]) as connection:
        query = "SELECT revision, done_revision, done_attempt FROM owed_work WHERE lane = 'plan-sheets'"
        assert connection.execute(query).fetchall() == [(20, 20, 1)]
        assert connection.execute("SELECT count(*) FROM owed_inputs").fetchone() == (0,)
        assert connection.execute("SELECT edits FROM plans").fetchall() == [(20,)]


def test_the_example_of_a_test_passes(folder: Path) -> None:
    names: dict[str, Any] = {"InMemoryLane": InMemoryLane, "json": json}
    exec((folder / "plan_sheets.py").read_text(), names)

    exec(code_after("with a clock that your test turns"), names)
