"""Waiting for something to become true, with a deadline."""

import time
from collections.abc import Callable


def wait_until(predicate: Callable[[], object], timeout: float, interval: float = 0.02) -> bool:
    """Ask `predicate` every `interval` seconds until it is true or `timeout` seconds have passed.

    Returns:
        Whether it became true. It is asked at least once, and once more at the deadline.
    """
    deadline = time.monotonic() + timeout
    while not predicate():
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(interval, left))
    return True
