"""Beat's scheduler, for Celery: a beat that leads, or waits to."""

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from celery.beat import Scheduler

from runtime.heartbeats import BEATS, Heartbeat
from runtime.leadership import Leadership
from runtime.settings import Settings, get_settings
from schedules.beat import LEAD_SECONDS, TICK_SECONDS, Beat
from storage import schedule_runs
from storage.pools import Pool, worker_pool
from storage.schedule_runs import Latest
from tasks.app import MAINTENANCE_QUEUE
from tasks.entries import Entry, entries
from tasks.scheduled import DUE_HEADER, ENTRY_HEADER
from tasks.time_limit import TASK_LIMIT_SECONDS

log = structlog.get_logger(__name__)

#: A claim is one small call, and a beat that waits for it sends nothing meanwhile.
REDIS_TIMEOUT_MS = 2_000

#: Of the look at what was missed: the claim to lead does not end meanwhile.
POSTGRES_SECONDS = 2.0


class LeadingScheduler(Scheduler):
    """Ticks are those of `schedules.beat`; nothing of Celery's own schedule is used."""

    def setup_schedule(self) -> None:
        """Reach for the servers; neither has to be there yet."""
        settings = get_settings()
        name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._pool = worker_pool(settings.require_database_url(), statement_seconds=POSTGRES_SECONDS)
        self._heartbeat = Heartbeat(
            settings.require_redis_url(), settings.redis_prefix, name, timeout_ms=REDIS_TIMEOUT_MS, kind=BEATS
        )
        self._leadership = _leadership(settings, name)
        self._beat = Beat(
            entries(), self._leadership, send, partial(_latest, self._pool), self._heartbeat.beat
        )

    def tick(self, *_: Any, **__: Any) -> float:
        """One look at the schedule; answers how many seconds to sleep. Nothing that goes wrong ends beat."""
        try:
            return self._beat.tick()
        except Exception:
            log.exception("beat's tick failed")
            return TICK_SECONDS

    def close(self) -> None:
        """Let another beat lead at once."""
        self._leadership.resign()
        self._heartbeat.stop()
        self._pool.close()
        super().close()


def send(entry: Entry, due_at: datetime) -> None:
    """Send an entry's task. No `expires`: that is a time of beat's clock, and workers have their own."""
    entry.task.apply_async(
        kwargs=entry.arguments,
        queue=MAINTENANCE_QUEUE,
        headers={ENTRY_HEADER: entry.name, DUE_HEADER: due_at.isoformat()},
    )


def _leadership(settings: Settings, name: str) -> Leadership:
    return Leadership(
        settings.require_redis_url(),
        f"{settings.redis_prefix}:beat:leader",
        name,
        seconds=LEAD_SECONDS,
        timeout_ms=REDIS_TIMEOUT_MS,
    )


def _latest(pool: Pool, names: Sequence[str]) -> Mapping[str, Latest]:
    with pool.connection(timeout=POSTGRES_SECONDS) as connection:
        return schedule_runs.latest(connection, names, limit_seconds=TASK_LIMIT_SECONDS)
