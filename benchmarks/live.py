"""Athletes who check in at a steady pace, and what they wait for."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import psycopg

from benchmarks.figure import Figure
from benchmarks.stage import Stage, settings
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from ops.waiting import wait_until

#: Live check-ins become due at this pace.
LIVE_PER_SECOND = 50
#: How long they do without any other work, for the baseline.
QUIET_SECONDS = 10.0
PATIENCE_SECONDS = 180.0

_LAGS = """
SELECT done_lag_ms FROM owed_work
WHERE lane = %(lane)s AND key = ANY(%(keys)s) AND done_revision = revision
"""


class Live:
    """Athletes who check in at a steady pace."""

    def __init__(self, stage: Stage, connection: psycopg.Connection, keys: Iterator[str]) -> None:
        self._connection = connection
        self._keys = keys
        self._lane = lane_on(stage, CHECKINS)

    def run(self, is_over: Callable[[], bool]) -> Sequence[float]:
        """Check-ins until it is over; answers their lags in milliseconds."""
        sent: list[str] = []
        began = looked = time.monotonic()
        while True:
            key = next(self._keys)
            client, _, day = key.partition(":")
            self._connection.execute(
                "WITH changed AS (UPDATE daily_metrics SET revision = revision + 1, mood = 1 + mood %% 10,"
                " updated_at = now() WHERE client_id = %s AND date = %s RETURNING revision)"
                " UPDATE owed_work SET revision = changed.revision FROM changed WHERE lane = %s AND key = %s",
                [client, day, CHECKINS.name, key],
            )
            self._lane.submit_many([(key, b"")], delay_ms=200)
            sent.append(key)
            time.sleep(max(0.0, began + len(sent) / LIVE_PER_SECOND - time.monotonic()))
            now = time.monotonic()
            if now - looked > 1:
                looked = now
                if is_over():
                    break
                if now - began > PATIENCE_SECONDS:
                    raise RuntimeError("the past was not assessed in time")
        if not wait_until(lambda: len(self._lags(sent)) >= len(set(sent)), PATIENCE_SECONDS):
            raise RuntimeError("live check-ins were not assessed in time")
        return self._lags(sent)

    def _lags(self, keys: Sequence[str]) -> list[float]:
        rows = self._connection.execute(_LAGS, {"lane": CHECKINS.name, "keys": list(keys)})
        return [float(lag) for (lag,) in rows if lag is not None]


def lag_figures(when: str, busy: Sequence[float], quiet: Sequence[float], what: str) -> list[Figure]:
    """The lag at the median and in the tail, against that without the other work. In milliseconds."""
    return [
        Figure(
            name=f"live_lag_{name}_while_{when}",
            value=float(np.percentile(busy, percent)),
            unit="ms",
            baseline=float(np.percentile(quiet, percent)),
            note=f"{LIVE_PER_SECOND} live check-ins a second, due to done, {what} by the same worker;"
            " baseline: without these",
        )
        for name, percent in (("p50", 50), ("p95", 95))
    ]


def lane_on(stage: Stage, lane: Any) -> LaneClient:
    """The door to a lane of the stage."""
    return LaneClient(lane, ScriptClient.connect(stage.redis_url, timeout_ms=2_000), settings().redis_prefix)
