"""The page of one athlete."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.access import caller_parameters, require_access, uuid_or_none
from api_hooks.database import Row
from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.pages.answers import page
from api_hooks.pages.charts.hrv import hrv_chart
from api_hooks.pages.charts.load import load_chart
from api_hooks.pages.charts.rate import rate_chart
from api_hooks.pages.charts.readiness import readiness_chart
from api_hooks.pages.charts.sleep import sleep_chart
from api_hooks.pages.charts.wellness import wellness_chart
from api_hooks.pages.connections import connections_shown
from api_hooks.pages.problems import told_as_pages
from api_hooks.query import Query
from api_hooks.services import services_of
from picture.athlete import days_to_read, first_day, picture_of
from picture.cases import GOES_FIRST, open_cases
from picture.edges import edges_in_words
from picture.load import load_days
from picture.span import FEWEST_DAYS, MOST_DAYS, USUAL_DAYS
from storage.athlete_picture import PICTURE, PICTURE_CASES, PICTURE_LOADS

#: What the page offers to show.
CHOICES = (30, 90, 180, MOST_DAYS)

_PICTURE, _LOADS, _CASES = Query.of(PICTURE), Query.of(PICTURE_LOADS), Query.of(PICTURE_CASES)

router = APIRouter(include_in_schema=False)


@router.get("/athletes/{client_id}", name="show the athlete's page")  # noqa: FAST003  read from the request
@told_as_pages
async def athlete_page(request: Request) -> Response:
    """Today's readiness and the days before it, for those who may see the athlete."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    client_id = _client_id(request.path_params["client_id"])
    shown = _days(request.query_params.get("days", str(USUAL_DAYS)))
    parameters = {**caller_parameters(identity), "client_id": client_id, "days": days_to_read(shown)}
    rows = await services.database.rows(_PICTURE, parameters)
    require_access(rows[0])
    span = {"client_id": client_id, "first": first_day(rows, shown), "last": rows[0]["today"]}
    loads = await services.database.rows(_LOADS, span)
    cases = await services.database.rows(_CASES, span)
    connections = await connections_shown(services, client_id, rows[0]["caller_role"])
    # A page takes longer to make than a check-in takes to store: those must not wait for it.
    return await asyncio.to_thread(_made, request, rows, loads, cases, connections, shown)


def _made(
    request: Request,
    rows: list[Row],
    loads: list[Row],
    cases: list[Row],
    connections: Mapping[str, Any],
    shown: int,
) -> Response:
    picture = picture_of(rows, shown, load_days(loads), open_cases(cases))
    return page(
        request,
        "athlete.html",
        picture=picture,
        verdict=picture.verdict,
        goes_first=GOES_FIRST,
        strip=readiness_chart(picture),
        # What a wide screen has room for beside the long card of today, and what stands below both.
        beside=[hrv_chart(picture)],
        charts=[rate_chart(picture), sleep_chart(picture), wellness_chart(picture), load_chart(picture)],
        edges=edges_in_words(picture.verdict.engine, picture.verdict.level),
        # What the API says is said to the athlete; to others the page says that it is.
        is_the_athlete=rows[0]["caller_role"] == "ATHLETE",
        days_read=days_to_read(shown),
        shown=shown,
        choices=CHOICES,
        widest_pull=max((abs(reason.contribution) for reason in picture.verdict.reasons), default=0.0) or 1.0,
        is_signed_in="authorization" not in request.headers,
        # The only thing that a script asks for is the end of a connection.
        may_call=connections["may_connect"],
        **connections,
    )


def _client_id(given: str) -> str:
    client_id = uuid_or_none(given)
    if client_id is None:
        raise InvalidFieldsError([FieldFault("The athlete's id", given, "a UUID")])
    return client_id


def _days(given: str) -> int:
    days = int(given) if given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_DAYS)) else 0
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        rule = f"a whole number from {FEWEST_DAYS} to {MOST_DAYS}"
        raise InvalidFieldsError([FieldFault("days", given, rule)])
    return days
