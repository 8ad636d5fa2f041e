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
        b"opened",
        b"10",
        b"coalesced",
        b"20",
        b"overtaken",
        b"3",
        b"revived",
        b"1",
    ]
    answer += [b"done", b"4", b"lag:8", b"3", b"lag:9", b"1", b"run:0", b"4", b"from_a_later_version", b"1"]

    stats = LaneStats.parse(answer)

    assert stats.gauges == Gauges(waiting=7, due=6, held=5, overdue=4, dead=3, pokes=2, oldest_due_age_ms=1)
    assert stats.counters == Counters(opened=10, coalesced=20, overtaken=3, revived=1, done=4)
    assert stats.counters.submitted == 34
    assert (stats.lag.counts, stats.run.counts) == ({8: 3, 9: 1}, {0: 4})


def test_a_lane_that_was_never_used_has_zeros() -> None:
    stats = LaneStats.parse([0] * 7)

    assert stats.counters == Counters()
    assert stats.lag.percentile_ms(0.95) is None
