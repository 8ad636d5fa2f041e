"""Workers are killed at every step of a run: nothing is lost, nothing is done twice, nothing becomes stale.

There is no reconcile here: what a dead worker held comes back when its lease ends, or not at all.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

import psutil
import pytest

from tests.faults.faults import Fault
from tests.faults.load import Told
from tests.faults.matrix import IS_LONG, Row
from tests.faults.saboteur import Point, Victim
from tests.faults.stage import WORKERS, Stage
from tests.faults.under_load import ATHLETES, PER_SECOND, WRITES
from tests.living import lives

pytestmark = pytest.mark.faults

#: A lease and a sweep, then the pokes that the dead took along, and what a busy machine takes on top.
LEASE_OVER = 60.0

#: Check-ins that are due when a worker is killed: several batches, or one.
DUE = 2_000 if IS_LONG else 120


class Strike(NamedTuple):
    """One kill: where, and of whom."""

    fault: Fault
    point: Point
    victim: Victim


STRIKES = (
    Strike(Fault.AFTER_CLAIM, "after claim", "group"),
    Strike(Fault.BEFORE_COMMIT, "before commit", "group"),
    Strike(Fault.AFTER_COMMIT, "after commit", "group"),
    Strike(Fault.AFTER_SETTLE, "after settle", "group"),
    Strike(Fault.CHILD, "before commit", "process"),
)


def test_killed_at_every_step(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    """SIGKILL at named points, one after the other; then all that they left behind is waited for at once."""
    stage = without_reconcile
    casts = [stage.athletes(DUE) for _ in STRIKES]
    turn = 0
    while not all(row(strike.fault).is_enough for strike in STRIKES):
        turn += 1
        stage.begin_round()
        struck = [strike_at(stage, strike, cast, turn) for strike, cast in zip(STRIKES, casts, strict=True)]
        for told, _ in struck:
            stage.wait_until_done(told, LEASE_OVER)
        stage.wait_until_idle(LEASE_OVER)
        for strike, (told, killed_at) in zip(STRIKES, struck, strict=True):
            findings = stage.examine(told)
            row(strike.fault).add(findings, stage.recoveries(told, killed_at), [])
            # What was not committed was rolled back, and what was is found done.
            assert findings.duplicates == 0, strike.fault


def strike_at(stage: Stage, strike: Strike, athletes: Sequence[UUID], turn: int) -> tuple[list[Told], float]:
    """Kill whoever comes to the point with these athletes' check-ins; answers when."""
    told = stage.store(athletes, hrv_rmssd=50.0 + turn % 9, resting_hr=52.0, mood=1 + turn % 10)
    with stage.saboteur.trap(strike.point, strike.victim, [each.key for each in told]):
        stage.submit(told)
        stage.wait(lambda: stage.saboteur.sprung(strike.point), 20, f"{strike.point}: killed")
        return told, time.time()


def test_the_dispatcher_is_killed_and_a_child_lives_on(
    without_reconcile: Stage, row: Callable[[Fault], Row]
) -> None:
    """The child has read, and does not wake up before all has been done anew with newer inputs."""
    stage, entry = without_reconcile, row(Fault.DISPATCHER)
    athletes = stage.athletes(DUE)
    while not entry.is_enough:
        stage.begin_round()
        superseded = stage.lane.stats().counters.superseded
        told = stage.store(athletes, hrv_rmssd=61.0, mood=4 + entry.rounds % 2)
        orphan, killed_at = make_orphan(stage, told)
        newer = stage.store(athletes, hrv_rmssd=44.0, mood=9 - entry.rounds % 2)
        stage.submit(newer)
        stage.wait_until_done(told, LEASE_OVER)
        recoveries = stage.recoveries(told, killed_at)
        orphan.send_signal(signal.SIGCONT)
        stage.wait(partial(is_gone, orphan), 20, "the orphan finishes its run, and ends")
        stage.wait_until_idle(LEASE_OVER)
        entry.add(stage.examine([*told, *newer]), recoveries, [])
        assert stage.lane.stats().counters.superseded > superseded  # it did try to settle


def make_orphan(stage: Stage, told: Sequence[Told]) -> tuple[psutil.Process, float]:
    """Kill a main process whose child has read, and stands still; answers that child, and when it was."""
    with stage.saboteur.trap("after read", "orphan", [each.key for each in told]):
        stage.submit(told)
        pid = stage.wait(lambda: stage.saboteur.sprung("after read"), 20, "a child has read, and stopped")
    assert pid is not None
    orphan = psutil.Process(pid)
    stage.wait(lambda: orphan.status() == psutil.STATUS_STOPPED, 5, "it has stopped")
    worker = stage.platform.supervisor.pid(stage.worker_of(pid))
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    return orphan, time.time()


def test_killed_again_and_again_under_load(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    stage, entry = without_reconcile, row(Fault.KILLED_UNDER_LOAD)
    chance = random.Random(20)  # the same kills each time
    while not entry.is_enough:
        stage.begin_round()
        casts = [stage.athletes(ATHLETES) for _ in range(4)]
        kills = []
        with stage.load(casts[0], per_second=PER_SECOND) as load:
            for cast in casts:
                load.turn_to(cast)
                load.wait_for_more(chance.randint(WRITES // 3, WRITES))
                name = chance.choice(WORKERS)
                if stage.platform.supervisor.pid(name):
                    stage.platform.supervisor.kill(name)
                    kills.append(time.time())
        assert kills
        stage.wait_until_done(load.told, LEASE_OVER)
        findings = stage.examine(load.told)
        entry.add(findings, stage.recoveries(load.told, kills[-1]), load.told)
        assert findings.refused == 0


def is_gone(process: psutil.Process) -> bool:
    return not lives(process)
