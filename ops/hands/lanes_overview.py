"""What both servers know of the lanes at one moment."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from coalescing.histogram import Histogram
from coalescing.lanes import Lane
from coalescing.stats import LaneStats
from ops.errors import OpsError
from ops.hands.servers import LedgerError, RedisAwayError, Servers
from storage import ledger, pauses
from storage.debts import LedgerGauges
from storage.pauses import Pause

PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
_NOTHING = LedgerGauges(owed=0, oldest_owed_seconds=None, dead=0)


@dataclass(frozen=True, slots=True)
class Rates:
    """How much came in and was run, per second."""

    inputs: float
    runs: float

    @classmethod
    def between(cls, earlier: LaneStats, later: LaneStats, seconds: float) -> "Rates":
        """From two looks at a lane, so many seconds apart."""
        change = later.counters.since(earlier.counters)
        return cls(change.enqueued / seconds, change.started / seconds)


@dataclass(frozen=True, slots=True)
class LaneView:
    """One lane. What a server that did not answer would have said is None."""

    name: str
    #: None for a lane that is in the ledger and is not declared (any more).
    lane: Lane | None
    stats: LaneStats | None
    book: LedgerGauges | None
    pause: Pause | None
    rates: Rates | None = None

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines."""
        policy = self.lane
        return {
            "lane": self.name,
            "is_declared": policy is not None,
            "mode": policy and policy.mode,
            "window_ms": policy and policy.window_ms,
            "max_wait_ms": policy and policy.max_wait_ms,
            "max_inputs": policy and policy.max_inputs,
            "leading": policy and policy.leading,
            "owed": self.book and self.book.owed,
            "oldest_owed_seconds": self.book and self.book.oldest_owed_seconds,
            "dead": self.book and self.book.dead,
            "pause": self.pause and asdict(self.pause),
            "redis": self.stats and _stats_as_json(self.stats),
            "per_second": self.rates and asdict(self.rates),
        }


@dataclass(frozen=True, slots=True)
class Overview:
    """All lanes at one moment, and what kept us from knowing more."""

    lanes: tuple[LaneView, ...]
    redis_error: str | None = None
    ledger_error: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    #: For spans between two of them.
    clock: float = field(default_factory=time.monotonic)

    @property
    def is_complete(self) -> bool:
        """Whether both servers answered."""
        return self.redis_error is None and self.ledger_error is None

    def as_json(self) -> dict[str, Any]:
        """All of it, for machines."""
        return {
            "at": self.at,
            "redis_error": self.redis_error,
            "ledger_error": self.ledger_error,
            "lanes": [lane.as_json() for lane in self.lanes],
        }


def look(servers: Servers, lanes: Sequence[Lane], *, others: bool) -> Overview:
    """Ask both servers about the lanes.

    Args:
        servers: Of the platform.
        lanes: The declared lanes to show.
        others: Whether to show, too, lanes that the ledger has something of and nobody declares.

    Raises:
        OpsError: Neither server answers.
    """
    stats, redis_error = _stats(servers, lanes)
    books, paused, ledger_error = _books(servers)
    if redis_error and ledger_error:
        raise OpsError(f"{redis_error}\n{ledger_error}")
    declared = {lane.name: lane for lane in lanes}
    strangers = sorted({*(books or {}), *paused} - declared.keys()) if others else []
    return Overview(
        tuple(
            LaneView(
                name,
                declared.get(name),
                stats.get(name),
                None if books is None else books.get(name, _NOTHING),
                paused.get(name),
            )
            for name in (*declared, *strangers)
        ),
        redis_error,
        ledger_error,
    )


def _stats(servers: Servers, lanes: Sequence[Lane]) -> tuple[dict[str, LaneStats], str | None]:
    try:
        with servers.redis("What follows is what the ledger knows."):
            return {lane.name: servers.lane(lane).stats() for lane in lanes}, None
    except RedisAwayError as error:
        return {}, str(error)


def _books(
    servers: Servers,
) -> tuple[Mapping[str, LedgerGauges] | None, Mapping[str, Pause], str | None]:
    try:
        with servers.ledger() as connection:
            return ledger.gauges(connection), pauses.paused(connection), None
    except LedgerError as error:
        return None, {}, str(error)


def percentiles_ms(histogram: Histogram) -> dict[str, float | None]:
    """p50, p95 and p99 in ms; None where nothing was counted."""
    return {name: histogram.percentile_ms(fraction) for name, fraction in PERCENTILES.items()}


def _stats_as_json(stats: LaneStats) -> dict[str, Any]:
    return {
        **asdict(stats.gauges),
        "inputs_per_run": stats.inputs_per_run,
        "lag_ms": percentiles_ms(stats.lag),
        "run_ms": percentiles_ms(stats.run),
        "counters": {
            **asdict(stats.counters),
            "enqueued": stats.counters.enqueued,
            "dead": stats.counters.dead,
        },
    }
