"""The first signal ends the work, the second one hurries the end."""

import os
import signal
import subprocess
import sys

import pytest

from ops.interruption import Interrupted, interruptible


@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_raises_and_the_second_hurries(what: signal.Signals) -> None:
    before = signal.getsignal(what)
    with interruptible() as hurry:
        with pytest.raises(Interrupted):
            os.kill(os.getpid(), what)
        assert not hurry.is_set()
        os.kill(os.getpid(), what)
        assert hurry.is_set()
    assert signal.getsignal(what) is before


IGNORING = """
import os, signal
from ops.interruption import Interrupted, interruptible
with interruptible():
    os.kill(os.getpid(), signal.SIGHUP)
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except Interrupted:
        print("interrupted by SIGINT only")
"""


def test_nohup_is_respected_and_a_background_job_can_be_interrupted() -> None:
    command = ["/bin/sh", "-c", 'trap "" HUP INT; exec "$@"', "sh", sys.executable, "-c", IGNORING]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    assert answer.stdout == "interrupted by SIGINT only\n"
