"""A hundred lanes: what a submit costs, and a dispatcher's look at all of them, against a single lane."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import cycle

from benchmarks.figure import Aim, Figure
from benchmarks.no_op import TIMEOUT_MS
from benchmarks.pending import CALLS, key_of
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from benchmarks.stopwatch import microseconds
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from runtime.settings import get_settings

LANES = 100
LONG_MS = 3_600_000
GROWTH = 1.5

#: As a dispatcher pokes.
POKE_TTL_MS = 10_000
POKES_AT_MOST = 32

#: Turns that one round of the runner is worth.
TURNS = 20


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds * TURNS + 1


def measure(stage: Stage) -> list[Figure]:
    """Submits and pokes, spread over all lanes and on one."""
    scripts = ScriptClient.connect(stage.redis_url, timeout_ms=TIMEOUT_MS)
    lanes = [
        LaneClient(replace(CHECKINS, name=f"lane-{number}"), scripts, "bench-lanes")
        for number in range(LANES)
    ]
    keys = [key_of(number) for number in range(CALLS)]
    for lane in lanes:
        lane.submit_many([(key, b"", 1) for key in keys], delay_ms=LONG_MS)
    with closing(scripts):
        measured = interleaved(
            stage.rounds * TURNS,
            {
                "submit, many": partial(_submit, lanes, keys),
                "submit, one": partial(_submit, lanes[:1], keys),
                "poke, many": partial(_poke, lanes),
                "poke, one": partial(_poke, lanes[:1] * LANES),
            },
            after_round=lambda: stage.progress("many lanes"),
        )
    with stage.redis() as client:
        client.execute_command("FLUSHALL", "SYNC")
    return _figures(measured)


def _submit(lanes: Sequence[LaneClient], keys: Sequence[str]) -> float:
    """Microseconds a submit, each to the next lane, of keys that wait."""
    turns = cycle(lanes)
    return microseconds(lambda key: next(turns).submit(key, revision=2), keys)


def _poke(lanes: Sequence[LaneClient]) -> float:
    """Microseconds a look at a lane in which nothing is due."""
    return microseconds(lambda lane: lane.poke(CHECKINS.batch, POKE_TTL_MS, POKES_AT_MOST), lanes)


def _figures(measured: dict[str, float]) -> list[Figure]:
    growth = Aim("ratio", "at most", GROWTH)
    return [
        Figure(
            name="many_lanes_submit",
            value=measured["submit, many"],
            unit="µs/call",
            baseline=measured["submit, one"],
            aim=growth,
            note=f"a key that waits, each call in another of {LANES} lanes; baseline: all in one lane",
        ),
        Figure(
            name="many_lanes_poke",
            value=measured["poke, many"],
            unit="µs/lane",
            baseline=measured["poke, one"],
            aim=growth,
            note=f"a dispatcher's look at {LANES} lanes with nothing due; baseline: as often at one lane",
        ),
        Figure(
            name="many_lanes_poke_round",
            value=measured["poke, many"] * LANES / 1e3,
            unit="ms",
            baseline=float(get_settings().dispatch_interval_ms),
            aim=Aim("ratio", "at most", 1),
            note=f"the same look at {LANES} lanes as a whole; baseline: the time from one look to the next",
        ),
    ]
