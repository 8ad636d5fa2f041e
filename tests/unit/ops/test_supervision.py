"""The supervisor keeps processes running, and leaves none behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ops import supervised_process
from ops.process_table import command_line, descendants
from ops.supervised_process import ProcessSpec
from ops.supervision import Supervisor

Make = Callable[..., Supervisor]
Wait = Callable[..., Any]

SLEEPER = "import time; print('awake', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPER
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {STUBBORN!r}])"

SUPERVISE_AND_DIE = """
import os, signal, sys, time
from pathlib import Path
from ops import supervised_process
from ops.supervised_process import ProcessSpec
from ops.supervision import Supervisor
supervised_process._LAST_WILL_SECONDS = 1
supervisor = Supervisor([ProcessSpec("one", (sys.executable, "-c", sys.argv[2]))], Path(sys.argv[1]))
supervisor.start()
while "awake" not in (Path(sys.argv[1]) / "one.log").read_text():
    time.sleep(0.01)
print(supervisor.pid("one"), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def spec(name: str, code: str = SLEEPER, **others: Any) -> ProcessSpec:
    return ProcessSpec(name, (sys.executable, "-c", code), **others)


class Listening:
    """Collects what the supervisor tells."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.events: list[tuple[str, str]] = []

    def line(self, name: str, text: str) -> None:
        self.lines.append((name, text))

    def event(self, name: str, text: str) -> None:
        self.events.append((name, text))


@pytest.fixture
def listening() -> Listening:
    return Listening()


@pytest.fixture
def supervise(tmp_path: Path, listening: Listening) -> Iterator[Make]:
    """Makes supervisors that are stopped in the end."""
    made = ExitStack()

    def make(*specs: ProcessSpec, **others: Any) -> Supervisor:
        supervisor = Supervisor(
            specs, tmp_path / "logs", on_line=listening.line, on_event=listening.event, **others
        )
        return made.enter_context(supervisor)

    with made:
        yield make


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervised_process, "_FIRST_BACKOFF", 0.05)
    monkeypatch.setattr(supervised_process, "_REMNANTS_SECONDS", 0.3)


def test_output_is_passed_on_and_logged(
    supervise: Make, listening: Listening, wait_until: Wait, tmp_path: Path
) -> None:
    supervise(spec("talker", "print('first'); print('gr\\xfc\\xdfe'); import time; time.sleep(600)"))
    wait_until(lambda: len(listening.lines) == 2, 10, "both lines arrive while it runs")
    assert listening.lines == [("talker", "first"), ("talker", "grüße")]
    assert (tmp_path / "logs" / "talker.log").read_text() == "first\ngrüße\n"


def test_what_dies_is_started_again_and_it_is_said(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    supervisor = supervise(spec("one"), spec("two"))
    wait_until(lambda: len(listening.lines) == 2, 10, "both run")
    first, other = supervisor.pid("one"), supervisor.pid("two")
    supervisor.kill("one")
    wait_until(lambda: len(listening.lines) == 3, 10, "it runs again")
    assert supervisor.pid("one") not in {first, None}
    assert supervisor.restarts("one") == 1
    assert (supervisor.pid("two"), supervisor.restarts("two")) == (other, 0)
    assert listening.events == [("one", "was killed by SIGKILL; starting it again in 0.05 s")]


def test_what_dies_at_once_is_started_less_and_less_often(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    supervisor = supervise(spec("crash", "raise SystemExit(3)"))
    wait_until(lambda: supervisor.restarts("crash") >= 3, 10, "several attempts")
    waits = [text.rpartition(" in ")[2] for _, text in listening.events[:3]]
    assert waits == ["0.05 s", "0.1 s", "0.2 s"]
    assert listening.events[0][1].startswith("ended with exit code 3;")


def test_a_program_that_is_missing_is_reported(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    supervise(ProcessSpec("missing", ("/no/such/program",)))
    wait_until(lambda: listening.events, 10, "it is said")
    assert "could not be started (No such file or directory: /no/such/program)" in listening.events[0][1]


def test_stop_waits_for_an_orderly_end(supervise: Make, wait_until: Wait, listening: Listening) -> None:
    orderly = """
import signal, sys, time
def end(*_):
    time.sleep(0.2); print("in order", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("awake", flush=True)
time.sleep(600)
"""
    supervisor = supervise(spec("one", orderly))
    wait_until(lambda: listening.lines, 10, "it runs")
    pid = supervisor.pid("one")
    supervisor.stop()
    assert listening.lines[-1] == ("one", "in order")
    assert supervisor.pid("one") is None
    assert command_line(pid) is None
    assert listening.events == []


def test_lower_ranks_are_stopped_first(supervise: Make, listening: Listening, wait_until: Wait) -> None:
    tell = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye')))\n"
    supervisor = supervise(
        spec("last", tell + SLEEPER, stop_rank=3),
        spec("first", tell + SLEEPER, stop_rank=1),
        spec("second", tell + SLEEPER, stop_rank=2),
    )
    wait_until(lambda: len(listening.lines) == 3, 10, "all run")
    supervisor.stop()
    assert [name for name, text in listening.lines if text == "bye"] == ["first", "second", "last"]


def test_what_does_not_listen_is_killed_with_its_children(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    supervisor = supervise(spec("deaf", STUBBORN, stop_seconds=0.3), spec("parent", PARENT, stop_seconds=0.3))
    wait_until(lambda: len(listening.lines) == 2, 10, "all run")
    pids = [supervisor.pid("deaf"), supervisor.pid("parent"), *descendants(supervisor.pid("parent"))]
    assert len(pids) == 3
    supervisor.stop()
    assert [command_line(pid) for pid in pids] == [None] * 3


def test_children_do_not_outlive_their_parent(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    supervisor = supervise(spec("parent", PARENT))
    wait_until(lambda: listening.lines, 10, "the child runs")
    parent = supervisor.pid("parent")
    (child,) = descendants(parent)
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: supervisor.restarts("parent") == 1, 10, "the parent is started again")
    assert command_line(child) is None


def test_one_can_be_stopped_and_started_by_name(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    supervisor = supervise(spec("one"), spec("two"))
    wait_until(lambda: len(listening.lines) == 2, 10, "both run")
    two = supervisor.pid("two")
    supervisor.stop("one")
    assert (supervisor.pid("one"), supervisor.pid("two")) == (None, two)
    supervisor.start("one")
    wait_until(lambda: supervisor.pid("one") is not None, 10, "it runs again")
    assert supervisor.restarts("one") == 0


def test_a_frozen_process_can_be_thawed_and_stopped(
    supervise: Make, listening: Listening, wait_until: Wait
) -> None:
    counter = "import time, itertools\nfor n in itertools.count(): print(n, flush=True); time.sleep(0.005)"
    supervisor = supervise(spec("one", counter))
    wait_until(lambda: listening.lines, 10, "it counts")
    supervisor.freeze("one")
    wait_until(lambda: is_silent(listening), 10, "it stops counting")
    count = len(listening.lines)
    supervisor.thaw("one")
    wait_until(lambda: len(listening.lines) > count, 10, "it goes on")
    supervisor.freeze("one")
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 10


def is_silent(listening: Listening) -> bool:
    before = len(listening.lines)
    return not threading.Event().wait(0.1) and len(listening.lines) == before


def test_hurry_ends_the_waiting(supervise: Make, listening: Listening, wait_until: Wait) -> None:
    hurry = threading.Event()
    supervisor = supervise(spec("deaf", STUBBORN, stop_seconds=600), hurry=hurry)
    wait_until(lambda: listening.lines, 10, "it runs")
    pid = supervisor.pid("deaf")
    hurry.set()
    supervisor.stop()
    assert command_line(pid) is None


@pytest.mark.parametrize("code", [SLEEPER, PARENT])
def test_processes_die_with_a_supervisor_that_is_killed(tmp_path: Path, wait_until: Wait, code: str) -> None:
    command = [sys.executable, "-c", SUPERVISE_AND_DIE, tmp_path, code]
    died = subprocess.run(command, check=False, capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    group = int(died.stdout)
    wait_until(lambda: not group_is_alive(group), 30, "the whole group is gone")


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_listener_that_breaks_does_not_block_the_process(tmp_path: Path, wait_until: Wait) -> None:
    def broken(_name: str, _text: str) -> None:
        raise BrokenPipeError

    with Supervisor([spec("one", "print('a\\nb\\nc'); " + SLEEPER)], tmp_path, on_line=broken):
        wait_until(lambda: "awake" in (tmp_path / "one.log").read_text(), 10, "all its lines are logged")


def test_names_are_unique(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one"):
        Supervisor([spec("one"), spec("one")], tmp_path)


def test_secrets_in_the_environment_are_not_shown() -> None:
    assert "hunter2" not in repr(spec("one", environment={"PASSWORD": "hunter2"}))
