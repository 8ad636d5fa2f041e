"""The page of metrics is in Prometheus' format, and shows what Redis and the ledger say and nothing else."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from api_hooks.metric_families import COUNTERS, DOUBLINGS, Readings, RedisReading, exposition
from coalescing.histogram import LAST_BUCKET, bucket_of
from coalescing.stats import Counters, Gauges, LaneStats
from storage.debts import LedgerGauges

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]

GAUGES = Gauges(
    waiting=7, due=5, held=3, overdue=1, dead=2, pokes=4, oldest_due_age_ms=1_500, paused_ms=1_700_000_000_000
)
COUNTS = {field.name: number for number, field in enumerate(fields(Counters), 1)}
SECONDS = {"redis": 0.002, "postgres": 0.003}


def samples_of(page: bytes) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def value_of(samples: Samples, name: str, **labels: str) -> float:
    return samples[f"afterwrite_{name}", frozenset(labels.items())]


def read(counts: dict[str, int] | None = None) -> Readings:
    lanes = {"checkins": LaneStats.of(GAUGES, COUNTS | (counts or {}))}
    return Readings(RedisReading(lanes, 2, 1), {"checkins": LedgerGauges(12, 61.5, 4)}, SECONDS)


def test_gauges_of_both_servers() -> None:
    samples = samples_of(exposition(read(), ("checkins",)))
    found = {
        name: value_of(samples, f"lane_{name}", lane="checkins")
        for name in [
            *("waiting", "due", "held", "overdue", "dead", "pokes_outstanding", "oldest_due_age_seconds"),
            *("paused", "owed", "owed_dead", "oldest_owed_age_seconds"),
        ]
    }
    assert found == {
        "waiting": 7,
        "due": 5,
        "held": 3,
        "overdue": 1,
        "dead": 2,
        "pokes_outstanding": 4,
        "oldest_due_age_seconds": 1.5,
        "paused": 1,
        "owed": 12,
        "owed_dead": 4,
        "oldest_owed_age_seconds": 61.5,
    }
    assert (value_of(samples, "workers_seen"), value_of(samples, "beats_seen")) == (2, 1)
    assert (value_of(samples, "up", server="redis"), value_of(samples, "up", server="postgres")) == (1, 1)
    assert value_of(samples, "scrape_duration_seconds", server="postgres") == 0.003


def test_there_is_a_counter_for_every_count_and_its_value_is_that_of_redis() -> None:
    assert set(COUNTERS) == {"enqueued", *COUNTS}
    samples = samples_of(exposition(read(), ("checkins",)))
    for name, number in COUNTS.items():
        assert value_of(samples, f"lane_{name}_total", lane="checkins") == number
    enqueued = sum(COUNTS[name] for name in ("opened", "coalesced", "overtaken", "revived"))
    assert value_of(samples, "lane_enqueued_total", lane="checkins") == enqueued


def test_every_family_says_what_it_is_and_is_there_once() -> None:
    families = list(text_string_to_metric_families(exposition(read(), ("checkins",)).decode()))
    names = [family.name for family in families]
    assert len(names) == len(set(names))
    assert all(family.documentation for family in families)
    kinds = {family.name: family.type for family in families}
    assert {kinds[f"afterwrite_lane_{name}"] for name in COUNTERS} == {"counter"}
    assert (
        kinds["afterwrite_lane_lag_seconds"] == kinds["afterwrite_lane_run_duration_seconds"] == "histogram"
    )
    assert "unknown" not in kinds.values()


@given(st.lists(st.integers(0, 10_000_000), max_size=30))
def test_a_histogram_counts_each_span_below_every_bound_that_it_does_not_exceed(spans_ms: list[int]) -> None:
    counts = {"lag_sum_ms": sum(spans_ms)}
    for span in spans_ms:
        counts[f"lag:{bucket_of(span)}"] = counts.get(f"lag:{bucket_of(span)}", 0) + 1
    samples = samples_of(exposition(read(counts), ("checkins",)))
    name = "lane_lag_seconds"
    for doubling in range(DOUBLINGS + 1):
        bound_ms = 2**doubling
        found = value_of(samples, f"{name}_bucket", lane="checkins", le=str(bound_ms / 1000))
        assert found == sum(span <= bound_ms for span in spans_ms)
    assert value_of(samples, f"{name}_bucket", lane="checkins", le="+Inf") == len(spans_ms)
    assert value_of(samples, f"{name}_count", lane="checkins") == len(spans_ms)
    assert value_of(samples, f"{name}_sum", lane="checkins") == pytest.approx(sum(spans_ms) / 1000)


def test_the_bounds_are_the_same_whatever_was_counted() -> None:
    def bounds(counts: dict[str, int]) -> set[frozenset[tuple[str, str]]]:
        page = samples_of(exposition(read(counts), ("checkins",)))
        return {labels for name, labels in page if name == "afterwrite_lane_lag_seconds_bucket"}

    assert len(bounds({})) == DOUBLINGS + 2
    assert bounds({}) == bounds({"lag:0": 1, f"lag:{LAST_BUCKET}": 1, "lag_sum_ms": 1})


@pytest.mark.parametrize("away", ["redis", "postgres"])
def test_the_server_that_is_away_leaves_out_its_own_families_only(away: str) -> None:
    readings = read()
    readings = (
        Readings(None, readings.ledger, SECONDS)
        if away == "redis"
        else Readings(readings.redis, None, SECONDS)
    )
    samples = samples_of(exposition(readings, ("checkins",)))
    there = {name for name, _ in samples}
    assert value_of(samples, "up", server=away) == 0
    assert ("afterwrite_lane_waiting" in there) == (away != "redis")
    assert ("afterwrite_lane_lag_seconds_bucket" in there) == (away != "redis")
    assert ("afterwrite_workers_seen" in there) == (away != "redis")
    assert ("afterwrite_lane_owed" in there) == (away != "postgres")


def test_the_ledger_shows_declared_lanes_that_owe_nothing_and_others_that_do() -> None:
    readings = Readings(None, {"given-up": LedgerGauges(3, 9.0, 0)}, SECONDS)
    samples = samples_of(exposition(readings, ("checkins",)))
    assert value_of(samples, "lane_owed", lane="given-up") == 3
    assert value_of(samples, "lane_owed", lane="checkins") == 0
    assert value_of(samples, "lane_oldest_owed_age_seconds", lane="checkins") == 0
