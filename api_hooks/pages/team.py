"""The page of a team: completion by member and day, who is missing today, how ready they are; and its CSV."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.access import caller_parameters
from api_hooks.database import Row
from api_hooks.errors import NotFoundError
from api_hooks.pages.answers import page
from api_hooks.pages.charts.spread import spread_chart
from api_hooks.pages.csv_answer import csv_answer
from api_hooks.pages.given_group import CHOICES, given_days, given_id
from api_hooks.pages.problems import told_as_pages
from api_hooks.query import Query
from api_hooks.services import services_of
from api_hooks.team_access import TEAM_UNKNOWN, readable_version
from picture.team import team_picture
from storage.team_page import TEAM_PAGE

#: Members that a page shows; the file has them all.
MOST_MEMBERS = 200

_PAGE = Query.of(TEAM_PAGE)

router = APIRouter(include_in_schema=False)


@router.get("/teams/{group_id}", name="show the team's page")  # noqa: FAST003  read from the request
@told_as_pages
async def team_page(request: Request) -> Response:
    """What the team has done, day by day, for those who may read its dashboard."""
    team_id, shown = given_id(request, "team"), given_days(request)
    row = await _row(request, team_id, shown)
    return await asyncio.to_thread(_made, request, row, shown)


@router.get("/teams/{group_id}/completion.csv", name="send the team's completion as CSV")  # noqa: FAST003
@told_as_pages
async def team_completion(request: Request) -> Response:
    """A line for each member, day and kind of which something was assigned."""
    team_id, shown = given_id(request, "team"), given_days(request)
    row = await _row(request, team_id, shown)
    names = {client_id: name for client_id, name, *_ in row["members"]}
    lines = sorted(
        (day, names.get(client_id, ""), client_id, kind, assigned, completed)
        for client_id, day, kind, assigned, completed in row["given"]
    )
    headers = ("day", "athlete", "athlete_id", "kind", "assigned", "completed")
    return csv_answer("completion.csv", headers, lines)


async def _row(request: Request, team_id: UUID, days: int) -> Row:
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "team_id": team_id}
    await readable_version(services, parameters)
    rows = await services.database.rows(_PAGE, {**parameters, "days": days})
    if not rows:  # removed meanwhile
        raise NotFoundError(TEAM_UNKNOWN)
    return rows[0]


def _made(request: Request, row: Row, shown: int) -> Response:
    picture = team_picture(row, shown)
    return page(
        request,
        "team.html",
        picture=picture,
        members=picture.members[:MOST_MEMBERS],
        spread=spread_chart(picture.spread),
        shown=shown,
        choices=CHOICES,
        is_signed_in="authorization" not in request.headers,
    )
