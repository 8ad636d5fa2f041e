"""docs/operating.md names every metric that there is, and no other."""

import re
from pathlib import Path

import pytest

from api_hooks.metric_families import Readings, RedisReading, exposition
from coalescing.stats import Gauges, LaneStats
from storage.debts import LedgerGauges

pytestmark = pytest.mark.contract

TEXT = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_its_metrics_are_those_of_the_page() -> None:
    lanes = {"checkins": LaneStats.of(Gauges(*[0] * 8), {})}
    page = exposition(
        Readings(RedisReading(lanes, 0, 0), {"checkins": LedgerGauges(0, None, 0)}, {"redis": 0.0}), ()
    )
    there = set(re.findall(r"^# TYPE (\w+) ", page.decode(), re.MULTILINE))
    named = set(re.findall(r"afterwrite_[a-z_]+", TEXT))
    assert {name.removesuffix("_bucket") for name in named} == there
