"""The routes of preferences: how one wants to be told."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.database import Row
from api_hooks.given_preferences import read_preferences
from api_hooks.notification_schemas import Preferences
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from domain.notice_switches import Switch, is_on
from storage.notification_settings import PREFER, PREFERENCES

_PREFERENCES, _PREFER = Statement.of(PREFERENCES), Statement.of(PREFER)

router = APIRouter(tags=["notifications"])


@router.get(
    "/api/notification-preferences",
    name="read the preferences",
    summary="Read how one is told",
    response_model=Preferences,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_preferences(request: Request) -> Response:
    """What the caller is told of, when, and how much of it outside of the app."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    return _answer(await services.database.row(_PREFERENCES, caller_parameters(identity)))


@router.put(
    "/api/notification-preferences",
    name="change the preferences",
    summary="Change how one is told",
    response_model=Preferences,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.PREFERENCES_REQUEST,
)
async def put_preferences(request: Request) -> Response:
    """Change what is given; what is absent stays, and null brings the default back."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    given = read_preferences(await read_body(request))
    return _answer(await services.database.row(_PREFER, {**caller_parameters(identity), **given}))


def _answer(row: Row) -> Response:
    require_user(row)
    quiet = {"from": row["quiet_from"], "to": row["quiet_to"]} if row["quiet_from"] else None
    content: dict[str, Any] = {
        "success": True,
        "switches": {switch.value: is_on(row["switches"], switch) for switch in Switch},
        "quietHours": quiet,
        "timeZone": row["time_zone"],
        "timeZoneInForce": row["time_zone_in_force"],
        "outsideHealthDetails": row["outside_health_details"],
        "language": row["language"],
    }
    return json_answer(content)
