"""The past and the present: what live check-ins wait for while 100,000 past days are being assessed."""

import time
from contextlib import ExitStack
from datetime import timedelta
from itertools import cycle
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from benchmarks.athletes import HISTORY_DAYS, Athletes, give_history, make_athletes, owe
from benchmarks.drain import worker
from benchmarks.figure import Figure
from benchmarks.live import QUIET_SECONDS, Live, lag_figures, lane_on
from benchmarks.stage import Stage
from coalescing.lanes import REASSESSMENTS
from storage.reassessments import owe_reassessments

#: Check-ins of one athlete: those of the history, and the day's.
DAYS = HISTORY_DAYS + 1
PAST_ATHLETES = 100_000 // DAYS + 1
LIVE_ATHLETES = 2_000
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
        quiet = Live(stage, connection, keys).run(lambda: time.monotonic() - began >= QUIET_SECONDS)
        stage.progress("past")
        _owe_the_past(stage, past)
        began = time.monotonic()
        busy = Live(stage, connection, keys).run(lambda: not _left(connection, past))
        seconds = time.monotonic() - began
        stage.progress("past")
        client.flushall()
    figures = lag_figures(
        "past_is_assessed", busy, quiet, f"while {PAST_ATHLETES * DAYS:,} past days are assessed"
    )
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
    lane_on(stage, REASSESSMENTS).submit_many(
        [(key, b"", revision) for key, revision in revisions.items()], delay_ms=0
    )


def _left(connection: psycopg.Connection, past: Athletes) -> int:
    ((count,),) = connection.execute(_LEFT, [past.ids])
    return int(count)
