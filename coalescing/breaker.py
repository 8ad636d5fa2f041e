"""A small breaker: after failures in a row, fail at once for a while instead of making everybody wait."""

import time
from collections.abc import Callable
from threading import Lock

from coalescing.errors import RedisUnavailableError


class Breaker:
    """Closed: calls go through. Open: they fail at once, until its time is over and one is let through.

    That call decides: if it succeeds, the breaker closes; if it fails or never returns, it stays open for
    another while.
    """

    def __init__(
        self, *, open_seconds: float, failures_to_open: int = 3, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """A closed breaker.

        Args:
            open_seconds: How long it stays open.
            failures_to_open: Failures in a row that open it.
            clock: Monotonic seconds.
        """
        self._open_seconds = open_seconds
        self._failures_to_open = failures_to_open
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether calls fail at once now."""
        return self._failures >= self._failures_to_open and self._clock() < self._open_until

    def admit(self) -> None:
        """Let a call through, or not.

        Raises:
            RedisUnavailableError: the breaker is open.
        """
        if self._failures < self._failures_to_open:
            return
        with self._lock:
            now = self._clock()
            if now < self._open_until and self._failures >= self._failures_to_open:
                raise RedisUnavailableError("Redis did not answer lately, so it is not asked for a moment")
            self._open_until = now + self._open_seconds

    def succeeded(self) -> None:
        """Note that a call was answered."""
        if self._failures:
            self._failures = 0

    def failed(self) -> None:
        """Note that a call was not answered."""
        with self._lock:
            self._failures += 1
            self._open_until = self._clock() + self._open_seconds
