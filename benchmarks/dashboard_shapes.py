"""What one answer that is not cached costs, as members and broadcasts of a team go from 10 to 1,000.

And how many statements it takes, which must not depend on either.
"""

import asyncio
import http.client
import time
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import psycopg
from psycopg.rows import dict_row

from api_hooks.application import create_app
from api_hooks.database import Database
from benchmarks.figure import Aim, Figure
from benchmarks.stage import Stage
from benchmarks.teams import Shape, make_teams
from storage.business_summaries import count_businesses
from storage.team_summaries import count_teams, lock_teams

SIZES = (10, 100, 1_000)
READS = 20
#: Of the baseline, which takes half a second each where there are many members.
NAIVE_READS = 5
#: A team of so many members, and with so many broadcasts, while the other number grows.
USUAL_MEMBERS, USUAL_BROADCASTS = 20, 10


def steps() -> int:
    """How often `measure` reports progress."""
    return 2 * len(SIZES)


def measure(
    stage: Stage, connection: psycopg.Connection, admin: str, ports: tuple[int, int], authorization: str
) -> list[Figure]:
    """Milliseconds of one reader alone, and statements. `ports`: of the platform's api, of the baseline's."""
    figures: list[Figure] = []
    for what in ("members", "broadcasts"):
        smallest = 0.0
        for size in SIZES:
            members, broadcasts = (size, USUAL_BROADCASTS) if what == "members" else (USUAL_MEMBERS, size)
            shape = Shape(members, members, members, broadcasts, f"{what}{size}")
            (team,), (business,) = make_teams(connection, admin, shape)
            _count(stage, team, business)
            paths = {
                "team_dashboard": f"/api/teams/{team}/dashboard?days=",
                "business_stats": f"/api/business/{business}/stats?recentTestsTake=",
            }
            took = {
                name: (
                    _milliseconds(ports[0], authorization, path, READS),
                    _milliseconds(ports[1], authorization, path, NAIVE_READS),
                )
                for name, path in paths.items()
            }
            real, _ = took["team_dashboard"]
            smallest = smallest or real
            statements = asyncio.run(_statements(authorization, team, business))
            figures += _figures(what, size, took, statements)
            counted = _naive_statements(ports[1], team)
            figures.append(_naive_figure(what, size, statements["team"], counted))
            stage.progress("dashboards by size")
        figures.append(_growth(what, real, smallest))
    return figures


def _figures(
    what: str, size: int, took: Mapping[str, tuple[float, float]], statements: Mapping[str, int]
) -> Iterator[Figure]:
    for name, (real, naive) in took.items():
        yield Figure(
            name=f"{name}_of_{size}_{what}",
            value=real,
            unit="ms",
            baseline=naive,
            note=f"an answer that is not cached, one reader, {size:,} {what}; baseline: counted for it",
            is_listed=name == "team_dashboard",
        )
    yield Figure(
        name=f"business_stats_statements_{size}_{what}",
        value=statements["business"],
        unit="statements",
        aim=Aim("value", "at most", 2),
        note=f"of a business's figures that are not cached, {size:,} {what}; cached, it is one",
        is_listed=False,
    )


def _naive_figure(what: str, size: int, real: int, naive: int) -> Figure:
    return Figure(
        name=f"team_dashboard_statements_{size}_{what}",
        value=real,
        unit="statements",
        baseline=naive,
        aim=Aim("value", "at most", 2),
        note=f"of an answer that is not cached, {size:,} {what}; cached, it is one; baseline: counted",
        is_listed=size == SIZES[-1],
    )


def _growth(what: str, largest: float, smallest: float) -> Figure:
    return Figure(
        name=f"team_dashboard_growth_{what}",
        value=largest,
        unit="ms",
        baseline=smallest,
        note=f"one answer that is not cached with {SIZES[-1]:,} {what}; baseline: with {SIZES[0]}",
    )


def _count(stage: Stage, team: str, business: str) -> None:
    """Count the summaries of both."""
    with psycopg.connect(stage.database_url, row_factory=dict_row) as connection:
        lock_teams(connection, [UUID(team)])
        count_teams(connection, [], [UUID(team)])
        count_businesses(connection, [UUID(business)])
    with stage.postgres() as vacuum:
        vacuum.execute("VACUUM (ANALYZE) team_day_summaries, broadcast_summaries, team_summaries")
        vacuum.execute("VACUUM (ANALYZE) business_summaries, business_trends")


def _milliseconds(port: int, authorization: str, path: str, reads: int) -> float:
    """The median of some reads by one reader; each ends with another number, so that none is cached."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took: list[float] = []
    for number in range(30, 30 + reads):
        began = time.perf_counter()
        connection.request("GET", f"{path}{number}", headers={"authorization": authorization})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - began)
        if answer.status != http.HTTPStatus.OK or answer.headers.get("x-cache", "miss") != "miss":
            raise RuntimeError(f"answered {answer.status}, {answer.headers.get('x-cache')}")
    connection.close()
    return median(took) * 1000


def _naive_statements(port: int, team: str) -> int:
    """Statements of the baseline's answer."""
    return int(httpx.get(f"http://127.0.0.1:{port}/api/teams/{team}/dashboard").headers["x-queries"])


async def _statements(authorization: str, team: str, business: str) -> dict[str, int]:
    """Statements of an answer that is not cached, counted where the app runs them."""
    app, counted = create_app(), {"team": 0, "business": 0}
    paths = {
        "team": f"/api/teams/{team}/dashboard?days=90",
        "business": f"/api/business/{business}/stats?refresh=true",
    }
    rows = Database.rows
    what = ""

    async def counting(self: Database, *args: Any, **options: Any) -> Any:
        counted[what] += 1
        return await rows(self, *args, **options)

    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        with patch.object(Database, "rows", counting):
            for what, path in paths.items():  # noqa: B007  `counting` reads it
                (await client.get(path, headers={"authorization": authorization})).raise_for_status()
    return counted
