"""Budgets beside what was measured."""

from typing import Any

import pytest

from benchmarks.load_test.budget import budgets, counted, missed_thresholds


def summary(*, read: float = 100, write: float = 100, p99: float = 200, errors: float = 0) -> dict[str, Any]:
    return {
        "metrics": {
            "http_req_duration": {
                "values": {"p(99)": p99},
                "thresholds": {"p(99)<=5000": {"ok": p99 <= 5_000}},
            },
            "http_req_duration{kind:read}": {"values": {"p(95)": read}},
            "http_req_duration{kind:write}": {"values": {"p(95)": write}},
            "endpoint_failed": {"values": {"rate": errors}},
            "writes_accepted": {"values": {"count": 12}},
        }
    }


def test_what_is_within_its_budget_is_kept() -> None:
    assert all(line.is_kept for line in budgets("stress", summary(read=1_200, write=2_000, errors=0.03)))


@pytest.mark.parametrize("over", [{"read": 1_201}, {"write": 2_001}, {"p99": 5_001}, {"errors": 0.031}])
def test_each_budget_can_be_missed(over: dict[str, float]) -> None:
    assert sum(not line.is_kept for line in budgets("stress", summary(**over))) == 1


@pytest.mark.parametrize("script", ["smoke", "baseline"])
def test_reads_may_have_one_percent_of_errors(script: str) -> None:
    assert [line.what for line in budgets(script, summary(errors=0.011)) if not line.is_kept] == ["errors"]


def test_what_was_not_asked_is_no_zero() -> None:
    without = summary()
    del without["metrics"]["http_req_duration{kind:write}"]
    writes = budgets("baseline", without)[1]
    assert writes.measured is None
    assert writes.is_kept


def test_missed_thresholds_are_named() -> None:
    assert missed_thresholds(summary()) == []
    assert missed_thresholds(summary(p99=6_000)) == ["http_req_duration: p(99)<=5000"]
    assert counted(summary(), "writes_accepted") == 12
    assert counted(summary(), "nothing") == 0
