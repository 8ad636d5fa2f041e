"""The past and the present: what live check-ins wait for while 100,000 past days are being assessed."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from psycopg.rows import dict_row

from benchmarks.athletes import HISTORY_DAYS, Athletes, give_history, make_athletes, owe
from benchmarks.drain import worker
from benchmarks.figure import Figure
from benchmarks.stage import Stage, settings
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS, REASSESSMENTS
from ops.waiting import wait_until
from storage.reassessments import owe_reassessments

#: Check-ins of one athlete: those of the history, and the day's.
DAYS = HISTORY_DAYS + 1
PAST_ATHLETES = 100_000 // DAYS + 1
LIVE_ATHLETES = 2_000
#: Live check-ins become due at this pace, for as long as the past takes at least.
LIVE_PER_SECOND = 50
QUIET_SECONDS = 10.0
PATIENCE_SECONDS = 180.0

_LAGS = """
SELECT done_lag_ms FROM owed_work
WHERE lane = %(lane)s AND key = ANY(%(keys)s) AND done_revision = revision
"""
_LEFT = "SELECT count(*) FROM daily_metrics WHERE client_id = ANY(%s::uuid[]) AND assessed_revision IS NULL"


def steps(rounds: int) -> int:  # noqa: ARG001  one pass, whatever the rounds: it takes a minute
    """How often `measure` reports progress."""
    return 2


def measure(stage: Stage) -> list[Figure]:
    """Lag of live check-ins, from due to done, with the past at work and without."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        past, live = make_athletes(connection, PAST_ATHLETES), make_athletes(connection, LIVE_ATHLETES)
        for athletes in (past, live):
            give_history(connection, athletes)
        owe(connection, live)
        client = stack.enter_context(stage.redis())
        stack.enter_context(worker(stage, "past", "workers"))
        keys = cycle(live.keys)
        began = time.monotonic()
        quiet = _Live(stage, connection, keys).run(lambda: time.monotonic() - began >= QUIET_SECONDS)
        stage.progress("past")
        _owe_the_past(stage, past)
        began = time.monotonic()
        busy = _Live(stage, connection, keys).run(lambda: not _left(connection, past))
        seconds = time.monotonic() - began
        stage.progress("past")
        client.flushall()
    figures = [
        Figure(
            name=f"live_lag_{name}_while_past_is_assessed",
            value=float(np.percentile(busy, percent)),
            unit="ms",
            baseline=float(np.percentile(quiet, percent)),
            note=f"{LIVE_PER_SECOND} live check-ins a second, due to done, while {PAST_ATHLETES * DAYS:,}"
            " past days are assessed by the same worker; baseline: without these",
        )
        for name, percent in (("p50", 50), ("p95", 95))
    ]
    return [
        *figures,
        Figure(
            name="past_days_per_second",
            value=PAST_ATHLETES * DAYS / seconds,
            unit="check-ins/s",
            note="the past days themselves, beside the live ones",
        ),
    ]


def _owe_the_past(stage: Stage, past: Athletes) -> None:
    """As an import does: by athlete, in the background lane."""
    first = past.day - timedelta(days=DAYS)
    with psycopg.connect(stage.database_url, row_factory=dict_row) as connection:
        revisions = owe_reassessments(connection, {UUID(client): (first, past.day) for client in past.ids})
    _lane(stage, REASSESSMENTS).submit_many(
        [(key, b"", revision) for key, revision in revisions.items()], delay_ms=0
    )


def _left(connection: psycopg.Connection, past: Athletes) -> int:
    ((count,),) = connection.execute(_LEFT, [past.ids])
    return int(count)


def _lane(stage: Stage, lane: Any) -> LaneClient:
    return LaneClient(lane, ScriptClient.connect(stage.redis_url, timeout_ms=2_000), settings().redis_prefix)


class _Live:
    """Athletes who check in at a steady pace."""

    def __init__(self, stage: Stage, connection: psycopg.Connection, keys: "cycle[str]") -> None:
        self._connection = connection
        self._keys = keys
        self._lane = _lane(stage, CHECKINS)

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
