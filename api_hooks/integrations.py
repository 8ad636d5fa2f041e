"""The routes of connections with other services: which there are, and ending one."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access, require_user
from api_hooks.answers import json_answer
from api_hooks.errors import AccessDeniedError, FieldFault, InvalidFieldsError
from api_hooks.integration_schemas import Disconnected, Integrations
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import Services, services_of
from domain.providers import Provider
from providers.errors import NotConfiguredError
from storage.connection_doors import CONNECTIONS, CONNECTORS, DISCONNECT

#: Whoever disconnects does not wait for the service for longer.
TELLING_SECONDS = 3.0

_CONNECTIONS, _DISCONNECT = Statement.of(CONNECTIONS), Statement.of(DISCONNECT)
_NAMES = json_names(
    "provider", "external_user_id", "scope", "connected_at", "last_sync_at", "last_sync_error"
)

router = APIRouter(tags=["integrations"])


@router.get(
    "/api/integrations",
    name="read the integrations",
    summary="Read what an athlete has connected",
    response_model=Integrations,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_integrations(
    request: Request,
    client_id: Annotated[
        UUID | None, Query(alias="clientId", description="the athlete's id; an athlete's own by default")
    ] = None,
) -> Response:
    """Each service that is connected, or was: since when, what was fetched when, and what failed."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    rows = await services.database.rows(_CONNECTIONS, {**caller_parameters(identity), "client_id": client_id})
    require_named_access(rows[0], client_id)
    found = [_shown(row) for row in rows if row["provider"] is not None]
    return json_answer({"success": True, "clientId": rows[0]["athlete_id"], "integrations": found})


@router.delete(
    "/api/integrations/strava",
    name="disconnect Strava",
    summary="End an athlete's connection with Strava",
    response_model=Disconnected,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_strava(
    request: Request, client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")]
) -> Response:
    """Forget the tokens, and give the access back to Strava, if it answers within seconds."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "client_id": client_id, "provider": Provider.STRAVA}
    row = await services.database.row(_DISCONNECT, parameters)
    require_connector(row, client_id)
    told = row["was_connected"] and await _tell(services, row)
    return json_answer({"success": True, "disconnected": row["was_connected"], "toldProvider": told})


async def _tell(services: Services, ended: Mapping[str, Any]) -> bool:
    try:
        async with asyncio.timeout(TELLING_SECONDS):
            return await asyncio.to_thread(services.connecting().give_back, ended)
    except (TimeoutError, NotConfiguredError):
        return False


def require_named_access(row: dict[str, Any], client_id: UUID | None) -> None:
    """Refuse unless the caller may see the athlete, who may be left out only by the athlete.

    Raises:
        ApiError: as `require_access` does; or nobody was named, and the caller is no athlete.
    """
    require_user(row)
    if client_id is None and row["caller_role"] != "ATHLETE":
        raise InvalidFieldsError([FieldFault("clientId", None, "given")])
    require_access(row)


def require_connector(row: dict[str, Any], client_id: UUID | None) -> None:
    """The same for who may connect the athlete, and end it: a physiotherapist may not.

    Raises:
        ApiError: as above.
    """
    require_named_access(row, client_id)
    if row["caller_role"] not in CONNECTORS:
        raise AccessDeniedError


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"connected": row["sync_enabled"]} | {name: row[column] for name, column in _NAMES.items()}
