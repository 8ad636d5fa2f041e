"""The baseline of dashboards: what they say is counted for each answer, member by member.

One statement counts one thing: what a member was given, what of it is done, a broadcast's, a tester's, a
month's. No authentication, no cache. The pool and how statements are run are as in the platform.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from pydantic_core import to_json
from starlette.responses import Response

from api_hooks.database import Database
from api_hooks.query import Query
from runtime.settings import get_settings
from storage.pools import web_pool

_OF_TEAM = "team_id = $1::uuid AND broadcast_id IS NOT NULL"
_LATELY = "assigned_date BETWEEN current_date - 30 AND current_date"
_MEMBERS_OF_BUSINESS = "SELECT id FROM clients WHERE business_id = $1::uuid"


def _query(sql: str, *names: str) -> Query:
    return Query(sql.encode(), names)


def _count(what: str, *names: str) -> Query:
    return _query(f"SELECT count(*) AS number FROM {what}", *names)  # noqa: S608  texts of this module


_TEAM = _query("SELECT id, name, description, sport_type FROM teams WHERE id = $1::uuid", "id")
_MEMBERS = _query("SELECT id, name, email FROM clients WHERE team_id = $1::uuid", "id")
_BROADCASTS = _query(
    "SELECT id, assigned_date, name, kind FROM broadcasts WHERE team_id = $1::uuid"
    " ORDER BY assigned_date DESC, created_at DESC, id LIMIT 10",
    "id",
)
_DONE = " AND status = 'COMPLETED'"
_OF_BROADCAST = tuple(_count(f"assignments WHERE broadcast_id = $1::uuid{end}", "id") for end in ("", _DONE))
_OF_MEMBER = tuple(
    _count(f"assignments WHERE {_OF_TEAM} AND client_id = $2::uuid AND {_LATELY}{end}", "team", "id")
    for end in ("", _DONE)
)

_BUSINESS = _query("SELECT id, name FROM businesses WHERE id = $1::uuid", "id")
_TESTERS = _query("SELECT id, name FROM testers WHERE business_id = $1::uuid", "id")
_LOCATIONS = _query("SELECT id, name FROM locations WHERE business_id = $1::uuid", "id")
_TESTS = "tests WHERE tester_id IN (SELECT id FROM testers WHERE business_id = $1::uuid)"
_OF_TESTER = _count("tests WHERE tester_id = $1::uuid", "id")
_OF_LOCATION = _count("tests WHERE location_id = $1::uuid", "id")
_OF_TYPE = _count(f"{_TESTS} AND type = $2::text", "id", "type")
_SINCE = _count(f"{_TESTS} AND test_date > now() - $2::int * interval '1 day'", "id", "days")
_OF_MONTH = _count(
    f"{_TESTS} AND date_trunc('month', test_date)"
    " = date_trunc('month', now()) - $2::int * interval '1 month'",
    "id",
    "month",
)
_TYPES = ("RUNNING", "CYCLING", "SKIING")
_SUBSCRIBED = _count("athlete_subscriptions WHERE business_id = $1::uuid AND status = 'ACTIVE'", "id")
_RECENT = _query(f"SELECT * FROM {_TESTS} ORDER BY test_date DESC LIMIT 10", "id")  # noqa: S608
_MORNINGS = _count(
    f"daily_metrics WHERE client_id IN ({_MEMBERS_OF_BUSINESS})"
    " AND date > current_date - $2::int AND date <= current_date",
    "id",
    "days",
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = get_settings()
    pool = web_pool(settings.require_database_url(), size=settings.api_pool_size, timeout_seconds=60.0)
    app.state.database = Database(pool, 60.0)
    await app.state.database.open()
    yield
    await app.state.database.close()


app = FastAPI(lifespan=_lifespan)


class _Asked:
    """The statements of one request."""

    def __init__(self, request: Request) -> None:
        self._database: Database = request.app.state.database
        self._number = 0

    async def rows(self, query: Query, **parameters: Any) -> list[dict[str, Any]]:
        """Run one."""
        self._number += 1
        return await self._database.rows(query, parameters)

    async def count(self, query: Query, **parameters: Any) -> int:
        """Run one that counts."""
        (row,) = await self.rows(query, **parameters)
        return int(row["number"])

    def answer(self, content: dict[str, Any]) -> Response:
        """The answer, which says how many there were."""
        headers = {"x-queries": str(self._number)}
        return Response(to_json(content), headers=headers, media_type="application/json")


@app.get("/api/teams/{team_id}/dashboard")
async def get_team_dashboard(request: Request, team_id: str) -> Response:
    """Two counts for each broadcast and for each member."""
    asked = _Asked(request)
    (team,) = await asked.rows(_TEAM, id=team_id)
    broadcasts = await asked.rows(_BROADCASTS, id=team_id)
    members = await asked.rows(_MEMBERS, id=team_id)
    for each in broadcasts:
        each["counts"] = [await asked.count(query, id=each["id"]) for query in _OF_BROADCAST]
    for each in members:
        each["counts"] = [await asked.count(query, team=team_id, id=each["id"]) for query in _OF_MEMBER]
    return asked.answer({"team": team, "recentBroadcasts": broadcasts, "memberStats": members})


@app.get("/api/business/{business_id}/stats")
async def get_business_stats(request: Request, business_id: str) -> Response:
    """One count for each tester, location, type and month. Of the athletes only check-ins are counted."""
    asked = _Asked(request)
    (business,) = await asked.rows(_BUSINESS, id=business_id)
    testers = await asked.rows(_TESTERS, id=business_id)
    locations = await asked.rows(_LOCATIONS, id=business_id)
    for each in testers:
        each["count"] = await asked.count(_OF_TESTER, id=each["id"])
    for each in locations:
        each["count"] = await asked.count(_OF_LOCATION, id=each["id"])
    content = {
        "business": business,
        "since": [await asked.count(_SINCE, id=business_id, days=days) for days in (30, 90, 365)],
        "types": [await asked.count(_OF_TYPE, id=business_id, type=kind) for kind in _TYPES],
        "months": [await asked.count(_OF_MONTH, id=business_id, month=month) for month in range(12)],
        "subscriptions": await asked.count(_SUBSCRIBED, id=business_id),
        "mornings": [await asked.count(_MORNINGS, id=business_id, days=days) for days in (7, 30)],
        "testers": testers,
        "locations": locations,
        "recent": await asked.rows(_RECENT, id=business_id),
    }
    return asked.answer(content)
