"""Scale: what a key costs when 10^3, 10^4, 10^5 and 10^6 keys are pending, in time and in memory."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from statistics import median

from rich.table import Table

from benchmarks.figure import Aim, Figure
from benchmarks.no_op import NoOp
from benchmarks.own_valkey import OwnValkey, own_valkey
from benchmarks.pending import CALLS, FILLED_AT_ONCE, Cost, PendingLane, key_of
from benchmarks.plot import Plot
from benchmarks.report import shown
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage
from benchmarks.stopwatch import microseconds

SIZES = (1_000, 10_000, 100_000, 1_000_000)

#: Turns that one round of the runner is worth.
TURNS = 20

#: What a key may cost at the largest size, in terms of what it costs at the smallest.
GROWTH = 1.5
MEMORY_BYTES = 400

NO_OP = "no-op"
#: Move to what it is called, and to the method of `PendingLane` that measures it.
MOVES: dict[str, tuple[str, Callable[[PendingLane], Cost]]] = {
    "submit_new": ("submit of a new key", PendingLane.submit_new),
    "submit_coalesced": ("of a waiting key", PendingLane.submit_coalesced),
    "submit_many": ("new keys in pipelines", PendingLane.submit_many),
    "claim_settle": ("claim and settle", PendingLane.claim_and_settle),
}

#: Move to cost by size.
Costs = dict[str, dict[int, float]]


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    fills = sum(-(-size // FILLED_AT_ONCE) for size in SIZES)
    return fills + rounds * TURNS + 1


def measure(stage: Stage) -> list[Figure]:
    """The cost of each move at each size, measured in turns; each size has a server of its own."""
    with ExitStack() as stack:
        servers = {size: stack.enter_context(own_valkey(stage, f"valkey-{size}")) for size in SIZES}
        lanes = [PendingLane(server.scripts, server.cpu, size) for size, server in servers.items()]
        memory = {lane.size: _memory(stage, servers[lane.size], lane) for lane in lanes}
        for server in servers.values():
            server.wait_for_disk()
        kind = servers[SIZES[0]].kind()
        no_op, wall, cpu = _measured(stage, NoOp(servers[SIZES[0]].url, b""), lanes)
    stage.tables.extend([_table(kind, no_op, wall, cpu, memory), _plot(wall)])
    return [*figures(no_op, wall, cpu), *memory_figures(memory)]


def name_of(size: int) -> str:
    """A power of ten as people write it."""
    return f"10^{len(str(size)) - 1}"


def _memory(stage: Stage, server: OwnValkey, lane: PendingLane) -> float:
    """Fill the lane; bytes that Redis holds for each of its keys, beyond the key itself."""
    lane.submit_new()  # so that the script, the connection and its buffers are there
    before = server.held_bytes()
    for pending in lane.fill():
        stage.progress(f"scale: {pending:,} of {lane.size:,} keys are pending")
    return (server.held_bytes() - before) / lane.size - len(key_of(0))


def _measured(stage: Stage, no_op: NoOp, lanes: list[PendingLane]) -> tuple[float, Costs, Costs]:
    """The no-op's cost; those of the moves as time goes by; and on the CPU of Redis. Medians."""
    in_redis: dict[str, list[float]] = defaultdict(list)
    sides: dict[str, Callable[[], float]] = {NO_OP: lambda: microseconds(no_op.by_client, [""] * CALLS)}
    for move, (_, method) in MOVES.items():
        for lane in lanes:
            name = f"{move} {lane.size}"
            sides[name] = partial(_wall, method, lane, in_redis[name])
    wall = interleaved(
        stage.rounds * TURNS, sides, after_round=lambda: stage.progress("scale: the moves, in turns")
    )
    cpu = {name: median(costs) for name, costs in in_redis.items()}
    return wall[NO_OP], _by_move(wall), _by_move(cpu)


def _wall(method: Callable[[PendingLane], Cost], lane: PendingLane, in_redis: list[float]) -> float:
    cost = method(lane)
    in_redis.append(cost.in_redis)
    return cost.wall


def _by_move(costs: dict[str, float]) -> Costs:
    return {move: {size: costs[f"{move} {size}"] for size in SIZES} for move in MOVES}


def figures(no_op: float, wall: Costs, cpu: Costs) -> Iterator[Figure]:
    """Each cost against the no-op's; and those at the largest size against those at the smallest.

    Args:
        no_op: microseconds of a no-op.
        wall: microseconds a key, as time goes by.
        cpu: microseconds a key, on the CPU of Redis.
    """
    smallest, largest = SIZES[0], SIZES[-1]
    for move, (title, _) in MOVES.items():
        for size, cost in wall[move].items():
            yield Figure(
                name=f"scale_{move}_{size}",
                value=cost,
                unit="µs/key",
                baseline=no_op,
                note=f"{title}, with {size:,} keys pending; baseline: a no-op EVALSHA by redis-py's client",
                is_listed=False,
            )
        for measured, what, costs in (
            ("growth", "time", wall),
            ("redis_cpu_growth", "CPU time of Redis", cpu),
        ):
            yield Figure(
                name=f"scale_{move}_{measured}",
                value=costs[move][largest],
                unit="µs/key",
                baseline=costs[move][smallest],
                aim=Aim("ratio", "at most", GROWTH),
                note=f"{title}: {what} with {largest:,} keys pending; baseline: with {smallest:,}",
            )


def memory_figures(memory: dict[int, float]) -> Iterator[Figure]:
    """What a key holds at each size, in bytes beyond key and payload."""
    for size, held in memory.items():
        yield Figure(
            name=f"scale_memory_{size}",
            value=held,
            unit="bytes/key",
            baseline=memory[SIZES[0]],
            aim=Aim("value", "at most", MEMORY_BYTES),
            note=f"held in Redis beyond key and payload, with {size:,} keys pending; baseline: {SIZES[0]:,}",
            is_listed=size == SIZES[-1],
        )


def _table(kind: str, no_op: float, wall: Costs, cpu: Costs, memory: dict[int, float]) -> Table:
    table = Table(title=f"Scale on {kind}: µs a key (a no-op EVALSHA: {shown(no_op)} µs)")
    table.add_column("keys pending")
    for heading in (*map(name_of, SIZES), f"{name_of(SIZES[-1])} / {name_of(SIZES[0])}"):
        table.add_column(heading, justify="right")
    for move, (title, _) in MOVES.items():
        table.add_row(title, *_cells(wall[move]))
        table.add_row("  on the CPU of Redis", *_cells(cpu[move]))
    table.add_row("bytes above key, payload", *_cells(memory))
    return table


def _cells(by_size: dict[int, float]) -> list[str]:
    growth = by_size[SIZES[-1]] / by_size[SIZES[0]]
    return [*(shown(by_size[size]) for size in SIZES), f"{growth:.2f}"]


def _plot(wall: Costs) -> Plot:
    costs = {
        title: {name_of(size): cost for size, cost in wall[move].items()}
        for move, (title, _) in MOVES.items()
    }
    return Plot("Cost per key by keys pending", costs, "µs", GROWTH)
