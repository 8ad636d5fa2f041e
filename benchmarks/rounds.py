"""Rounds: what is compared is measured in turns, so that a noisy machine is noisy for both."""

from collections.abc import Callable, Mapping
from statistics import median

Measurement = Callable[[], float]


def interleaved(
    rounds: int,
    sides: Mapping[str, Measurement],
    *,
    warm_up: int = 1,
    after_round: Callable[[], None] = lambda: None,
) -> dict[str, float]:
    """Measure each side once per round, in turns (A B A B), and answer each side's median.

    Args:
        rounds: how many count; at least 1.
        sides: name to a measurement, which answers a number.
        warm_up: rounds before, which do not count.
        after_round: called after each round, for a progress bar.

    Raises:
        ValueError: there are no rounds that count.
    """
    if rounds < 1:
        raise ValueError(f"{rounds} rounds: at least one must count")
    measured: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(-warm_up, rounds):
        for name, measure in sides.items():
            value = measure()
            if number >= 0:
                measured[name].append(value)
        after_round()
    return {name: median(values) for name, values in measured.items()}
