"""The drain, end to end: due check-ins to committed assessments, against one Celery task per key."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg

from benchmarks.athletes import Athletes, give_history, make_athletes, owe, still_owed
from benchmarks.figure import Aim, Figure
from benchmarks.per_key import QUEUE, app, no_op
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage, settings
from coalescing.client import PIPELINE_CALLS, ScriptClient
from coalescing.keys import LaneKeys
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from ops.waiting import wait_until

KEYS = 5_000

#: Until the windows end: time enough to submit all keys, and for the workers to come to rest.
WINDOW_SECONDS = 1.5

PATIENCE_SECONDS = 60.0

#: How a worker is run, here as in production.
WORKER = ("worker", "-c", "2", "-E", "--loglevel", "INFO")


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """Check-ins assessed per second, and how long the last of them waits after its window's end."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        athletes = make_athletes(connection, KEYS)
        give_history(connection, athletes)
        client = stack.enter_context(stage.redis())
        stack.enter_context(worker(stage, "drains", "workers"))
        stack.enter_context(worker(stage, "per-key", "benchmarks.per_key"))
        drains, per_key = Drains(stage, connection, client, athletes), _PerKey(client)
        seconds = interleaved(
            stage.rounds,
            {"drains": drains.seconds, "per key": per_key.seconds},
            after_round=lambda: stage.progress("drain"),
        )
        client.flushall()
    return [
        Figure(
            name="drain_vs_celery_per_key",
            value=KEYS / seconds["drains"],
            unit="keys/s",
            baseline=KEYS / seconds["per key"],
            aim=Aim("ratio", "at least", 12),
            note=f"{KEYS:,} due check-ins with 30 days of history, from the end of their windows until the"
            " last assessment is committed and settled; baseline: a Celery task per key that does nothing",
        ),
        Figure(
            name="drain_last_result",
            value=seconds["drains"],
            unit="s after window end",
            aim=Aim("value", "at most", 1),
            note=f"the last of {KEYS:,} check-ins that are due at once",
        ),
    ]


@contextmanager
def worker(stage: Stage, name: str, module: str) -> Iterator[None]:
    """Run a Celery worker, as in production, from when it answers on."""
    node = f"{name}@bench"
    with stage.process(name, "celery", "-A", module, *WORKER, "-n", node) as process:

        def answers() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"the worker {name} ended:\n{stage.log_of(name)}")
            return bool(app.control.ping(destination=[node], timeout=1.0))

        if not wait_until(answers, PATIENCE_SECONDS):
            raise RuntimeError(f"the worker {name} does not answer:\n{stage.log_of(name)}")
        yield


class Drains:
    """The platform's own worker, on check-ins that are all due at once."""

    def __init__(self, stage: Stage, connection: psycopg.Connection, client: Any, athletes: Athletes) -> None:
        self._connection = connection
        self._athletes = athletes
        self._client = client
        prefix = settings().redis_prefix
        self._lane = LaneClient(CHECKINS, ScriptClient.connect(stage.redis_url, timeout_ms=2_000), prefix)
        self._due, self._entries = LaneKeys(prefix, CHECKINS.name).named(["due", "entries"])

    def seconds(self) -> float:
        """From the end of the first window until the last entry is settled, which is after its commit."""
        return self.span()[1]

    def span(self) -> tuple[float, float]:
        """When the first window ended, in seconds since the epoch, and the same."""
        owe(self._connection, self._athletes)
        self._submit(self._athletes.keys, due=time.time() + WINDOW_SECONDS)
        ((_, first_due_ms),) = self._client.zrange(self._due, 0, 0, withscores=True)
        due = float(first_due_ms) / 1000
        time.sleep(max(0.0, due - time.time()))
        if not wait_until(lambda: not self._client.hlen(self._entries), PATIENCE_SECONDS, 0.002):
            raise RuntimeError("the check-ins were not drained in time")
        ended = time.time()
        if owed := still_owed(self._connection, self._athletes):
            raise RuntimeError(f"the lane is empty, but {owed} check-ins are not assessed")
        return due, ended - due

    def _submit(self, keys: list[str], due: float) -> None:
        for start in range(0, len(keys), PIPELINE_CALLS):
            inputs = [(key, b"1") for key in keys[start : start + PIPELINE_CALLS]]
            self._lane.submit_many(inputs, delay_ms=round((due - time.time()) * 1000))
        if self._client.zcard(self._due) != len(keys) or time.time() > due:
            raise RuntimeError("the keys were not all waiting when the first was due")


class _PerKey:
    """A worker of the same kind, with one message per key."""

    def __init__(self, client: Any) -> None:
        prefix = app.conf.broker_transport_options["global_keyprefix"]
        self._client = client
        self._queue, self._unacked = f"{prefix}{QUEUE}", f"{prefix}unacked"

    def seconds(self) -> float:
        """From the first task that is taken until the last is acknowledged; publishing does not count."""
        app.control.cancel_consumer(QUEUE, reply=True)
        with app.producer_pool.acquire(block=True) as producer:
            for number in range(KEYS):
                no_op.apply_async((f"key {number}",), producer=producer)
        if self._client.llen(self._queue) != KEYS:
            raise RuntimeError("the worker did not wait until all messages were there")
        app.control.add_consumer(QUEUE, reply=False)
        wait_until(lambda: self._client.llen(self._queue) < KEYS, PATIENCE_SECONDS, 0.002)
        began = time.perf_counter()
        if not wait_until(self._is_done, PATIENCE_SECONDS, 0.01):
            raise RuntimeError("the tasks were not done in time")
        return time.perf_counter() - began

    def _is_done(self) -> bool:
        return not (self._client.llen(self._queue) or self._client.hlen(self._unacked))
