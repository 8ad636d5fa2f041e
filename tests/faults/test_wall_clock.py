"""The clock of a machine jumps while its processes run: no time that counts is read from it."""

from collections.abc import Callable, Collection

import pytest

from tests.faults.faults import Fault
from tests.faults.load import Load
from tests.faults.matrix import IS_LONG, Row
from tests.faults.saboteur import ROLES
from tests.faults.stage import Stage
from tests.faults.under_load import ATHLETES, RECONCILED, WRITES, nobody_noticed, rounds_under_load

pytestmark = pytest.mark.faults

DAY_SECONDS = 86_400.0


#: Days off, one jump after the other, and whether to wait after it for what only reconcile can find.
EVERY_JUMP = ((1, True), (0, True), (-1, True), (0, True))
JUMPS = {
    # Set back, a clock is before what was scheduled by it.
    Fault.CLOCK_OF_ALL: EVERY_JUMP if IS_LONG else ((1, False), (0, True)),
    # Ahead of beat, it is after whatever beat calls the future.
    Fault.CLOCK_OF_WORKERS: EVERY_JUMP if IS_LONG else ((1, True), (0, False)),
}


@pytest.mark.parametrize(
    ("fault", "roles"),
    [(Fault.CLOCK_OF_ALL, ROLES), (Fault.CLOCK_OF_WORKERS, ("worker",))],
    ids=["every process", "the workers"],
)
def test_jumps_ahead_and_back(
    stage: Stage, row: Callable[[Fault], Row], fault: Fault, roles: Collection[str]
) -> None:
    """After a jump, something is owed that Redis has never heard of: reconcile has to be on time, too."""
    forgotten, entry = stage.athletes(ATHLETES), row(fault)

    def harm(load: Load) -> float:
        for days, waits in JUMPS[fault]:
            jumped_at = stage.saboteur.shift_clock(days * DAY_SECONDS, roles)
            load.wait_for_more(WRITES // 3)
            if waits:
                told = stage.store(forgotten, mood=5 + days)
                stage.wait_until_done(told, RECONCILED)
                entry.recoveries += stage.recoveries(told, jumped_at)
        return jumped_at

    try:
        rounds_under_load(stage, entry, harm, nobody_noticed)
    finally:
        stage.saboteur.shift_clock(0, roles)
