"""Watching the ledger: how many check-ins are still owed, all the time."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self

import psycopg

from coalescing.lane_client import LaneClient
from ops.demo.stage import Stage
from ops.errors import OpsError
from storage.check_ins import LANE
from storage.conservation import balance
from storage.inspection import owed_count

_EVERY_SECONDS = 0.1
_SETTLE_SECONDS = 5.0


class Sample(NamedTuple):
    """How many were owed at a time, in seconds since the epoch."""

    at: float
    owed: int


class Backlog:
    """Asks the ledger ten times a second, from a thread of its own; a context manager."""

    def __init__(self, stage: Stage, on_sample: Callable[[int], object] = lambda _owed: None) -> None:
        self._stage = stage
        #: Called with how many are owed, from the thread.
        self.on_sample = on_sample
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="backlog", daemon=True)
        self._error: psycopg.Error | None = None
        self.samples: list[Sample] = []

    def wait_until_empty(self, timeout: float) -> int:
        """Wait until nothing is owed, or `timeout` seconds have passed; how many are owed then.

        Raises:
            OpsError: the ledger cannot be asked.
        """
        begun = len(self.samples)
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            # One that was taken before now may be of an earlier state.
            if len(self.samples) > begun + 1 and not self.samples[-1].owed:
                return 0
            if self._error is not None:
                raise OpsError(f"The ledger cannot be asked: {self._error}") from self._error
            self._stage.stopping.check()
            time.sleep(_EVERY_SECONDS / 5)
        return self.samples[-1].owed if self.samples else 0

    def _watch(self) -> None:
        try:
            with self._stage.connect() as connection:
                while not self._finished.wait(_EVERY_SECONDS):
                    sample = Sample(time.time(), owed_count(connection, LANE))
                    self.samples.append(sample)
                    self.on_sample(sample.owed)
        except psycopg.Error as error:
            self._error = error

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finished.set()
        self._thread.join()


def wait_until_nothing_is_owed(stage: Stage, timeout: float) -> None:
    """Wait until no lane owes anything, or `timeout` seconds have passed; the books will tell."""
    deadline = time.monotonic() + timeout
    with stage.connect() as connection:
        while any(book.owed for book in balance(connection)) and time.monotonic() < deadline:
            stage.stopping.check()
            time.sleep(_EVERY_SECONDS)


def wait_until_settled(lane: LaneClient) -> None:
    """Wait a little until the lane is empty, so that its counters are complete.

    A result is in the ledger a moment before its entry is gone from Redis.
    """
    deadline = time.monotonic() + _SETTLE_SECONDS
    while time.monotonic() < deadline:
        gauges = lane.stats().gauges
        if not gauges.waiting + gauges.held:
            return
        time.sleep(_EVERY_SECONDS / 5)
