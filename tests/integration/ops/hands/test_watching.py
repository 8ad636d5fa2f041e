"""`--watch` shows it again and again, and Ctrl-C is no failure."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pytest

pytestmark = pytest.mark.integration

COMMAND = (sys.executable, "-c", "from ops.cli import main; main()")


@contextmanager
def watching(
    environment: dict[str, str], *arguments: str, stdout: int = subprocess.PIPE
) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=os.environ | environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def lines(stream: IO[str] | None, number: int) -> list[str]:
    assert stream is not None
    return [stream.readline() for _ in range(number)]


def test_machines_get_a_line_each_time_until_ctrl_c(environment: dict[str, str]) -> None:
    with watching(environment, "lanes", "--watch", "0.1", "--json") as process:
        seen = [json.loads(line) for line in lines(process.stdout, 3)]
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, "")
    assert seen[0]["lanes"][0]["per_second"] is None
    assert seen[2]["lanes"][0]["per_second"] == {"inputs": 0.0, "runs": 0.0}


def test_people_get_a_table_that_is_drawn_anew(environment: dict[str, str]) -> None:
    """Without seconds, every two of them."""
    terminal, end = pty.openpty()
    environment |= {"TERM": "xterm", "COLUMNS": "80"}
    with watching(environment, "conserve", "--watch", stdout=end) as process:
        os.close(end)
        shown = b""
        while b"checkins" not in shown or b"every 2 s" not in shown:
            shown += os.read(terminal, 4_096)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    os.close(terminal)


def test_a_key_can_be_waited_for_and_a_reader_that_goes_is_no_failure(environment: dict[str, str]) -> None:
    with watching(environment, "peek", "k", "--watch=0.1", "--json") as process:
        assert json.loads(lines(process.stdout, 1)[0])["lanes"] == []
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
