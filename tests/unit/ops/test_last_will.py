"""A last will reaches its heir when the testator dies, and only then."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ops.last_will import LastWill
from ops.process_table import command_line

TESTATOR = """
import subprocess, sys, signal, os
from ops.last_will import LastWill
heir = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True, stdout=subprocess.DEVNULL
)
os.kill(heir.pid, signal.SIGSTOP)
will = LastWill(heir.pid, signal.SIGTERM)
print(heir.pid, flush=True)
if sys.argv[1] == "revoke":
    will.revoke()
os.kill(os.getpid(), signal.SIGKILL)
"""


def heir_of_a_process_that_dies(how: str) -> int:
    died = subprocess.run(
        [sys.executable, "-c", TESTATOR, how], check=False, stdout=subprocess.PIPE, text=True
    )
    assert died.returncode == -signal.SIGKILL
    return int(died.stdout)


def test_the_heir_is_told_even_when_it_is_frozen(wait_until: Callable[..., Any]) -> None:
    heir = heir_of_a_process_that_dies("in office")
    wait_until(lambda: command_line(heir) is None, 10, "the heir has got its signal")


def test_a_will_that_was_revoked_is_not_carried_out() -> None:
    heir = heir_of_a_process_that_dies("revoke")
    assert command_line(heir) is not None
    os.kill(heir, signal.SIGKILL)


def test_nothing_is_sent_while_the_testator_lives() -> None:
    with subprocess.Popen(["sleep", "60"]) as heir:
        with LastWill(heir.pid, signal.SIGTERM) as will:
            shell = will._shell.pid
            assert heir.poll() is None
        assert command_line(shell) is None, "the shell outlived the will"
        will.revoke()
        assert heir.poll() is None
        heir.kill()
