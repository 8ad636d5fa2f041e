"""Accidents happen in the middle of the burst, and the kill hits a worker that is at work."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ops.demo import accidents as module
from ops.demo.accidents import VICTIM, Accidents, cause_accidents


class FakePlatform:
    """Says what is held, one answer after the other, the last one for ever; writes down what is done."""

    def __init__(self, *held: int) -> None:
        self.done: list[str] = []
        self._held = list(held)
        self.platform = SimpleNamespace(
            servers=SimpleNamespace(valkey=SimpleNamespace(flush=lambda: self.done.append("flush"))),
            supervisor=SimpleNamespace(
                freeze=lambda name: self.done.append(f"freeze {name}"),
                thaw=lambda name: self.done.append(f"thaw {name}"),
                kill=lambda name: self.done.append(f"kill {name}"),
            ),
        )
        self.lane = SimpleNamespace(stats=self._stats)

    def _stats(self) -> Any:
        held = self._held.pop(0) if len(self._held) > 1 else self._held[0]
        return SimpleNamespace(gauges=SimpleNamespace(waiting=7, held=held))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(module, "_FROZEN_SECONDS", 0.03)
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.001)


def cause(platform: FakePlatform, progress: Iterator[float]) -> tuple[Accidents, list[str]]:
    accidents, said = Accidents(), list[str]()
    asyncio.run(
        cause_accidents(
            platform, accidents, lambda: next(progress), lambda *told: said.append(" ".join(told))
        )  # type: ignore[arg-type]
    )
    return accidents, said


def test_the_flush_comes_first_and_counts_what_is_forgotten() -> None:
    platform = FakePlatform(2, 1)
    accidents, said = cause(platform, iter([0.0, 0.1, 0.41, 0.5, 0.71]))
    assert platform.done == ["flush", f"freeze {VICTIM}", f"kill {VICTIM}"]
    assert accidents.forgotten == 9
    assert accidents.flushed_at is not None
    assert accidents.killed_at is not None
    assert accidents.flushed_at <= accidents.killed_at
    assert "9 check-ins" in said[0]
    assert "in its hands" in said[1]


def test_a_worker_that_holds_nothing_is_thawed_and_waited_for() -> None:
    """What is held after the freeze was the other worker's, and is gone a moment later."""
    platform = FakePlatform(0, 0, 0, 3, 3, 0, 5)
    _, said = cause(platform, iter([0.5, 0.8]))
    frozen_twice = [f"freeze {VICTIM}", f"thaw {VICTIM}", f"freeze {VICTIM}", f"kill {VICTIM}"]
    assert platform.done == ["flush", *frozen_twice]
    assert "in its hands" in said[1]


def test_it_is_killed_in_the_end_and_nothing_is_claimed_about_it() -> None:
    platform = FakePlatform(0)
    _, said = cause(platform, iter([0.5, 0.8]))
    assert platform.done == ["flush", f"kill {VICTIM}"]
    assert "while idle" in said[1]
