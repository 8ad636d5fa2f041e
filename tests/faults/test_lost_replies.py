"""Redis does what it is asked, and its reply is lost on the way: nothing is done twice, nothing hangs.

There is no reconcile here, which would hide what a lost reply has cost.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

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

#: A lease that nobody extends or settles, a sweep, and what a busy machine takes on top.
LEASE_OVER = 25.0


def test_of_submit(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    stage = without_reconcile
    proxy, redelivered = stage.proxy, stage.lane.stats().counters.redelivered
    assert proxy is not None

    def harm(load: Load) -> float:
        proxy.lose(SUBMIT.sha, share=0.1)  # more, and the breaker opens: that is a Redis that is away
        load.wait_for_more(50)
        stage.wait(lambda: proxy.lost > 3, 30, "replies were lost")
        proxy.spare()
        return time.time()

    rounds_under_load(stage, row(Fault.LOST_SUBMIT), harm, nobody_noticed, timeout=LEASE_OVER)
    assert stage.lane.stats().counters.redelivered > redelivered


@pytest.mark.parametrize(
    ("fault", "script"),
    [(Fault.LOST_CLAIM, CLAIM), (Fault.LOST_SETTLE, SETTLE), (Fault.LOST_POKE, POKE)],
)
def test_of(without_reconcile: Stage, row: Callable[[Fault], Row], fault: Fault, script: Script) -> None:
    stage, entry = without_reconcile, row(fault)
    proxy, athletes = stage.proxy, stage.athletes(DUE)
    assert proxy is not None
    while not entry.is_enough:
        stage.begin_round()
        told = stage.store(athletes, hrv_rmssd=58.0, mood=3 + entry.rounds % 2)
        proxy.lose(script.sha, share=0.5)
        began_at = time.time()
        stage.submit(told)
        stage.wait(lambda: proxy.lost, 20, "a reply was lost")
        settle_accounts(stage, entry, told, began_at)
        proxy.spare()


def test_of_extend(without_reconcile: Stage, row: Callable[[Fault], Row]) -> None:
    """Somebody's lock holds up the run until it has asked for more time, and has not heard the answer."""
    stage, entry = without_reconcile, row(Fault.LOST_EXTEND)
    proxy, athletes = stage.proxy, stage.athletes(DUE)
    assert proxy is not None
    while not entry.is_enough:
        stage.begin_round()
        told = stage.store(athletes, hrv_rmssd=58.0, mood=3 + entry.rounds % 2)
        proxy.lose(EXTEND.sha, share=0.5)
        with rows_locked(stage, told):
            began_at = time.time()
            stage.submit(told)
            stage.wait(lambda: proxy.lost, 20, "a reply was lost")
        settle_accounts(stage, entry, told, began_at)
        proxy.spare()


def settle_accounts(stage: Stage, entry: Row, told: Sequence[Told], since: float) -> None:
    """Wait until all is done, and enter it in the matrix."""
    stage.wait_until_done(told, LEASE_OVER)
    stage.wait_until_idle(LEASE_OVER)
    findings = stage.examine(told)
    entry.add(findings, stage.recoveries(told, since), [])
    assert findings.duplicates == 0


@contextmanager
def rows_locked(stage: Stage, told: Sequence[Told]) -> Iterator[None]:
    """Hold the locks of the check-ins' rows: who wants to write them waits in mid-transaction."""
    with stage.database(autocommit=False) as connection:
        athletes = [each.key.partition(":")[0] for each in told]
        query = "SELECT 1 FROM daily_metrics WHERE client_id = ANY(%s::uuid[]) FOR UPDATE"
        connection.execute(query, [athletes])
        yield
