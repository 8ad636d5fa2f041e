"""Submitting, claiming and settling, against a no-op script on the same kind of connection; and memory."""

import uuid

from benchmarks.figure import Aim, Figure
from benchmarks.no_op import TIMEOUT_MS, NoOp
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from benchmarks.stopwatch import microseconds
from coalescing.client import ScriptClient
from coalescing.lane_client import LaneClient, new_token
from coalescing.lanes import CHECKINS
from coalescing.verdicts import DONE

PREFIX = "bench"

#: Calls in a row before the other side's turn: short, so that both sides see the same noise.
CALLS = 250
#: Turns that one round of the runner is worth.
TURNS = 20

BATCH = 200
BATCHES = 5
PENDING_KEYS = 20_000
PAYLOAD = b"1"

LONG_MS = 3_600_000


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return 2 * (rounds * TURNS + 1) + 1


def measure(stage: Stage) -> list[Figure]:
    """The cost of each move in the lane `checkins`."""
    lane = LaneClient(CHECKINS, ScriptClient.connect(stage.redis_url, timeout_ms=TIMEOUT_MS), PREFIX)
    no_op = NoOp(stage.redis_url)
    return [*_submits(stage, lane, no_op), _claim_and_settle(stage, lane, no_op), _memory(stage, lane)]


def _key() -> str:
    return f"{uuid.uuid4()}:2026-01-01"


def _submits(stage: Stage, lane: LaneClient, no_op: NoOp) -> list[Figure]:
    """A submit of a new key, and one of a key that waits."""
    waiting = [_key() for _ in range(CALLS)]
    lane.submit_many([(key, PAYLOAD) for key in waiting], delay_ms=LONG_MS)

    def new() -> float:
        keys = [_key() for _ in range(CALLS)]
        return microseconds(lambda key: lane.submit(key, PAYLOAD, delay_ms=LONG_MS), keys)

    measured = interleaved(
        stage.rounds * TURNS,
        {
            "no-op": lambda: microseconds(no_op.by_client, waiting),
            "new": new,
            "bare no-op": lambda: microseconds(no_op.bare, waiting),
            "coalesced": lambda: microseconds(lambda key: lane.submit(key, PAYLOAD), waiting),
        },
        after_round=lambda: stage.progress("submit"),
    )
    _empty(stage)
    return [
        Figure(
            name=f"submit_{side}_vs_{'bare_' if baseline.startswith('bare') else ''}noop",
            value=measured[side],
            unit="µs/call",
            baseline=measured[baseline],
            aim=aim,
            note=f"{what}; baseline: a no-op EVALSHA with as many KEYS and ARGV, {how}",
        )
        for baseline, how, aim in (
            ("no-op", "by redis-py's client with the same options", Aim("ratio", "at most", 1.5)),
            ("bare no-op", "over a bare connection like the submit's own", None),
        )
        for side, what in (("new", "a key that is absent"), ("coalesced", "a key that waits"))
    ]


def _claim_and_settle(stage: Stage, lane: LaneClient, no_op: NoOp) -> Figure:
    """Claiming and settling an entry, in batches."""

    def batch(_: str) -> None:
        token = new_token()
        entries = lane.claim(BATCH, token)
        if len(entries) != BATCH:
            raise RuntimeError(f"claimed {len(entries)} entries instead of {BATCH}")
        lane.settle(token, {entry.key: DONE for entry in entries})

    def claim_and_settle() -> float:
        lane.submit_many([(_key(), PAYLOAD) for _ in range(BATCH * BATCHES)], delay_ms=0)
        return microseconds(batch, [""] * BATCHES) / BATCH

    measured = interleaved(
        stage.rounds * TURNS,
        {"no-op": lambda: microseconds(no_op.by_client, [""] * CALLS), "both": claim_and_settle},
        after_round=lambda: stage.progress("claim and settle"),
    )
    _empty(stage)
    return Figure(
        name="claim_settle_per_entry_vs_noop",
        value=measured["both"],
        unit="µs/entry",
        baseline=measured["no-op"],
        note=f"batches of {BATCH}, claimed and settled; baseline: one no-op EVALSHA",
    )


def _empty(stage: Stage) -> None:
    with stage.redis() as client:
        client.execute_command("FLUSHALL", "SYNC")


def _memory(stage: Stage, lane: LaneClient) -> Figure:
    """What Redis holds for a key that waits, beyond the key and the payload themselves."""
    keys = [_key() for _ in range(PENDING_KEYS)]
    size = len(keys[0]) + len(PAYLOAD)
    with stage.redis() as client:

        def used() -> int:
            return int(client.info("memory")["used_memory"])

        _empty(stage)
        before = used()
        lane.submit_many([(key, PAYLOAD) for key in keys], delay_ms=LONG_MS)
        waiting = used() - before
        _empty(stage)
        before = used()
        with client.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.set(key, PAYLOAD)
            pipeline.execute()
        plain = used() - before
    _empty(stage)
    stage.progress("memory")
    return Figure(
        name="memory_per_waiting_key",
        value=waiting / PENDING_KEYS - size,
        unit="bytes",
        baseline=plain / PENDING_KEYS - size,
        aim=Aim("value", "at most", 400),
        note=f"beyond key and payload, over {PENDING_KEYS:,} keys; baseline: the same as plain SETs",
    )
