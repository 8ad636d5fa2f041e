"""Figures are counted from the answers, and from the difference of the lane's counters."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from coalescing.histogram import Histogram
from coalescing.stats import Counters, Gauges, LaneStats
from ops.demo.burst import BurstLog
from ops.demo.figures import Caused, Percentiles, Sent, lateness

ONE, TWO = UUID(int=1), UUID(int=2)
NO_GAUGES = Gauges(0, 0, 0, 0, 0, 0, 0)
Make = Callable[..., Any]


@pytest.fixture
def log(answer: Make) -> BurstLog:
    """Athlete one changes something twice in three writes, athlete two once in two."""
    return BurstLog(
        answers={
            ONE: [
                answer(key="1:2026-03-16", revision=4, sent_at=10.0),
                answer(key="1:2026-03-16", revision=5, sent_at=10.5, seconds=0.5),
                answer(key="1:2026-03-16", revision=5, sent_at=11.5),
            ],
            TWO: [
                answer(key="2:2026-03-16", revision=1, sent_at=10.0),
                answer(key="2:2026-03-16", revision=1, sent_at=12.0, seconds=0.2),
            ],
        },
        seconds=2.0,
    )


def test_what_was_sent(log: BurstLog) -> None:
    sent = Sent.of(log, {ONE: 3})
    assert (sent.athletes, sent.accepted, sent.changed, sent.unchanged) == (2, 5, 3, 2)
    assert sent.per_second == 2.5
    assert sent.slowest_athlete_seconds == pytest.approx(2.2)
    assert sent.other_date_in_utc == 0
    assert sent.as_json()["unchanged"] == 2


def test_a_date_that_is_another_day_in_utc_is_counted(answer: Make) -> None:
    crossing = answer(key="1:2026-03-17")
    object.__setattr__(crossing.write, "written_date", "2026-03-17T06:10:00+13:00")
    assert Sent.of(BurstLog({ONE: [crossing]}, seconds=1.0), {}).other_date_in_utc == 1


def test_lateness_counts_from_the_last_change(log: BurstLog) -> None:
    """A write that repeats what is stored opens no window."""
    assert lateness(log, {"1:2026-03-16": 14.5, "2:2026-03-16": 12.0}) == pytest.approx([0.5, -1.01])
    assert lateness(log, {}) == []


def test_what_was_caused_is_a_difference() -> None:
    before = LaneStats(
        NO_GAUGES, Counters(opened=5, started=5, completed=5), Histogram({4: 5}), Histogram({})
    )
    after = LaneStats(
        NO_GAUGES,
        Counters(
            opened=9,
            coalesced=11,
            overtaken=1,
            started=10,
            completed=8,
            skipped=1,
            rerun=1,
            postponed=2,
            retried=1,
            buried=1,
        ),
        Histogram({4: 6, 40: 3}),
        Histogram({}),
    )
    caused = Caused.between(before, after)
    assert (caused.opened, caused.coalesced, caused.overtaken, caused.submitted) == (4, 11, 1, 16)
    assert (caused.runs, caused.done, caused.rerun, caused.retried, caused.dead) == (5, 4, 1, 3, 1)
    assert caused.lag_ms is not None
    assert 800 < caused.lag_ms.p50 <= 1024, "the five of before are not counted again"


def test_percentiles_are_in_milliseconds() -> None:
    times = Percentiles.of([0.001 * n for n in range(101)])
    assert times == Percentiles(pytest.approx(50), pytest.approx(95), pytest.approx(99))  # type: ignore[arg-type]
    assert Percentiles.of([]) is None
    assert Percentiles.of_histogram(Histogram({})) is None
