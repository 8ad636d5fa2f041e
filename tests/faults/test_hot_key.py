"""Eight processes write one key at once: it costs a few runs, and the last input wins."""

import json
import time
from collections.abc import Callable, Sequence
from subprocess import Popen
from typing import Any
from uuid import UUID

import pytest

from tests.faults.faults import Fault
from tests.faults.load import DAY, Told, start_writer
from tests.faults.matrix import IS_LONG, Row
from tests.faults.stage import Stage

pytestmark = pytest.mark.faults

PROCESSES = 8

#: Writes on the key in a round: two thousand, and fewer of those over HTTP where time is short.
WRITES = 2_000
WRITES_HTTP = 2_000 if IS_LONG else 1_000

#: At least: the window takes in thousands, but each run that is overtaken is followed by another.
INPUTS_PER_RUN = 20

#: Without reconcile: a window, a run, and what a busy machine takes on top.
DONE = 15.0


def test_over_http(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    def write(athlete: UUID) -> list[Told]:
        with without_reconcile.load(
            [athlete], per_second=10_000, processes=PROCESSES, threads=2, hot=True
        ) as load:
            load.wait_for_more(WRITES_HTTP)
        return load.told

    rounds_of(without_reconcile, row(Fault.HOT_KEY_HTTP), write)


def test_with_lane_client(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    def write(athlete: UUID) -> list[Told]:
        return submit_from_processes(without_reconcile, athlete)

    rounds_of(without_reconcile, row(Fault.HOT_KEY_DIRECT), write)


def rounds_of(stage: Stage, entry: Row, write: Callable[[UUID], list[Told]]) -> None:
    """One hot key after the other, until enough writes were accepted."""
    while not entry.is_enough:
        stage.begin_round()
        (athlete,) = stage.athletes(1)
        before = stage.lane.stats()
        told = write(athlete)
        told += overtake(stage, athlete)
        ended_at = time.time()
        stage.wait_until_done(told, DONE)
        stage.wait_until_idle(DONE)
        # Of writers who know nothing of each other, the ledger's count says who was last.
        told.sort(key=lambda each: each.revision or 0)
        findings = stage.examine(told)
        entry.add(findings, stage.recoveries(told, ended_at), told)
        assert (findings.refused, findings.duplicates) == (0, 0)
        counters = stage.lane.stats().since(before).counters
        assert counters.enqueued == len({each.revision for each in told})
        # A run for each window, and where that is overtaken one more after it, at once.
        assert 1 <= counters.started <= len(told) / INPUTS_PER_RUN


def overtake(stage: Stage, athlete: UUID) -> list[Told]:
    """Two more writes: while the run of the first has read and stands still, the second one comes in."""
    first = stage.store([athlete], mood=2, sleep_hours=3.0)
    with stage.saboteur.trap("after read", "pause", [each.key for each in first]):
        stage.submit(first)
        stage.wait(lambda: stage.saboteur.paused("after read"), 20, "a run has read")
        last = stage.store([athlete], mood=3, sleep_hours=3.5)
        stage.submit(last)
        assert stage.lane.peek(last[0].key).is_overtaken
    stage.saboteur.resume("after read")
    return [*first, *last]


def submit_from_processes(stage: Stage, athlete: UUID) -> list[Told]:
    """What the api does, by eight processes that begin together."""
    orders = {
        "database_url": stage.platform.servers.database_url,
        "redis_url": stage.valkey.url,
        "prefix": stage.platform.settings.redis_prefix,
        "coach": str(stage.coach),
        "athlete": str(athlete),
        "day": str(DAY),
        "processes": PROCESSES,
        "writes": WRITES // PROCESSES,
    }
    processes = [start_writer("tests.faults.submitter") for _ in range(PROCESSES)]
    for place, process in enumerate(processes):
        order(process, orders | {"place": place})
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        order(process, "go")
    return [told for process in processes for told in heard(process)]


def order(process: "Popen[str]", what: Any) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()


def heard(process: "Popen[str]") -> Sequence[Told]:
    output, _ = process.communicate()
    assert process.returncode == 0
    return [Told.parse(line) for line in output.splitlines()]
