"""The routes of activities: recording one, removing it, and reading them."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.database import Row
from api_hooks.days import days_between
from api_hooks.errors import NotFoundError
from api_hooks.given_activity import read_activity
from api_hooks.listed_activity import listed_activity
from api_hooks.load_schemas import AcceptedActivity, Activities
from api_hooks.query import Query as Statement
from api_hooks.receipt_links import receipt
from api_hooks.row_names import json_names
from api_hooks.services import Services, services_of
from storage.activity_debts import LANE
from storage.activity_reading import ACTIVITIES, MOST_DAYS, USUAL_DAYS
from storage.activity_removal import REMOVE
from storage.activity_statements import RECORD
from storage.models import ACTIVITY_COLUMNS

_RECORD, _REMOVE, _ACTIVITIES = (Statement.of(each) for each in (RECORD, REMOVE, ACTIVITIES))
_NAMES = json_names(*ACTIVITY_COLUMNS)

router = APIRouter(tags=["training load"])


@router.post(
    "/api/activities",
    name="store the activity",
    summary="Record an activity",
    status_code=202,
    response_model=AcceptedActivity,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.ACTIVITY_REQUEST,
)
async def post_activity(request: Request) -> Response:
    """Store a recording of a session, and have the athlete's training load computed a few seconds later.

    What has the same athlete, source and external id is the same activity: it is changed. Of what was
    measured an absent field keeps what is stored, null clears it. One that changes nothing starts nothing.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    body = await read_body(request)
    given = read_activity(body, now=datetime.now(UTC), max_age_days=services.settings.check_in_max_age_days)
    parameters = {
        **given.parameters,
        **caller_parameters(identity),
        "client_id": given.client_id,
        "instant": given.start.instant,
        "local": given.start.local,
        "present": tuple(given.parameters["present"]),
    }
    row = await services.database.row(_RECORD, parameters)
    require_access(row)
    return await _accepted(services, row)


@router.delete(
    "/api/activities/{id}",
    name="remove the activity",
    summary="Remove an activity",
    status_code=202,
    response_model=AcceptedActivity,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_activity(
    request: Request, activity_id: Annotated[UUID, Path(alias="id", description="the activity's id")]
) -> Response:
    """Remove a recording, and have the athlete's training load computed without it; answers what it was.

    One that does not exist, or is not there any more, is answered like a foreign one.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "activity_id": activity_id}
    row = await services.database.row(_REMOVE, parameters)
    require_user(row)
    if row["id"] is None:
        raise NotFoundError("Activity not found")
    return await _accepted(services, row)


@router.get(
    "/api/activities",
    name="read the activities",
    summary="Read an athlete's activities",
    response_model=Activities,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_activities(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
    first: Annotated[
        str | None,
        Query(
            alias="from", description=f"first local day, YYYY-MM-DD; {USUAL_DAYS} days up to `to` by default"
        ),
    ] = None,
    last: Annotated[
        str | None, Query(alias="to", description="last local day; the athlete's today by default")
    ] = None,
) -> Response:
    """Recordings from every source, each with what it weighs by the athlete's own heart rates.

    The same session from two sources is here twice; in the training load it counts once.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    days = days_between(first, last, MOST_DAYS)
    parameters = {**caller_parameters(identity), "client_id": client_id, **days}
    rows = await services.database.rows(_ACTIVITIES, parameters)
    require_access(rows[0])
    content = {
        "success": True,
        "clientId": client_id,
        "from": rows[0]["first"],
        "to": rows[0]["last"],
        "activities": [listed_activity(row) for row in rows if row["id"] is not None],
    }
    return json_answer(content)


async def _accepted(services: Services, row: Row) -> Response:
    key = str(row["client_id"])
    if row["changed"]:
        await services.training_loads.submit(key, row["revision"])
    content: dict[str, Any] = {
        "success": True,
        "activity": {name: row[column] for name, column in _NAMES.items()},
        "receipt": receipt(LANE, key, row["revision"]),
    }
    return json_answer(content, 202)
