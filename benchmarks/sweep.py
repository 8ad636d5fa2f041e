"""Sweeping: what it costs to give back an entry when the leases of very many have ended at once."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from benchmarks.figure import Aim, Figure
from benchmarks.no_op import NoOp
from benchmarks.own_valkey import own_valkey
from benchmarks.pending import CALLS, FILLED_AT_ONCE, key_of
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from benchmarks.stopwatch import microseconds
from coalescing.lane_client import MAX_ENTRIES, LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.stats import LaneStats
from ops.waiting import wait_until

FEW, MANY = MAX_ENTRIES, 100_000
BATCH = 200
GROWTH = 1.5

#: A lease that ends at once, and entries that survive all of the sweeps.
LANE = replace(CHECKINS, lease_ms=1, max_crashes=1_000_000)

#: Turns that one round of the runner is worth.
TURNS = 5
PATIENCE_SECONDS = 10.0


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return sum(-(-size // FILLED_AT_ONCE) for size in (FEW, MANY)) + rounds * TURNS + 1


def measure(stage: Stage) -> list[Figure]:
    """A sweep of all that one call takes, of just as many ended leases, and of a hundred times as many."""
    with ExitStack() as stack:
        servers = {size: stack.enter_context(own_valkey(stage, f"valkey-{size}")) for size in (FEW, MANY)}
        lanes = {size: LaneClient(LANE, server.scripts, "bench") for size, server in servers.items()}
        for size, lane in lanes.items():
            _fill(stage, lane, size)
            servers[size].wait_for_disk()
        no_op = NoOp(servers[FEW].url, b"")
        measured = interleaved(
            stage.rounds * TURNS,
            {
                "no-op": lambda: microseconds(no_op.by_client, [""] * CALLS),
                **{str(size): partial(_sweep, lane) for size, lane in lanes.items()},
            },
            after_round=lambda: stage.progress("sweep: in turns"),
        )
    return list(_figures(measured))


def _fill(stage: Stage, lane: LaneClient, size: int) -> None:
    for first in range(0, size, FILLED_AT_ONCE):
        numbers = range(first, min(first + FILLED_AT_ONCE, size))
        lane.submit_many([(key_of(number), b"", 1) for number in numbers], delay_ms=0)
        _claim(lane, len(numbers))
        stage.progress(f"sweep: {numbers.stop:,} of {size:,} leases have ended")


def _claim(lane: LaneClient, count: int) -> None:
    """Claim this many entries in batches, and let their leases end."""
    for _ in range(0, count, BATCH):
        claimed = lane.claim(BATCH, new_token())
        if len(claimed) != BATCH:
            raise RuntimeError(f"claimed {len(claimed)} entries instead of {BATCH}")
    if not wait_until(lambda: _all_have_ended(lane.stats()), PATIENCE_SECONDS, 0.001):
        raise RuntimeError("the leases have not ended")


def _all_have_ended(stats: LaneStats) -> bool:
    return stats.gauges.held == stats.gauges.overdue


def _sweep(lane: LaneClient) -> float:
    """Microseconds per entry of one sweep; then what it gave back is claimed again, and its lease ends."""
    began = time.perf_counter()
    swept = lane.sweep()
    took = time.perf_counter() - began
    if swept.returned != MAX_ENTRIES:
        raise RuntimeError(f"{swept} where {MAX_ENTRIES} entries should wait again")
    _claim(lane, MAX_ENTRIES)
    return took * 1e6 / MAX_ENTRIES


def _figures(measured: dict[str, float]) -> Iterator[Figure]:
    yield Figure(
        name="sweep_per_entry_growth",
        value=measured[str(MANY)],
        unit="µs/entry",
        baseline=measured[str(FEW)],
        aim=Aim("ratio", "at most", GROWTH),
        note=f"calls of {MAX_ENTRIES:,}, with {MANY:,} ended leases; baseline: with {FEW:,}",
    )
    yield Figure(
        name="sweep_per_entry_vs_noop",
        value=measured[str(MANY)],
        unit="µs/entry",
        baseline=measured["no-op"],
        note="the same; baseline: one no-op EVALSHA by redis-py's client",
    )
