"""The stopwatch: every argument once, and the time for one of them."""

import pytest

from benchmarks import stopwatch


def test_it_calls_with_every_argument_and_answers_the_time_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr("benchmarks.stopwatch.time.perf_counter", lambda: 7.0 + 0.002 * len(called))

    took = stopwatch.microseconds(called.append, ["a", "b", "c"])

    assert called == ["a", "b", "c"]
    assert took == pytest.approx(2_000)
