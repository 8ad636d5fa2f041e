"""Dashboards: the two endpoints under 150 readers, against counting everything for each answer.

What an answer costs as teams grow is in `benchmarks.dashboard_shapes`, what the summaries themselves cost in
`benchmarks.summaries`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice, product
from statistics import median
from typing import Any

from benchmarks import dashboard_shapes, summaries
from benchmarks.figure import Aim, Figure
from benchmarks.intake import REAL, server
from benchmarks.stage import Stage, run_to_end, settings
from benchmarks.teams import Shape, make_admin, make_teams, remove_teams
from runtime.tokens import mint

ATHLETES = 5_000
READERS = 150
#: Between two requests of a reader.
PAUSE_SECONDS = 1.0
REQUESTS = 300
#: Of the baseline, which takes its time.
NAIVE_REQUESTS = 150
#: Without pauses, for what a process can do at most.
FULL_REQUESTS = 600

NAIVE = "benchmarks.naive_app:app"
CACHED_MS, UNCACHED_MS = 10.0, 40.0

_SHARES = ("p50", "p95", "p99")
_TEAM, _BUSINESS = "team", "business"

#: What readers measured.
Load = dict[str, Any]
#: What is read to what each round measured.
Measured = dict[str, list[Load]]


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + dashboard_shapes.steps() + summaries.steps(rounds)


def measure(stage: Stage) -> list[Figure]:
    """Latencies of reading; then the cost of answers by size, and of the summaries."""
    with ExitStack() as stack:
        connection = stack.enter_context(stage.postgres())
        client = stack.enter_context(stage.redis())
        admin = make_admin(connection)
        teams, businesses = make_teams(connection, admin, Shape(ATHLETES))
        summaries.rebuild()
        authorization = f"Bearer {mint(settings(), admin)}"
        with ExitStack() as servers:
            real = servers.enter_context(server(stage, "api", REAL))
            naive = servers.enter_context(server(stage, "naive-api", NAIVE))
            readers = _Readers(authorization, _Paths(teams, businesses), real, naive)
            measured: Measured = defaultdict(list)
            readers.warm_up()
            for _ in range(stage.rounds):
                for name, load in readers.round(client.flushall):
                    measured[name].append(load)
                stage.progress("dashboards")
            shapes = dashboard_shapes.measure(stage, connection, admin, (real, naive), authorization)
        costs = summaries.measure(stage, connection, admin, teams)
        remove_teams(connection)
        client.flushall()
    return [*_latencies(measured), *_rates(measured), *shapes, *costs]


@dataclass(frozen=True, slots=True)
class _Paths:
    """What is read: all teams and businesses in turn."""

    teams: list[str]
    businesses: list[str]

    def kept(self, what: str) -> list[str]:
        """One of each, as they are asked for as a rule."""
        if what == _TEAM:
            return [f"/api/teams/{team}/dashboard" for team in self.teams]
        return [f"/api/business/{business}/stats" for business in self.businesses]

    def never_kept(self, what: str, count: int) -> list[str]:
        """No two alike, so that none is in an empty cache; all of them are as much work as the usual one."""
        if what == _TEAM:
            made = (f"{path}?days={days}" for days, path in product(range(30, 91), self.kept(what)))
        else:
            made = (
                f"{path}?recentTestsTake={take}" for take, path in product(range(10, 51), self.kept(what))
            )
        return list(islice(made, count))


@dataclass(frozen=True, slots=True)
class _Readers:
    """Both servers, and those who read from them."""

    authorization: str
    paths: _Paths
    real: int
    naive: int

    def warm_up(self) -> None:
        """Let both servers connect, and prepare their statements."""
        for port, count in ((self.real, FULL_REQUESTS), (self.naive, READERS)):
            for what in (_TEAM, _BUSINESS):
                self._read(port, list(islice(cycle(self.paths.kept(what)), count)), 0)

    def round(self, forget: Callable[[], object]) -> Iterator[tuple[str, Load]]:
        """Each kind of reading once, in turns."""
        for what in (_TEAM, _BUSINESS):
            every = self.paths.kept(what)
            usual = list(islice(cycle(every), FULL_REQUESTS))
            self._read(self.real, every, 0)
            yield f"{what}_cached", _only("hit", self._read(self.real, usual[:REQUESTS], PAUSE_SECONDS))
            yield f"{what}_full", _only("hit", self._read(self.real, usual, 0))
            forget()
            new = self.paths.never_kept(what, REQUESTS)
            yield f"{what}_uncached", _only("miss", self._read(self.real, new, PAUSE_SECONDS))
            yield f"{what}_naive", self._read(self.naive, usual[:NAIVE_REQUESTS], PAUSE_SECONDS)

    def _read(self, port: int, paths: list[str], pause: float) -> Load:
        arguments = ("benchmarks.read_load", str(port), str(READERS), str(pause))
        load: Load = json.loads(run_to_end(*arguments, given=[self.authorization, *paths]))
        if load["accepted"] != len(paths):
            raise RuntimeError(f"only {load['accepted']} of {len(paths)} requests were answered")
        return load


def _only(how: str, load: Load) -> Load:
    """The load, if all of its answers came about like that."""
    if load["how"].keys() != {how}:
        raise RuntimeError(f"answers were {load['how']}, not each a {how}")
    return load


def _latencies(measured: Measured) -> Iterator[Figure]:
    for what in (_TEAM, _BUSINESS):
        for how, limit in (("cached", CACHED_MS), ("uncached", UNCACHED_MS)):
            for share in _SHARES:
                yield Figure(
                    name=f"{what}_dashboard_{how}_{share}",
                    value=_median(measured[f"{what}_{how}"], f"{share}_ms"),
                    unit="ms",
                    baseline=_median(measured[f"{what}_naive"], f"{share}_ms"),
                    aim=Aim("value", "at most", limit) if share == "p95" else None,
                    note=f"{READERS} readers who pause {PAUSE_SECONDS:g} s, {ATHLETES:,} athletes; "
                    "baseline: counted member by member for each answer",
                    is_listed=share == "p95",
                )


def _rates(measured: Measured) -> Iterator[Figure]:
    for what in (_TEAM, _BUSINESS):
        yield Figure(
            name=f"{what}_dashboard_cached_per_second",
            value=_median(measured[f"{what}_full"], "per_second"),
            unit="requests/s",
            baseline=_median(measured[f"{what}_naive"], "per_second"),
            note=f"{READERS} readers who never pause, one process; baseline: counted for each answer",
        )


def _median(loads: list[Load], name: str) -> float:
    return median(load[name] for load in loads)
