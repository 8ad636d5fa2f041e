"""From values to places in a drawing: scales, and the round numbers that an axis is labelled with."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Nice steps of an axis, times a power of ten.
_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from `low`..`high` to `start`..`end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value, to a tenth: no screen shows more."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def nice_step(span: float, at_most: int) -> float:
    """The smallest nice step that divides the span into at most so many parts."""
    raw = span / at_most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9))


def nice_range(
    values: Iterable[float], *, at_most: int = 4, least_span: float = 1.0
) -> tuple[list[float], float]:
    """Round numbers from below the smallest value to above the largest, and the step between them.

    Args:
        values: what must fit; none at all is taken for 0..1.
        at_most: how many parts the values' span is divided into, before it is rounded outwards.
        least_span: values that lie closer together than this are drawn as if they did not, so that what is
            steady looks steady.
    """
    known = list(values)
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    missing = max(0.0, least_span - (high - low)) / 2
    low, high = low - missing if low >= missing else max(0.0, low - missing), high + missing
    step = nice_step(max(high - low, 1e-9), at_most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [place * step for place in range(first, max(last, first + 1) + 1)], step
