"""Prometheus' families of what providers send, out of what the inbox says."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

#: Names, what they say, and which rows they are made of.
_GAUGES = (
    ("events_waiting", "Events that have come to no outcome yet, those that are dead included.", "waiting"),
    ("events_oldest_age_seconds", "Since the oldest of them was received.", "oldest"),
)


def provider_families(rows: Sequence[Mapping[str, Any]]) -> Iterator[Metric]:
    """The families, from the rows of `storage.provider_event_reading.FIGURES`."""
    received: Counter[str] = Counter()
    settled = CounterMetricFamily(
        "afterwrite_provider_events_settled",
        "Events that have come to an outcome.",
        labels=["provider", "outcome"],
    )
    connections = GaugeMetricFamily(
        "afterwrite_provider_connections",
        "Connections in use: those whose last fetch went well, and those whose failed.",
        labels=["provider", "state"],
    )
    for row in rows:
        if row["what"] in {"settled", "waiting"}:
            received[row["provider"]] += row["value"]
        if row["what"] == "settled":
            settled.add_metric([row["provider"], row["name"]], row["value"])
        elif row["what"] == "connections":
            connections.add_metric([row["provider"], row["name"]], row["value"])
    everything = CounterMetricFamily(
        "afterwrite_provider_events_received",
        "Events that were stored, each once.",
        labels=["provider"],
    )
    for provider, count in sorted(received.items()):
        everything.add_metric([provider], count)
    yield from (everything, settled)
    for name, text, what in _GAUGES:
        gauge = GaugeMetricFamily(f"afterwrite_provider_{name}", text, labels=["provider"])
        for provider in sorted(received):
            value = next((r["value"] for r in rows if r["what"] == what and r["provider"] == provider), 0)
            gauge.add_metric([provider], value)
        yield gauge
    yield connections
