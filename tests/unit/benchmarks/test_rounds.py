"""Rounds: sides are measured in turns, the warm-up does not count, and a median decides."""

from collections.abc import Callable

import pytest

from benchmarks.rounds import interleaved


def _logged(log: list[str], name: str, values: list[float]) -> Callable[[], float]:
    rest = iter(values)

    def measure() -> float:
        log.append(name)
        return next(rest)

    return measure


def test_sides_take_turns_and_the_warm_up_does_not_count() -> None:
    log: list[str] = []
    sides = {"a": _logged(log, "a", [1_000, 1, 3, 2]), "b": _logged(log, "b", [2_000, 10, 90, 20])}

    assert interleaved(3, sides) == {"a": 2, "b": 20}
    assert log == ["a", "b"] * 4


def test_one_bad_round_does_not_move_the_figure() -> None:
    measured = interleaved(5, {"a": _logged([], "a", [4, 4, 4, 400, 4])}, warm_up=0)

    assert measured == {"a": 4}


def test_progress_is_told_after_each_round_with_those_that_warm_up() -> None:
    told: list[None] = []

    interleaved(2, {"a": lambda: 1.0}, warm_up=2, after_round=lambda: told.append(None))

    assert len(told) == 4


def test_without_a_round_there_is_no_figure() -> None:
    with pytest.raises(ValueError, match="at least one"):
        interleaved(0, {"a": lambda: 1.0})
