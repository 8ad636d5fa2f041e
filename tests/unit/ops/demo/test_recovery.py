"""Who came late is told from the ledger's times."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from coalescing.histogram import Histogram
from coalescing.stats import Counters, Gauges, LaneStats
from ops.demo.accidents import Accidents
from ops.demo.backlog import Sample
from ops.demo.burst import BurstLog
from ops.demo.evidence import Finished
from ops.demo.figures import Sent
from ops.demo.play import Played
from ops.demo.recovery import recovery_of


def test_late_is_later_than_the_window_allows(answer: Callable[..., Any]) -> None:
    """Of three athletes one is on time, one waits for the lease and one for reconcile."""
    keys = [f"{n}:2026-03-16" for n in range(3)]
    log = BurstLog({UUID(int=n): [answer(key=key, sent_at=100.0, seconds=0.0)] for n, key in enumerate(keys)})
    ends = dict(zip(keys, (103.1, 113.5, 118.0), strict=True))
    played = Played(
        log=log,
        samples=[Sample(100.0, 0), Sample(101.0, 3), Sample(118.1, 0)],
        left=0,
        empty_at=118.2,
        sent=Sent.of(log, {}),
        finished={key: Finished(at, at) for key, at in ends.items()},
    )
    stats = LaneStats(Gauges(0, 0, 0, 0, 0, 0, 0), Counters(swept=1), Histogram({}), Histogram({}))
    recovery = recovery_of(played, Accidents(flushed_at=101.0, killed_at=103.0), stats)
    assert (recovery.late, recovery.returned, recovery.peak) == (2, 1, 3)
    assert recovery.latest_seconds == pytest.approx(15.0)
    assert recovery.seconds == pytest.approx(15.2)
