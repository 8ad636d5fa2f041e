"""Tasks that the schedule sends: each of their runs is a row of `schedule_runs`, and is made once.

Two beats, or a beat that sends again what may be lost, ask twice for the same point of time. The row lets
one of the messages through. A task that is called as a function is a plain function.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from celery import Task

from storage import schedule_runs
from storage.pools import transaction
from tasks.resources import pool
from tasks.time_limit import TASK_LIMIT_SECONDS

log = structlog.get_logger(__name__)

#: Headers of the message: the entry's name, and the point of time that it is for.
ENTRY_HEADER = "schedule_entry"
DUE_HEADER = "schedule_due_at"


class ScheduledTask(Task):
    """Base of a task that an entry names; its result is its counts, of what or by what."""

    #: Which of the counts say what was done; the others say what was looked at.
    counted: tuple[str, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and write the run down, if it was the schedule that asked."""
        entry = self.request.get(ENTRY_HEADER)
        if entry is None or self.request.called_directly:
            return super().__call__(*args, **kwargs)
        due_at = datetime.fromisoformat(self.request.get(DUE_HEADER))
        began, result = recorded(
            entry, due_at, lambda: super(ScheduledTask, self).__call__(*args, **kwargs), self.counted
        )
        if not began:
            log.info("somebody has done it", entry=entry, due_at=due_at.isoformat())
        return result


def recorded(
    entry: str, due_at: datetime, work: Callable[[], Any], counted: tuple[str, ...]
) -> tuple[bool, Any]:
    """Do the work of a run and write down how it went, unless it has been done.

    Returns:
        Whether it was done here, and its result.
    """
    with transaction(pool()) as connection:
        if not schedule_runs.begin(connection, entry, due_at, limit_seconds=TASK_LIMIT_SECONDS):
            return False, None
    try:
        result = work()
    except Exception as error:
        _finish(entry, due_at, rows=None, error=type(error).__name__)
        raise
    _finish(entry, due_at, rows=rows_of(result, counted), error=None)
    return True, result


def rows_of(result: Any, counted: tuple[str, ...]) -> int:
    """The sum of a result's counts with these names, however deep they are in it."""
    if not isinstance(result, Mapping):
        return 0
    return sum(
        int(value) if name in counted and isinstance(value, int) else rows_of(value, counted)
        for name, value in result.items()
    )


def _finish(entry: str, due_at: datetime, *, rows: int | None, error: str | None) -> None:
    """What was done is done, whether it can be written down or not."""
    try:
        with transaction(pool()) as connection:
            schedule_runs.finish(connection, entry, due_at, rows=rows, error=error)
    except Exception as trouble:  # noqa: BLE001  an error of the work's own must not be hidden by this one
        log.warning("a run's end was not written down", entry=entry, error_type=type(trouble).__name__)
