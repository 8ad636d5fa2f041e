"""The calendar under 150 readers, none of it kept, against the same sources read one after another."""

import http.client
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from statistics import median
from typing import Any

import psycopg
from psycopg.rows import dict_row

from benchmarks.figure import Aim, Figure
from benchmarks.intake import REAL, server
from benchmarks.stage import Stage, run_to_end, settings
from benchmarks.teams import make_admin
from ops.seeding.options import Options
from ops.seeding.people import make_people
from ops.seeding.rows import CHECK_INS, batches
from runtime.tokens import mint
from storage.bulk import analyze, copy_rows

USERS = 5_000
READERS = 150
#: Between two requests of a reader.
PAUSE_SECONDS = 1.0
REQUESTS = 600
#: Of the baseline, which takes its time.
NAIVE_REQUESTS = 300
#: Answers that are held against those of the baseline.
COMPARED = 60

NAIVE = "benchmarks.naive_calendar:app"
UNCACHED_MS = 60.0

#: What is asked for beside the athlete: all of the current month as by default, what load tests ask for, the
#: longest range, and counts alone.
QUERIES = {
    "month": "",
    "light": "&itemsMode=light&includeGroupedByDate=false",
    "longest": "&startDate={first}&endDate={last}",
    "counts": "&includeItems=false&includeGroupedByDate=false",
}

_SHARES = ("p50", "p95", "p99")

#: What assessed check-ins have besides their inputs: results of some 2 KB.
_RESULTS = {
    "assessed_revision": 1,
    "readiness_score": 7.1,
    "readiness_level": "GOOD",
    "recommended_action": "PROCEED",
    "individual_result": json.dumps({"reasons": [{"source": "HRV", "z": 0.1, "share": 0.35}] * 45}),
}

#: What readers measured.
Load = dict[str, Any]


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1


def measure(stage: Stage) -> list[Figure]:
    """Latencies of reading, and what a process can do at most."""
    athletes = _make(stage)
    stage.progress("calendar")
    with stage.postgres() as connection:
        authorization = f"Bearer {mint(settings(), make_admin(connection))}"
        measured: dict[str, list[Load]] = defaultdict(list)
        with server(stage, "api", REAL) as real, server(stage, "naive-calendar", NAIVE) as naive:
            _warm_up((real, naive), athletes, authorization)
            for number in range(stage.rounds):
                for name, load in _round((real, naive), athletes, authorization, number):
                    measured[name].append(load)
                stage.progress("calendar")
        connection.execute("TRUNCATE users, businesses CASCADE")
    return [*_latencies(measured), _rate(measured)]


def _make(stage: Stage) -> list[str]:
    """Everybody of `afterwrite seed`, with check-ins that are assessed; answers the athletes' ids."""
    options, now = Options(users=USERS), datetime.now(UTC)
    tables: set[str] = set()
    athletes: list[str] = []
    with psycopg.connect(stage.database_url, row_factory=dict_row) as connection:
        for business in make_people(options.users, options.days, options.seed):
            athletes += [str(athlete.id) for athlete in business.athletes]
            for batch in batches(business, options, now):
                tables.add(batch.table)
                columns, rows = tuple(batch.columns), batch.rows
                if batch.table == CHECK_INS:
                    columns += tuple(_RESULTS)
                    rows = [(*row, *_RESULTS.values()) for row in rows]
                copy_rows(connection, batch.table, columns, rows)
        analyze(connection, tables)
    with stage.postgres() as connection:
        connection.execute(f"VACUUM {', '.join(sorted(tables))}".encode())
    return athletes


def _paths(athletes: list[str], what: str, count: int, begin: int = 0) -> list[str]:
    today = datetime.now(UTC).date()
    days = {"first": today.replace(month=1, day=1), "last": today.replace(month=12, day=31)}
    query = QUERIES[what].format_map(days)
    chosen = islice(cycle(athletes), begin, begin + count)
    return [f"/api/calendar/unified?clientId={athlete}{query}" for athlete in chosen]


def _warm_up(ports: tuple[int, int], athletes: list[str], authorization: str) -> None:
    """Let both connect and prepare their statements; and see that they answer the same."""
    for what in QUERIES:
        for port in ports:
            _read(port, authorization, _paths(athletes, what, REQUESTS), 0)
        for path in _paths(athletes, what, COMPARED):
            ours, theirs = (_answer(port, authorization, path) for port in ports)
            if ours != theirs:
                raise RuntimeError(f"the answers differ: {path}")


def _round(
    ports: tuple[int, int], athletes: list[str], authorization: str, number: int
) -> Iterator[tuple[str, Load]]:
    """Each kind of reading once, in turns; of other athletes in each round."""
    begin = number * REQUESTS
    real, naive = ports
    for what in QUERIES:
        paths = _paths(athletes, what, REQUESTS, begin)
        yield what, _read(real, authorization, paths, PAUSE_SECONDS)
        yield f"{what}_naive", _read(naive, authorization, paths[:NAIVE_REQUESTS], PAUSE_SECONDS)
    paths = _paths(athletes, "month", REQUESTS, begin)
    yield "full", _read(real, authorization, paths, 0)
    yield "full_naive", _read(naive, authorization, paths[:NAIVE_REQUESTS], 0)


def _read(port: int, authorization: str, paths: list[str], pause: float) -> Load:
    arguments = ("benchmarks.read_load", str(port), str(READERS), str(pause))
    load: Load = json.loads(run_to_end(*arguments, given=[authorization, *paths]))
    if load["accepted"] != len(paths):
        raise RuntimeError(f"only {load['accepted']} of {len(paths)} requests were answered")
    return load


def _answer(port: int, authorization: str, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"authorization": authorization})
    content = json.loads(connection.getresponse().read())
    connection.close()
    return content


def _latencies(measured: dict[str, list[Load]]) -> Iterator[Figure]:
    for what in QUERIES:
        for share in _SHARES:
            yield Figure(
                name=f"calendar_{what}_{share}",
                value=_median(measured[what], f"{share}_ms"),
                unit="ms",
                baseline=_median(measured[f"{what}_naive"], f"{share}_ms"),
                aim=Aim("value", "at most", UNCACHED_MS) if share == "p95" else None,
                note=f"{READERS} readers who pause {PAUSE_SECONDS:g} s, {USERS:,} users, nothing kept; "
                "baseline: the same sources one after another",
                is_listed=share == "p95",
            )


def _rate(measured: dict[str, list[Load]]) -> Figure:
    return Figure(
        name="calendar_per_second",
        value=_median(measured["full"], "per_second"),
        unit="requests/s",
        baseline=_median(measured["full_naive"], "per_second"),
        note=f"{READERS} readers who never pause, one process; baseline: the same sources one after another",
    )


def _median(loads: list[Load], name: str) -> float:
    return median(load[name] for load in loads)
