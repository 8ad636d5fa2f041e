"""The routes of channels: where one is told outside of the app."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.database import Row
from api_hooks.errors import FieldFault, InvalidFieldsError, NotFoundError
from api_hooks.given_channel import read_channel
from api_hooks.notification_schemas import AddedChannel, Channels, RemovedChannel, TriedChannel
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from notifications.channels.rules import shown
from storage.notification_settings import (
    ADD_CHANNEL,
    CHANNELS,
    MOST_CHANNELS,
    REMOVE_CHANNEL,
    TEST_CHANNEL,
)

_CHANNELS, _ADD = Statement.of(CHANNELS), Statement.of(ADD_CHANNEL)
_REMOVE, _TEST = Statement.of(REMOVE_CHANNEL), Statement.of(TEST_CHANNEL)

router = APIRouter(tags=["notifications"])


@router.get(
    "/api/notification-channels",
    name="read the channels",
    summary="Read one's own channels",
    response_model=Channels,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_channels(request: Request) -> Response:
    """Where the caller is told outside of the app, and what became of the newest message to each."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    rows = await services.database.rows(_CHANNELS, caller_parameters(identity))
    require_user(rows[0])
    found = [_shown(row) for row in rows if row["id"] is not None]
    return json_answer({"success": True, "channels": found})


@router.post(
    "/api/notification-channels",
    name="add the channel",
    summary="Add a channel",
    status_code=201,
    response_model=AddedChannel,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.CHANNEL_REQUEST,
)
async def post_channel(request: Request) -> Response:
    """Add a channel. Its URL is not shown again, and the secret of a webhook is shown this once."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    given = await read_channel(await read_body(request), services.settings)
    row = await services.database.row(_ADD, {**caller_parameters(identity), **given})
    require_user(row)
    if row["id"] is None:
        raise InvalidFieldsError(
            [FieldFault("channels", MOST_CHANNELS, f"at most {MOST_CHANNELS}: remove one first")]
        )
    return json_answer({"success": True, "channel": _shown(row), "secret": given["secret"]}, 201)


@router.delete(
    "/api/notification-channels/{id}",
    name="remove the channel",
    summary="Remove a channel",
    response_model=RemovedChannel,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_channel(
    request: Request,
    channel_id: Annotated[UUID, Path(alias="id", description="the channel's id")],
) -> Response:
    """Remove one of the caller's channels, with what was still to go there."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(_REMOVE, {**caller_parameters(identity), "channel_id": channel_id})
    require_user(row)
    if row["id"] is None:
        raise _unknown()
    return json_answer({"success": True, "id": row["id"]})


@router.post(
    "/api/notification-channels/{id}/test",
    name="test the channel",
    summary="Send a test message to a channel",
    status_code=202,
    response_model=TriedChannel,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def test_channel(
    request: Request,
    channel_id: Annotated[UUID, Path(alias="id", description="the channel's id")],
) -> Response:
    """Send a test message, at any hour. The list of channels tells what has become of it."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(_TEST, {**caller_parameters(identity), "channel_id": channel_id})
    require_user(row)
    if row["channel"] is None:
        raise _unknown()
    if not row["is_active"]:
        raise InvalidFieldsError([FieldFault("isActive", False, "true: this one is gone, so add a new one")])
    if row["delivery"] is not None:
        await services.deliveries.submit(str(row["delivery"]), 1)
    return json_answer({"success": True, "sent": row["delivery"] is not None}, 202)


def _shown(row: Row) -> dict[str, Any]:
    last = None
    if row.get("last_what") is not None:
        last = {
            "what": row["last_what"],
            "status": row["last_status"],
            "createdAt": row["last_created_at"],
            "sentAt": row["last_sent_at"],
            "error": row["last_error"],
        }
    return {
        "id": row["id"],
        "kind": row["kind"],
        "provider": shown(row["kind"], row["url"]),
        "label": row["label"],
        "minimumPriority": row["minimum_priority"],
        "isActive": row["is_active"],
        "createdAt": row["created_at"],
        "lastDelivery": last,
    }


def _unknown() -> NotFoundError:
    return NotFoundError("Channel not found")
