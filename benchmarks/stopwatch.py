"""A stopwatch: what a call costs, over many of them."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def microseconds(call: Callable[[T], object], arguments: Sequence[T]) -> float:
    """Call it with each of the arguments; microseconds a call."""
    began = time.perf_counter()
    for argument in arguments:
        call(argument)
    return (time.perf_counter() - began) / len(arguments) * 1e6
