"""Redis does what it is asked, and its reply is lost on the way: nothing is done twice, nothing hangs.

There is no reconcile here, which would hide what a lost reply has cost.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

import pytest

from coalescing.scripts import CLAIM, EXTEND, POKE, SETTLE, SUBMIT, Script
from tests.faults.faults import Fault
from tests.faults.load import Load, Told
from tests.faults.matrix import IS_LONG, Row
from tests.faults.stage import Stage
from tests.faults.under_load import nobody_noticed, rounds_under_load

pytestmark = pytest.mark.faults

#: Check-ins that are due at once, in a round without HTTP.
DUE = 1_000 if IS_LONG else 150

#: Less than a lease, and than a poke lives, and than it takes a lock's waiter to lose patience.
SOON = 8.0

#: Holds up the runs of check-ins for a while.
HeldUp = Callable[[Stage, Sequence[Told]], AbstractContextManager[None]]

#: A lease that nobody extends or settles, a sweep, and what a busy machine takes on top.
LEASE_OVER = 25.0


def test_of_submit(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    stage, before = without_reconcile, without_reconcile.lane.stats()
    proxy = stage.proxy
    assert proxy is not None
    revisions = 0

    def harm(load: Load) -> float:
        proxy.lose(SUBMIT.sha, share=0.3)
        load.wait_for_more(50)
        stage.wait(lambda: proxy.lost > 3, 30, "replies were lost")
        proxy.spare()
        return time.time()

    def look(told: list[Told]) -> None:
        nonlocal revisions
        nobody_noticed(told)
        revisions += len({(each.key, each.revision) for each in told})

    rounds_under_load(stage, row(Fault.LOST_SUBMIT), harm, look, timeout=LEASE_OVER)
    counters = stage.lane.stats().since(before).counters
    assert counters.redelivered > 3
    assert counters.enqueued == revisions  # each of them once


@pytest.mark.parametrize(
    ("fault", "script"),
    [(Fault.LOST_CLAIM, CLAIM), (Fault.LOST_SETTLE, SETTLE), (Fault.LOST_POKE, POKE)],
    ids=["claim", "settle", "poke"],
)
def test_of(without_reconcile: Stage, row: Callable[[Fault], Row], fault: Fault, script: Script) -> None:
    lose_replies(without_reconcile, row(fault), script, lambda _stage, _told: nullcontext())


def test_of_extend(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    """Somebody's lock holds up the run until it has asked for more time, and has not heard the answer."""
    lose_replies(without_reconcile, row(Fault.LOST_EXTEND), EXTEND, rows_locked)


def lose_replies(stage: Stage, entry: Row, script: Script, held_up: HeldUp) -> None:
    """Lose replies of one script while check-ins are done, again and again until there were enough."""
    proxy, athletes = stage.proxy, stage.athletes(DUE)
    assert proxy is not None
    while not entry.is_enough:
        stage.begin_round()
        before = stage.lane.stats()
        told = stage.store(athletes, hrv_rmssd=58.0, mood=3 + entry.rounds % 2)
        proxy.lose(script.sha)
        with held_up(stage, told):
            began_at = time.time()
            stage.submit(told)
            stage.wait(lambda: proxy.lost, 20, "a reply was lost")
        stage.wait_until_done(told, LEASE_OVER)
        stage.wait_until_idle(LEASE_OVER)
        proxy.spare()
        findings, recoveries = stage.examine(told), stage.recoveries(told, began_at)
        entry.add(findings, recoveries, [])
        assert findings.duplicates == 0
        # One run each, that nobody had to wait for: not until a lease ended, nor until a poke was given up.
        counters = stage.lane.stats().since(before).counters
        assert (counters.started, counters.swept, counters.superseded) == (len(told), 0, 0)
        assert max(recoveries) < SOON


@contextmanager
def rows_locked(stage: Stage, told: Sequence[Told]) -> Iterator[None]:
    """Hold the locks of the check-ins' rows: who wants to write them waits in mid-transaction."""
    with stage.database(autocommit=False) as connection:
        athletes = [each.key.partition(":")[0] for each in told]
        query = "SELECT 1 FROM daily_metrics WHERE client_id = ANY(%s::uuid[]) FOR UPDATE"
        connection.execute(query, [athletes])
        yield
