"""Beat's scheduler, steady when the wall clock is set: the entries' past moves with the clock.

Celery reckons when an entry is due from the wall clock. A clock that is set back by a day (or ahead, and then
right again) would leave every entry waiting for a day.
"""

import time
from datetime import timedelta
from typing import Any

import structlog
from celery.beat import Scheduler

log = structlog.get_logger(__name__)

#: Smaller jumps matter to no entry, and clocks are put right by such steps all the time.
TOLERATED_SECONDS = 1.0


class SteadyScheduler(Scheduler):
    """Keeps its entries in memory, since they are in the code: a file of last runs could only be lost.

    A jump is noticed at the next tick, so an entry is late by its own interval at most.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._offset = _offset()
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        """One look at the schedule; answers how many seconds to sleep until the next one."""
        offset = _offset()
        jumped, self._offset = offset - self._offset, offset
        if abs(jumped) > TOLERATED_SECONDS:
            log.warning("the wall clock jumped", seconds=round(jumped, 1))
            for entry in self.schedule.values():
                entry.last_run_at += timedelta(seconds=jumped)
            self._heap = None  # Celery fills it anew
        seconds: float = super().tick(*args, **options)
        return seconds


def _offset() -> float:
    """How far the wall clock is ahead of the monotonic one, in seconds."""
    return time.time() - time.monotonic()
