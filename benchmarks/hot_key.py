"""One hot key: eight processes that submit to the same key, against a key each, and against one process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.figure import Figure
from benchmarks.no_op import TIMEOUT_MS
from benchmarks.pending import key_of
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS

PREFIX = "bench-hot"
PROCESSES = 8
SECONDS = 0.5

#: Turns that one round of the runner is worth.
TURNS = 3


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds * TURNS + 1


def measure(stage: Stage) -> list[Figure]:
    """Submits per second of all processes together."""
    hot, *own = (key_of(number) for number in range(PROCESSES + 1))
    with _submitters() as submitters:
        crowd = _Crowd(submitters)
        measured = interleaved(
            stage.rounds * TURNS,
            {
                "hot": lambda: crowd.per_second([hot] * PROCESSES),
                "own": lambda: crowd.per_second(own),
                "one": lambda: crowd.per_second([hot]),
            },
            after_round=lambda: stage.progress("hot key"),
        )
    _hold_against(stage, crowd.submits)
    with stage.redis() as client:
        client.execute_command("FLUSHALL", "SYNC")
    return [
        Figure(
            name=f"hot_key_vs_{name}",
            value=measured["hot"],
            unit="submits/s",
            baseline=measured[side],
            note=f"{PROCESSES} processes on one key, together; baseline: {what}",
        )
        for side, name, what in (
            ("own", "keys_of_their_own", "as many processes, each on a key of its own"),
            ("one", "one_process", "one process alone on that key"),
        )
    ]


class _Crowd:
    """Processes that submit at the same time, and how much they have submitted so far."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes
        self.submits = 0

    def per_second(self, keys: list[str]) -> float:
        """One process for each key; what they do in a second together."""
        busy = self._processes[: len(keys)]
        for process, key in zip(busy, keys, strict=True):
            _say(process, f"{key} {SECONDS}")
        count = sum(int(_heard(process)) for process in busy)
        self.submits += count
        return count / SECONDS


@contextmanager
def _submitters() -> Iterator[list[subprocess.Popen[str]]]:
    with ExitStack() as stack:
        processes = [stack.enter_context(_submitter()) for _ in range(PROCESSES)]
        for process in processes:
            _heard(process)
        yield processes


@contextmanager
def _submitter() -> Iterator[subprocess.Popen[str]]:
    """A process that ends when its standard input does."""
    command = [sys.executable, "-m", "benchmarks.submitter", PREFIX]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        yield process


def _say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None  # noqa: S101  it was asked for
    process.stdin.write(f"{line}\n")


def _heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101  it was asked for
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a submitting process ended; what it said is above")
    return line


def _hold_against(stage: Stage, submits: int) -> None:
    """Each of the submits is counted by the lane: none is lost in the crowd."""
    lane = LaneClient(CHECKINS, ScriptClient.connect(stage.redis_url, timeout_ms=TIMEOUT_MS), PREFIX)
    counted = lane.stats().counters.enqueued
    if counted != submits:
        raise RuntimeError(f"{submits} submits were answered, and the lane counts {counted}")
