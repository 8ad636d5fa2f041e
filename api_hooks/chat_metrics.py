"""Prometheus' families of the assistant, out of the counters that Redis has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from chat.tallying import BOUNDS_MS


@dataclass(frozen=True, slots=True)
class ChatReading:
    """What is known of one moment."""

    #: By the names of `chat.tallying`.
    counts: Mapping[str, int]
    #: For how many seconds each provider is still left in peace.
    open_seconds: Mapping[str, float] = field(default_factory=dict)
    #: Answers that this process is making.
    under_way: int = 0


def of_chat(reading: ChatReading) -> Iterator[Metric]:
    """The families."""
    yield GaugeMetricFamily(
        "afterwrite_chat_under_way", "Answers that this process is making.", value=reading.under_way
    )
    breaker = GaugeMetricFamily(
        "afterwrite_chat_breaker_open_seconds",
        "For how long a provider is still left in peace; 0 if it is not.",
        labels=["provider"],
    )
    for name, seconds in reading.open_seconds.items():
        breaker.add_metric([name], seconds)
    yield breaker
    yield _counter(reading, "answers", "Answers that have ended.", "provider", "state")
    yield _counter(reading, "failures", "Answers that ended early, by why.", "provider", "code")
    yield _counter(reading, "tokens", "Tokens of prompts and of answers.", "provider", "kind")
    yield _counter(reading, "refused", "Questions that were refused, by why.", "code")
    yield _first_token(reading)


def _counter(reading: ChatReading, what: str, text: str, *labels: str) -> CounterMetricFamily:
    family = CounterMetricFamily(f"afterwrite_chat_{what}", text, labels=labels)
    for name, count in sorted(reading.counts.items()):
        kind, *values = name.split(":")
        if kind == what and len(values) == len(labels):
            family.add_metric(values, count)
    return family


def _first_token(reading: ChatReading) -> HistogramMetricFamily:
    family = HistogramMetricFamily(
        "afterwrite_chat_first_token_seconds", "From the question to the first word.", labels=["provider"]
    )
    counts = reading.counts
    for provider in sorted({name.split(":")[1] for name in counts if name.startswith("first:")}):
        buckets, seen = [], 0
        for bound in BOUNDS_MS:
            seen += counts.get(f"first:{provider}:{bound}", 0)
            buckets.append((str(bound / 1000), float(seen)))
        seen += counts.get(f"first:{provider}:more", 0)
        family.add_metric(
            [provider], [*buckets, ("+Inf", float(seen))], counts.get(f"first-ms:{provider}", 0) / 1000
        )
    return family
