"""The api is killed between its statement and its submit: what it had stored is owed, and found."""

import time
from collections.abc import Callable

import pytest

from tests.faults.faults import Fault
from tests.faults.load import DAY
from tests.faults.matrix import Row
from tests.faults.stage import Stage
from tests.faults.under_load import ATHLETES, PER_SECOND, RECONCILED, WRITES

pytestmark = pytest.mark.faults


def test_killed_between_its_statement_and_its_submit(stage: Stage, row: Callable[[Fault], Row]) -> None:
    """Redis has never heard of it, and the writer no word of thanks: reconcile finds it."""
    entry = row(Fault.API)
    while not entry.is_enough:
        stage.begin_round()
        before, hit, after = (stage.athletes(ATHLETES) for _ in range(3))
        with stage.load(before, per_second=PER_SECOND) as load:
            load.wait_for_more(WRITES)
            with stage.saboteur.trap("before submit", "group", [f"{athlete}:{DAY}" for athlete in hit]):
                load.turn_to(hit)
                stage.wait(lambda: stage.saboteur.sprung("before submit"), 20, "the api was killed")
            killed_at = time.time()
            load.turn_to(after)
            load.wait_for_accepted(WRITES)
        stage.wait_until_done(load.told, RECONCILED)
        athletes = set(map(str, hit))
        unheard = [told for told in load.told if told.key.partition(":")[0] in athletes and not told.status]
        recoveries = stage.recoveries(unheard, killed_at)
        assert recoveries  # at least the write that sprang the trap was stored
        entry.add(stage.examine(load.told), recoveries, load.told)
