"""The routes of broadcasts: giving a team something to do, and taking it back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.assignment_schemas import GivenBroadcast, WithdrawnBroadcast
from api_hooks.bodies import read_body
from api_hooks.errors import ConflictError, NotFoundError
from api_hooks.given_broadcast import read_broadcast
from api_hooks.query import Query as Statement
from api_hooks.receipt_links import receipt
from api_hooks.row_names import json_names
from api_hooks.services import Services, services_of
from api_hooks.team_access import TEAM_UNKNOWN
from storage import broadcast_doors as doors
from storage.team_summaries import LANE

_GIVE, _WITHDRAW = Statement.of(doors.GIVE), Statement.of(doors.WITHDRAW)
_ASSIGNED = Statement.of(doors.ASSIGNED)
_NAMES = json_names(*doors.BROADCAST_COLUMNS)

router = APIRouter(tags=["assignments"])


@router.post(
    "/api/teams/{id}/broadcasts",
    name="give the team a broadcast",
    summary="Give a team something to do",
    status_code=201,
    response_model=GivenBroadcast,
    responses={
        200: {"model": GivenBroadcast, "description": "It was there already"},
        **openapi.errors(400, 401, 403, 404, 409, 413, 422, 503),
    },
    openapi_extra=openapi.BROADCAST_REQUEST,
)
async def post_broadcast(
    request: Request, team_id: Annotated[UUID, Path(alias="id", description="the team's id")]
) -> Response:
    """Give a session to all who are in the team now, an assignment for each of them.

    For the team's owner, coaches who are active in its business, and ADMIN. With an `id` of the caller's
    own, a request that is sent again makes nothing more.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    given = read_broadcast(await read_body(request), today=datetime.now(UTC).date())
    parameters = {**caller_parameters(identity), **given, "team_id": team_id}
    row = await services.database.stored_row(_GIVE, parameters)
    _require_team(row)
    if row["id"] is None:
        raise ConflictError("The id is that of another broadcast")
    of = row if row["made"] else await services.database.row(_ASSIGNED, {"id": row["id"]})
    content = {
        "success": True,
        "broadcast": _shown(row),
        "assigned": of["assigned"],
        "receipt": await _submitted(services, row),
    }
    return json_answer(content, 201 if row["made"] else 200)


@router.delete(
    "/api/teams/{id}/broadcasts/{broadcastId}",
    name="take the broadcast back",
    summary="Take a broadcast back",
    response_model=WithdrawnBroadcast,
    responses=openapi.errors(401, 403, 404, 409, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_broadcast(
    request: Request,
    team_id: Annotated[UUID, Path(alias="id", description="the team's id")],
    broadcast_id: Annotated[UUID, Path(alias="broadcastId", description="the broadcast's id")],
) -> Response:
    """Take a broadcast back, with its assignments, unless somebody has completed one (409)."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "team_id": team_id, "broadcast_id": broadcast_id}
    row = await services.database.row(_WITHDRAW, parameters)
    _require_team(row)
    if row["id"] is None:
        raise NotFoundError("Broadcast not found")
    if row["completed"]:
        raise ConflictError(f"{row['completed']} of {row['assigned']} athletes have completed it")
    return json_answer(
        {
            "success": True,
            "broadcast": _shown(row),
            "withdrawn": row["assigned"],
            "receipt": await _submitted(services, row),
        }
    )


def _require_team(row: Mapping[str, Any]) -> None:
    require_user(dict(row))
    if not row["allowed"]:
        raise NotFoundError(TEAM_UNKNOWN)


async def _submitted(services: Services, row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["key"] is None:
        return None
    await services.team_summaries.submit(row["key"], row["revision"])
    return receipt(LANE, row["key"], row["revision"])


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[column] for name, column in _NAMES.items()}
