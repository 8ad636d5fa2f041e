"""Where a drain's batch spends its time: the real drain in this process, timed stage by stage."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any, NamedTuple, Self
from unittest.mock import patch

from rich.table import Table

from benchmarks.athletes import Athletes, give_history, make_athletes, owe, still_owed
from benchmarks.cpu_time import CpuTime
from benchmarks.figure import Figure
from benchmarks.stage import Stage
from coalescing.lane_client import LaneClient
from coalescing.lanes import CHECKINS
from domain.batch import CheckInBatch
from storage import ledger
from tasks import assessing, checkins, drain
from tasks.handlers import handler_of
from tasks.resources import lane_client, pool
from workers.collector import spare_the_inherited

BATCHES = 20

#: What a batch goes through, in order, and where to find the function that does it.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("claim", LaneClient, "claim"),
    ("what is owed", ledger, "owed"),
    ("read rows and histories", assessing, "read_batch"),
    ("signatures", assessing, "signature"),
    ("make arrays", CheckInBatch, "from_rows"),
    ("assess", assessing, "assess"),
    ("write results", assessing, "write_results"),
    ("later days that are outrun", checkins, "outrun"),
    ("what it sets in motion", checkins, "set_in_motion"),
    ("mark done", ledger, "mark_done"),
    ("settle", LaneClient, "settle"),
)
#: Called once per check-in, and asks no server.
PURE = "signatures"
REST = "begin, commit, the rest"
WHOLE = "a batch"


class Cost(NamedTuple):
    """Milliseconds: as time went by, and on the CPU in each of the three processes."""

    wall: float
    python: float
    postgres: float
    redis: float

    def plus(self, other: Self) -> "Cost":
        """The sum."""
        return Cost(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, other: Self) -> "Cost":
        """The difference."""
        return Cost(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


NOTHING = Cost(0.0, 0.0, 0.0, 0.0)


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """The shares of Python, PostgreSQL and Redis in a batch. Needs Linux, whose /proc tells CPU time."""
    spare_the_inherited()  # as every worker's child does
    keys = BATCHES * CHECKINS.batch
    with stage.postgres() as connection:
        athletes = make_athletes(connection, keys)
        give_history(connection, athletes)
        with pool().connection() as used:
            clock = _Clock(used.info.backend_pid, stage.redis_pid)
        rounds = [_round(stage, athletes, clock) for _ in range(stage.rounds + 1)][1:]
    costs = {name: _median([costs[name] for costs in rounds]) for name in rounds[0]}
    stage.tables.append(_table(costs))
    whole = costs[WHOLE]
    cpu = whole.python + whole.postgres + whole.redis
    note = f"CPU time per batch of {CHECKINS.batch} check-ins; baseline: that of all three together"
    return [
        Figure(name=f"drain_batch_{name}", value=value, unit="ms CPU", baseline=cpu, note=note)
        for name, value in zip(Cost._fields[1:], whole[1:], strict=True)
    ]


def _round(stage: Stage, athletes: Athletes, clock: "_Clock") -> dict[str, Cost]:
    """One drain of all batches; the cost of each stage per batch."""
    lane = lane_client(CHECKINS.name)
    with stage.postgres() as connection:
        owe(connection, athletes)
        lane.submit_many([(key, b"1") for key in athletes.keys], delay_ms=0)
        costs = {name: NOTHING for name, _, _ in STAGES}
        with _timed(costs, clock):
            before = clock.read()
            drain.run(lane, handler_of(CHECKINS))
            whole = clock.read().minus(before)
        if owed := still_owed(connection, athletes):
            raise RuntimeError(f"{owed} check-ins were not assessed")
    stage.progress("breakdown of a batch")
    costs[REST] = whole
    for name, _, _ in STAGES:
        costs[REST] = costs[REST].minus(costs[name])
    return {name: Cost(*(ms / BATCHES for ms in cost)) for name, cost in {**costs, WHOLE: whole}.items()}


class _Clock:
    """Reads the time, and what three processes have used of the CPU."""

    def __init__(self, postgres_pid: int, redis_pid: int) -> None:
        self._postgres, self._redis = CpuTime(postgres_pid), CpuTime(redis_pid)

    def read(self) -> Cost:
        """All that has been used so far."""
        return Cost(
            time.perf_counter() * 1e3,
            time.thread_time() * 1e3,
            self._postgres.milliseconds(),
            self._redis.milliseconds(),
        )


@contextmanager
def _timed(costs: dict[str, Cost], clock: _Clock) -> Iterator[None]:
    """Have every stage add its cost to `costs`."""
    with ExitStack() as stack:
        for name, owner, attribute in STAGES:
            found = getattr(owner, attribute)
            if name == PURE:
                stack.enter_context(_timed_often(costs, name, owner, attribute))
                continue
            # In the place of a method the wrapper gets `self`; a class method has its class already.
            is_class_method = isinstance(owner, type) and hasattr(found, "__self__")
            timed: Any = _adding_to(costs, name, found, clock)
            stack.enter_context(
                patch.object(owner, attribute, staticmethod(timed) if is_class_method else timed)
            )
        yield


def _adding_to(
    costs: dict[str, Cost], name: str, function: Callable[..., Any], clock: _Clock
) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        before = clock.read()
        try:
            return function(*args, **kwargs)
        finally:
            costs[name] = costs[name].plus(clock.read().minus(before))

    return timed


@contextmanager
def _timed_often(costs: dict[str, Cost], name: str, owner: Any, attribute: str) -> Iterator[None]:
    """The same for what is called hundreds of times a batch: there, a look at the servers costs too much."""
    function, now = getattr(owner, attribute), time.perf_counter
    seconds = 0.0

    def timed(argument: Any) -> Any:
        nonlocal seconds
        began = now()
        answer = function(argument)
        seconds += now() - began
        return answer

    with patch.object(owner, attribute, timed):
        yield
    costs[name] = Cost(seconds * 1e3, seconds * 1e3, 0.0, 0.0)


def _median(costs: list[Cost]) -> Cost:
    return Cost(*map(median, zip(*costs, strict=True)))


def _table(costs: dict[str, Cost]) -> Table:
    table = Table(title=f"A batch of {CHECKINS.batch} check-ins, in milliseconds")
    for heading in ("stage", "time", "CPU in Python", "in PostgreSQL", "in Redis"):
        table.add_column(heading, justify="left" if heading == "stage" else "right")
    for name, cost in costs.items():
        style = "bold" if name == WHOLE else None
        table.add_row(name, *(f"{ms:.2f}" for ms in cost), style=style)
    return table
