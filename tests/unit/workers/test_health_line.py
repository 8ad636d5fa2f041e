"""What a health line says of a lane, out of its stats and the ledger."""

import pytest

from coalescing.stats import Counters, Gauges, LaneStats
from storage.debts import LedgerGauges
from workers.health_line import COUNTERS, fields_of

STATS = LaneStats.of(
    Gauges(
        waiting=7,
        due=5,
        held=3,
        overdue=1,
        dead=2,
        pokes=1,
        oldest_due_age_ms=1_500,
        paused_ms=1_700_000_000_000,
    ),
    {
        "opened": 10,
        "coalesced": 25,
        "overtaken": 4,
        "revived": 1,
        "started": 16,
        "completed": 9,
        "skipped": 2,
        "retried": 3,
        "failed": 3,
        "superseded": 5,
        "swept": 6,
        "died": 1,
        "buried": 8,
        "lag:40": 10,
        "lag:44": 1,
        "lag_sum_ms": 11_000,
        "run:12": 16,
        "run_sum_ms": 100,
    },
)
OWED = LedgerGauges(owed=12, oldest_owed_seconds=61.26, dead=4)


def test_it_says_what_is_there_and_what_happened() -> None:
    fields = fields_of(STATS, OWED, None)
    gauges = {"paused": True, "waiting": 7, "due": 5, "held": 3, "dead": 2, "oldest_due_ms": 1_500}
    ledger = {"owed": 12, "oldest_owed_s": 61.3}
    inputs = {"enqueued": 40, "coalesced": 25, "overtaken": 4, "inputs_per_run": 2.5}
    runs = {"started": 16, "completed": 9, "skipped": 2, "retried": 3, "superseded": 5}
    troubles = {"swept": 6, "buried": 8, "died": 1, "failed": 3}
    spans = {f"{what}_p{percent}_ms" for what in ("lag", "run") for percent in (50, 95, 99)}
    assert {name: fields[name] for name in fields.keys() - spans} == (
        gauges | ledger | inputs | runs | troubles
    )
    assert 861 < fields["lag_p50_ms"] < 1_024 < fields["lag_p95_ms"] < fields["lag_p99_ms"] <= 2_048
    assert 6.7 < fields["run_p50_ms"] < fields["run_p99_ms"] <= 8


def test_without_traffic_the_counts_are_zero_and_the_spans_unknown() -> None:
    fields = fields_of(STATS.since(STATS), LedgerGauges(0, None, 0), None)
    assert {fields[name] for name in COUNTERS} == {0}
    assert {fields[name] for name in ("inputs_per_run", "lag_p50_ms", "run_p99_ms", "oldest_owed_s")} == {
        None
    }
    assert (fields["waiting"], fields["owed"]) == (7, 0)


def test_without_the_ledger_it_says_why_nothing_is_known_of_debts() -> None:
    fields = fields_of(STATS, None, "PostgreSQL does not answer")
    assert (fields["owed"], fields["oldest_owed_s"]) == (None, None)
    assert fields["ledger"] == "PostgreSQL does not answer"
    assert "ledger" not in fields_of(STATS, OWED, None)


@pytest.mark.parametrize("name", COUNTERS)
def test_a_counter_is_shown_under_its_own_name(name: str) -> None:
    assert isinstance(getattr(Counters(), name), int)
