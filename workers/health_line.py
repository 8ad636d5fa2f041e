"""The health line: what each lane did since the last one, logged whether or not there is traffic.

Every worker has a thread for it, and one of them logs: the first by name of those that were heard of lately.
All look at the lanes at the same moments, which Redis' clock gives, so that whoever takes over goes on where
the one before left off. It is a thread of its own, because PostgreSQL may keep it waiting.
"""

import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog

from coalescing.declared import declared_lanes
from coalescing.errors import RedisUnavailableError
from coalescing.histogram import Histogram
from coalescing.stats import LaneStats
from runtime.heartbeats import Heartbeat, HeartbeatsUnavailableError
from runtime.settings import Settings
from storage.debts import LedgerGauges
from storage.glance import LedgerUnavailableError, glance
from tasks.resources import lane_client

log = structlog.get_logger(__name__)

#: Counters that the line shows, under their own names.
COUNTERS = (
    *("enqueued", "coalesced", "overtaken", "started", "completed", "skipped", "retried"),
    *("superseded", "swept", "buried", "died", "failed"),
)

_PERCENTILES = (50, 95, 99)
_NOTHING = LedgerGauges(owed=0, oldest_owed_seconds=None, dead=0)


class HealthLine:
    """The thread, and what it logs at each of its moments."""

    def __init__(self, worker: str, heartbeat: Heartbeat, settings: Settings) -> None:
        """Log for `worker`; `heartbeat` is used until `stop` returns."""
        self._worker = worker
        self._heartbeat = heartbeat
        self._interval = settings.health_interval_seconds
        self._seen_within = settings.worker_seen_within_seconds
        self._database_url = settings.require_database_url()
        #: Number of the latest interval that was looked at, since the epoch on Redis' clock.
        self._looked_at: int | None = None
        self._last: dict[str, LaneStats] = {}
        self._last_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="health line", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; a line that is being made may still be logged."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                wait = self.look()
            except Exception:
                log.exception("health line failed", worker=self._worker)
                wait = self._interval

    def look(self) -> float:
        """Log if a moment has come and it is this worker's turn; answers the seconds to the next one."""
        try:
            fleet = self._heartbeat.fleet(self._seen_within)
            interval = int(fleet.now // self._interval)
            if interval != self._looked_at:
                self._look_at_lanes(is_first=self._worker == min({self._worker, *fleet.names}))
                self._looked_at = interval
        except (HeartbeatsUnavailableError, RedisUnavailableError) as error:
            self._say_that_redis_is_away(error)
            return self._interval
        return self._interval - fleet.now % self._interval

    def _look_at_lanes(self, *, is_first: bool) -> None:
        """Take the lanes' stats, and log what has changed since the last time. The first time only takes."""
        now = time.monotonic()
        stats = {name: lane_client(name).stats() for name in declared_lanes()}
        if self._last and is_first:
            owed, reason = self._owed()
            for name, lane in stats.items():
                gauges = None if owed is None else owed.get(name, _NOTHING)
                fields = fields_of(lane.since(self._last[name]), gauges, reason)
                log.info(
                    "lane", lane=name, worker=self._worker, since_s=_rounded(now - self._last_at), **fields
                )
        self._last, self._last_at = stats, now

    def _owed(self) -> tuple[Mapping[str, LedgerGauges] | None, str | None]:
        try:
            return glance(self._database_url), None
        except LedgerUnavailableError as error:
            return None, f"PostgreSQL does not answer: {error}"

    def _say_that_redis_is_away(self, error: Exception) -> None:
        owed, reason = self._owed()
        log.warning(
            "lanes cannot be looked at",
            worker=self._worker,
            redis=f"Redis does not answer: {error}",
            owed=None if owed is None else {name: gauges.owed for name, gauges in owed.items()},
            ledger=reason,
        )


def fields_of(since: LaneStats, owed: LedgerGauges | None, reason: str | None) -> dict[str, Any]:
    """What a line says of one lane.

    Args:
        since: The gauges of now, and what was counted since the last line.
        owed: What the ledger says; None if it does not answer.
        reason: Why it does not.
    """
    gauges = since.gauges
    return {
        "paused": bool(gauges.paused_ms),
        "waiting": gauges.waiting,
        "due": gauges.due,
        "held": gauges.held,
        "dead": gauges.dead,
        "oldest_due_ms": gauges.oldest_due_age_ms,
        "owed": owed.owed if owed else None,
        "oldest_owed_s": _rounded(owed.oldest_owed_seconds) if owed else None,
        **({"ledger": reason} if reason else {}),
        **{name: getattr(since.counters, name) for name in COUNTERS},
        "inputs_per_run": _rounded(since.inputs_per_run, 2),
        **_percentiles("lag", since.lag),
        **_percentiles("run", since.run),
    }


def _percentiles(name: str, spans: Histogram) -> dict[str, float | None]:
    return {f"{name}_p{n}_ms": _rounded(spans.percentile_ms(n / 100)) for n in _PERCENTILES}


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)
