"""What the summaries cost: all of them at 5,000 and 50,000 athletes, and a refresh after a completion.

`AFTERWRITE_BENCH_ATHLETES=500000` in the environment adds that size: filling it alone takes minutes.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import median
from uuid import UUID

import psycopg
from psycopg.rows import DictRow, dict_row

from benchmarks.figure import Aim, Figure
from benchmarks.rounds import interleaved
from benchmarks.stage import Stage, run_to_end
from benchmarks.teams import Shape, make_teams, remove_teams
from storage.team_summaries import count_teams, lock_teams

SIZES = (5_000, 50_000)
GROWTH = 1.2
#: Team days that one run of the lane counts together.
TOGETHER = 100
#: Of each kind, in a round.
REFRESHES = 20

_FORGET = (
    "TRUNCATE team_summaries, team_day_summaries, broadcast_summaries, business_summaries, business_trends"
)
_TODAY = "SELECT current_date"
_COMPLETED = """
UPDATE assignments SET status = CASE status WHEN 'COMPLETED' THEN 'PENDING' ELSE 'COMPLETED' END
WHERE id IN (
    SELECT DISTINCT ON (team_id) id FROM assignments
    WHERE team_id = ANY(%s::uuid[]) AND assigned_date = %s ORDER BY team_id, random())
"""

Rebuild = dict[str, float]


def steps(rounds: int) -> int:
    """How often `measure` reports progress."""
    return rounds + 1 + len(_sizes())


def rebuild() -> Rebuild:
    """Rebuild all summaries that there should be."""
    made: Rebuild = json.loads(run_to_end("benchmarks.rebuild"))
    return made


def measure(stage: Stage, connection: psycopg.Connection, admin: str, teams: Sequence[str]) -> list[Figure]:
    """Refreshes at 5,000 athletes, all of whom are counted; then rebuilds, of them and of more."""
    refreshes = list(_refreshes(stage, teams))
    rebuilds = {SIZES[0]: _from_nothing(connection)}
    again = rebuild()
    stage.progress("rebuilds")
    for size in _sizes()[1:]:
        remove_teams(connection)
        make_teams(connection, admin, Shape(size))
        rebuilds[size] = _from_nothing(connection)
        stage.progress("rebuilds")
    return [*refreshes, *_rebuilds(rebuilds, again)]


def _from_nothing(connection: psycopg.Connection) -> Rebuild:
    connection.execute(_FORGET)
    return rebuild()


def _sizes() -> tuple[int, ...]:
    more = os.environ.get("AFTERWRITE_BENCH_ATHLETES")
    return (*SIZES, int(more)) if more else SIZES


def _rebuilds(rebuilds: dict[int, Rebuild], again: Rebuild) -> Iterator[Figure]:
    for size, made in rebuilds.items():
        for each in ("team", "business"):
            here = made[f"{each}_seconds"] / size * 1e6
            smallest = rebuilds[SIZES[0]][f"{each}_seconds"] / SIZES[0] * 1e6
            yield Figure(
                name=f"rebuild_{each}_summaries_{size}",
                value=here,
                unit="µs/athlete",
                baseline=smallest,
                aim=Aim("ratio", "at most", GROWTH) if size > SIZES[0] else None,
                note=f"all of {size:,} athletes from nothing, {made[f'{each}_seconds']:.1f} s in all;"
                f" baseline: of {SIZES[0]:,}",
            )
        yield Figure(
            name=f"rebuild_memory_{size}",
            value=made["memory"] / 1e6,
            unit="MB",
            baseline=rebuilds[SIZES[0]]["memory"] / 1e6,
            note=f"most memory of the process that rebuilds {size:,} athletes; baseline: {SIZES[0]:,}",
        )
    yield Figure(
        name=f"rebuild_unchanged_{SIZES[0]}",
        value=again["team_seconds"] + again["business_seconds"],
        unit="s",
        baseline=rebuilds[SIZES[0]]["team_seconds"] + rebuilds[SIZES[0]]["business_seconds"],
        note=f"comparing {SIZES[0]:,} athletes with nothing to repair; baseline: from nothing",
    )


def _refreshes(stage: Stage, teams: Sequence[str]) -> Iterator[Figure]:
    """One completion, and one in each of many teams, as the lane counts them; against the whole team."""
    ids = [UUID(team) for team in teams]
    with psycopg.connect(stage.database_url, row_factory=dict_row, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) team_day_summaries, broadcast_summaries, team_summaries")
        row = connection.execute(_TODAY).fetchone()
        assert row is not None  # noqa: S101  it always has one
        day: date = row["current_date"]

        def together() -> float:
            return _milliseconds(connection, ids[:TOGETHER], day, whole=False) / TOGETHER

        sides: dict[str, Callable[[], float]] = {
            "one": lambda: _each(connection, ids[:REFRESHES], day, whole=False),
            "together": together,
            "whole": lambda: _each(connection, ids[:REFRESHES], day, whole=True),
        }
        took = interleaved(stage.rounds, sides, after_round=lambda: stage.progress("refreshes"))
    for name, what in (("one", "alone"), ("together", f"with {TOGETHER - 1} others of other teams")):
        yield Figure(
            name=f"refresh_per_completion_{name}",
            value=took[name],
            unit="ms",
            baseline=took["whole"],
            note=f"a team's day counted anew after a completion, {what}; baseline: all days of the team",
        )


def _each(connection: psycopg.Connection[DictRow], teams: Sequence[UUID], day: date, *, whole: bool) -> float:
    return median(_milliseconds(connection, [team], day, whole=whole) for team in teams)


def _milliseconds(
    connection: psycopg.Connection[DictRow], teams: Sequence[UUID], day: date, *, whole: bool
) -> float:
    """Complete one assignment in each team; the time to count what follows, with the commit."""
    connection.execute(_COMPLETED, [list(teams), day])
    began = time.perf_counter()
    with connection.transaction():
        lock_teams(connection, teams)
        faults = count_teams(
            connection, [] if whole else [(team, day) for team in teams], teams if whole else []
        )
    took = (time.perf_counter() - began) * 1000
    if {fault.team_id for fault in faults} != set(teams):
        raise RuntimeError("not all that changed was counted")
    return took
