"""The routes of notifications: reading one's own, and marking them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.database import Row
from api_hooks.errors import NotFoundError
from api_hooks.notification_cursor import cursor_after, read_cursor
from api_hooks.notification_schemas import Marked, Notifications, OneNotification
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from storage.notification_inbox import DISMISS, INBOX, READ, READ_ALL

_INBOX, _READ, _DISMISS, _READ_ALL = map(Statement.of, (INBOX, READ, DISMISS, READ_ALL))

_NAMES = json_names(
    *("id", "kind", "priority", "audience", "client_id", "date", "title", "body", "params", "unread"),
    *("created_at", "told_at", "read_at", "dismissed_at", "expires_at", "withdrawn_at", "withdrawn_because"),
)

USUAL_PAGE, LONGEST_PAGE = 50, 200

router = APIRouter(tags=["notifications"])


@router.get(
    "/api/notifications",
    name="read the notifications",
    summary="Read one's own notifications",
    response_model=Notifications,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_notifications(
    request: Request,
    limit: Annotated[int, Query(description=f"of a page; clamped to 1..{LONGEST_PAGE}")] = USUAL_PAGE,
    cursor: Annotated[str | None, Query(description="nextCursor of the page before")] = None,
    unread: Annotated[bool, Query(description="true: only those that are unread")] = False,
) -> Response:
    """The caller's notifications: unread ones first, then the newest; none of those that were put away."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    size = min(max(limit, 1), LONGEST_PAGE)
    parameters = {**caller_parameters(identity), **read_cursor(cursor), "only_unread": unread, "limit": size}
    rows = await services.database.rows(_INBOX, parameters)
    require_user(rows[0])
    found = [row for row in rows if row["id"] is not None]
    return json_answer(
        {
            "success": True,
            "notifications": [_shown(row) for row in found[:size]],
            "unreadCount": rows[0]["unread_count"],
            "nextCursor": cursor_after(found[size - 1]) if len(found) > size else None,
        }
    )


@router.post(
    "/api/notifications/read-all",
    name="mark all notifications as read",
    summary="Mark all of one's notifications as read",
    response_model=Marked,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def read_all_notifications(request: Request) -> Response:
    """Mark all of the caller's notifications as read."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(_READ_ALL, caller_parameters(identity))
    require_user(row)
    return json_answer({"success": True, "marked": row["marked"]})


@router.post(
    "/api/notifications/{id}/read",
    name="mark the notification as read",
    summary="Mark a notification as read",
    response_model=OneNotification,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def read_notification(
    request: Request,
    notification_id: Annotated[UUID, Path(alias="id", description="the notification's id")],
) -> Response:
    """Mark one of the caller's notifications as read; again does no harm."""
    return await _mark(request, _READ, notification_id)


@router.post(
    "/api/notifications/{id}/dismiss",
    name="put the notification away",
    summary="Put a notification away",
    response_model=OneNotification,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def dismiss_notification(
    request: Request,
    notification_id: Annotated[UUID, Path(alias="id", description="the notification's id")],
) -> Response:
    """Put one of the caller's notifications away: it is read, and not listed until it is news again."""
    return await _mark(request, _DISMISS, notification_id)


async def _mark(request: Request, statement: Statement, notification: UUID) -> Response:
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "notification_id": notification}
    row = await services.database.row(statement, parameters)
    require_user(row)
    if row["id"] is None:
        raise NotFoundError("Notification not found")
    return json_answer({"success": True, "notification": _shown(row)})


def _shown(row: Row) -> dict[str, Any]:
    return {"sender": "SYSTEM", **{name: row[column] for name, column in _NAMES.items()}}
