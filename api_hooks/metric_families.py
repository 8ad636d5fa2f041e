"""Prometheus' families out of what Redis and the ledger say. Nothing is counted here, or in the process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api_hooks.chat_metrics import ChatReading, of_chat
from api_hooks.provider_families import provider_families
from coalescing.histogram import BUCKETS_PER_DOUBLING, Histogram
from coalescing.stats import Gauges, LaneStats
from storage.debts import LedgerGauges

#: Buckets end at 1 ms and at each of so many doublings, the last one at 17 minutes: the same in every scrape.
DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class RedisReading:
    """What Redis says of one moment."""

    lanes: Mapping[str, LaneStats]
    workers_seen: int
    beats_seen: int


@dataclass(frozen=True, slots=True)
class Readings:
    """What was found out for one page."""

    #: None if Redis does not answer.
    redis: RedisReading | None
    #: By lane; None if PostgreSQL does not answer.
    ledger: Mapping[str, LedgerGauges] | None
    #: How long each of the servers took, in seconds.
    seconds: Mapping[str, float]
    #: How many seconds ago each entry of the schedule has run without an error.
    schedule: Mapping[str, float] = field(default_factory=dict)
    #: What is known of providers' events (`storage.provider_event_reading.FIGURES`).
    providers: Sequence[Mapping[str, Any]] = ()
    #: Of the assistant; None if Redis does not answer.
    chat: ChatReading | None = None


#: Suffix of the name, what it says, and how it is read off a lane's gauges in Redis.
_LANE_GAUGES: tuple[tuple[str, str, Callable[[Gauges], float]], ...] = (
    ("waiting", "Entries that wait, due or not.", lambda gauges: gauges.waiting),
    ("due", "Entries that wait and may be claimed.", lambda gauges: gauges.due),
    ("held", "Entries that a worker holds.", lambda gauges: gauges.held),
    ("overdue", "Held entries whose lease has ended, not swept yet.", lambda gauges: gauges.overdue),
    ("dead", "Entries that are dead in Redis.", lambda gauges: gauges.dead),
    ("pokes_outstanding", "Pokes that are published and not used.", lambda gauges: gauges.pokes),
    (
        "oldest_due_age_seconds",
        "Since the oldest due time; 0 if nothing is due.",
        lambda gauges: gauges.oldest_due_age_ms / 1000,
    ),
    ("paused", "1 while the lane is paused, else 0.", lambda gauges: int(gauges.paused_ms > 0)),
)

#: The same for the ledger.
_LEDGER_GAUGES: tuple[tuple[str, str, Callable[[LedgerGauges], float]], ...] = (
    ("owed", "Keys whose work is owed.", lambda gauges: gauges.owed),
    ("owed_dead", "Keys whose work is dead, without those that were forgotten.", lambda gauges: gauges.dead),
    (
        "oldest_owed_age_seconds",
        "Since the oldest debt was made; 0 if nothing is owed.",
        lambda gauges: gauges.oldest_owed_seconds or 0,
    ),
)

#: What each counter counts, by its name in `coalescing.stats.Counters`. The names of the metrics are these.
COUNTERS = MappingProxyType(
    {
        "enqueued": "Inputs that were accepted: opened, coalesced, overtaken and revived.",
        "opened": "Inputs that opened a window.",
        "coalesced": "Inputs that were taken into a run that was waiting already.",
        "overtaken": "Inputs that came in while their key was held, and have it run once more.",
        "revived": "Inputs that gave a dead entry fresh attempts.",
        "known": "Submits of reconcile that found the key in Redis.",
        "still_dead": "Submits of reconcile that found the key dead in Redis.",
        "redelivered": "Submits that arrived twice and counted once.",
        "refused": "Submits that would have made a merged payload too large.",
        "started": "Runs: one for each claimed entry.",
        "completed": "Runs that did their work.",
        "skipped": "Runs that found nothing to do.",
        "retried": "Runs that failed and are tried again.",
        "postponed": "Runs that are tried again without an attempt being counted.",
        "failed": "Runs that ended in a failure that is held against their entry.",
        "died": "Entries that a run declared dead.",
        "rerun": "Runs that were overtaken: their entry waits again.",
        "superseded": "Verdicts that came too late: the entry was not held by that claim any more.",
        "swept": "Entries that a sweep gave back: their lease had ended.",
        "buried": "Entries that a sweep declared dead: they killed too many workers.",
        "poked": "Pokes that were published.",
        "forgotten": "Entries that were removed by hand, not dead.",
        "forgotten_dead": "Dead entries that were removed by hand.",
    }
)

_NOTHING_OWED = LedgerGauges(owed=0, oldest_owed_seconds=None, dead=0)


def exposition(readings: Readings, lanes: tuple[str, ...]) -> bytes:
    """The page, in version 0.0.4 of Prometheus' text format.

    Args:
        readings: What is to be shown; a server that did not answer leaves out its own families.
        lanes: The declared lanes, which are shown with 0 where the ledger has nothing of them.
    """
    return generate_latest(_Readings(readings, lanes))


class _Readings(Collector):
    def __init__(self, readings: Readings, lanes: tuple[str, ...]) -> None:
        self._readings = readings
        self._lanes = lanes

    def collect(self) -> Iterator[Metric]:
        yield from _of_the_servers(self._readings)
        if self._readings.redis is not None:
            yield from _of_redis(self._readings.redis)
        if self._readings.ledger is not None:
            nothing = dict.fromkeys(self._lanes, _NOTHING_OWED)
            yield from _of_the_ledger({**nothing, **self._readings.ledger})
            yield _of_the_schedule(self._readings.schedule)
            yield from provider_families(self._readings.providers)
        if self._readings.chat is not None:
            yield from of_chat(self._readings.chat)


def _of_the_servers(readings: Readings) -> Iterator[Metric]:
    up = GaugeMetricFamily(
        "afterwrite_up", "1 if the server answered this scrape, else 0.", labels=["server"]
    )
    up.add_metric(["redis"], int(readings.redis is not None))
    up.add_metric(["postgres"], int(readings.ledger is not None))
    yield up
    took = GaugeMetricFamily(
        "afterwrite_scrape_duration_seconds", "How long the server took for this scrape.", labels=["server"]
    )
    for server, seconds in readings.seconds.items():
        took.add_metric([server], seconds)
    yield took


def _of_redis(reading: RedisReading) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "afterwrite_workers_seen", "Workers that were heard of lately.", value=reading.workers_seen
    )
    yield GaugeMetricFamily(
        "afterwrite_beats_seen",
        "Beats that were heard of lately, the leading one and those that wait.",
        value=reading.beats_seen,
    )
    for suffix, text, value in _LANE_GAUGES:
        gauge = GaugeMetricFamily(f"afterwrite_lane_{suffix}", text, labels=["lane"])
        for lane, stats in reading.lanes.items():
            gauge.add_metric([lane], value(stats.gauges))
        yield gauge
    for name, text in COUNTERS.items():
        counter = CounterMetricFamily(f"afterwrite_lane_{name}", text, labels=["lane"])
        for lane, stats in reading.lanes.items():
            counter.add_metric([lane], getattr(stats.counters, name))
        yield counter
    yield _histogram(
        "lag", "From the due time to the end of what was completed or skipped.", reading, lambda s: s.lag
    )
    yield _histogram(
        "run_duration", "From the claim to the end of every run that ended.", reading, lambda s: s.run
    )


def _histogram(
    name: str, text: str, reading: RedisReading, of: Callable[[LaneStats], Histogram]
) -> HistogramMetricFamily:
    family = HistogramMetricFamily(f"afterwrite_lane_{name}_seconds", text, labels=["lane"])
    for lane, stats in reading.lanes.items():
        spans = of(stats)
        family.add_metric([lane], _buckets(spans), spans.sum_ms / 1000)
    return family


def _buckets(spans: Histogram) -> list[tuple[str, float]]:
    """Bounds in seconds with how many spans do not exceed them. Each bound is one of Redis' own buckets'."""
    buckets: list[tuple[str, float]] = []
    for doubling in range(DOUBLINGS + 1):
        last = doubling * BUCKETS_PER_DOUBLING
        at_most = sum(count for bucket, count in spans.counts.items() if bucket <= last)
        buckets.append((str(2**doubling / 1000), at_most))
    return [*buckets, ("+Inf", spans.total)]


def _of_the_ledger(ledger: Mapping[str, LedgerGauges]) -> Iterator[Metric]:
    for suffix, text, value in _LEDGER_GAUGES:
        gauge = GaugeMetricFamily(f"afterwrite_lane_{suffix}", text, labels=["lane"])
        for lane, gauges in ledger.items():
            gauge.add_metric([lane], value(gauges))
        yield gauge


def _of_the_schedule(ages: Mapping[str, float]) -> Metric:
    gauge = GaugeMetricFamily(
        "afterwrite_schedule_success_age_seconds",
        "Since an entry of the schedule has last run without an error.",
        labels=["entry"],
    )
    for entry, seconds in ages.items():
        gauge.add_metric([entry], seconds)
    return gauge
