"""Stats from what the script answers."""

from coalescing.stats import Counters, Gauges, LaneStats


def test_an_answer_becomes_gauges_counters_and_histograms() -> None:
    answer = [
        7,
        6,
        5,
        4,
        3,
        2,
        1,
        0,
        b"opened",
        b"10",
        b"coalesced",
        b"20",
        b"overtaken",
        b"3",
        b"revived",
        b"1",
    ]
    answer += [
        b"completed",
        b"4",
        b"lag:8",
        b"3",
        b"lag:9",
        b"1",
        b"run:0",
        b"4",
        b"lag_sum_ms",
        b"17",
        b"from_a_later_version",
        b"1",
    ]

    stats = LaneStats.parse(answer)

    assert stats.gauges == Gauges(
        waiting=7, due=6, held=5, overdue=4, dead=3, pokes=2, oldest_due_age_ms=1, paused_ms=0
    )
    assert stats.counters == Counters(opened=10, coalesced=20, overtaken=3, revived=1, completed=4)
    assert stats.counters.enqueued == 34
    assert (stats.lag.counts, stats.run.counts) == ({8: 3, 9: 1}, {0: 4})
    assert (stats.lag.sum_ms, stats.run.sum_ms) == (17, 0)


def test_a_lane_that_was_never_used_has_zeros() -> None:
    stats = LaneStats.parse([0] * 8)

    assert stats.counters == Counters()
    assert stats.lag.percentile_ms(0.95) is None


def counted(**counts: int) -> LaneStats:
    return LaneStats.of(Gauges(*[0] * 8), {name.replace("_at_", ":"): n for name, n in counts.items()})


def test_what_was_counted_since() -> None:
    earlier = counted(opened=10, started=4, lag_at_8=3, lag_sum_ms=12)
    later = counted(opened=12, coalesced=4, started=6, lag_at_8=3, lag_at_9=2, lag_sum_ms=22)

    since = later.since(earlier)

    assert since.counters == Counters(opened=2, coalesced=4, started=2)
    assert (since.lag.counts, since.lag.sum_ms) == ({9: 2}, 10)
    assert since.inputs_per_run == 3.0
    assert later.since(later).inputs_per_run is None


def test_after_a_flush_everything_is_since_then() -> None:
    earlier = counted(opened=10, completed=4, lag_at_8=3, lag_sum_ms=12)
    later = counted(opened=2, completed=1, lag_at_9=1, lag_sum_ms=5)

    since = later.since(earlier)

    assert since.counters == later.counters
    assert since.lag == later.lag
