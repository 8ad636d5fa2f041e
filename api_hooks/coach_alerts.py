"""The routes of coach alerts: reading them, and saying that one was dealt with."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.coach_alert_schemas import CoachAlerts, DealtWithAlert
from api_hooks.errors import AccessDeniedError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from domain.coach_alerts import AlertStatus
from storage import coach_alert_doors as doors

_ALERTS, _DEAL = Statement.of(doors.ALERTS), Statement.of(doors.DEAL)
_NAMES = json_names(*doors.ALERT_COLUMNS, "athlete_name")

router = APIRouter(tags=["coach alerts"])


@router.get(
    "/api/coach-alerts",
    name="read the alerts",
    summary="Read a coach's alerts",
    response_model=CoachAlerts,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_coach_alerts(
    request: Request,
    limit: Annotated[
        int, Query(description=f"alerts, clamped to 1..{doors.MOST_ALERTS}")
    ] = doors.USUAL_ALERTS,
) -> Response:
    """Alerts on the coach's athletes (on all of them, for an ADMIN), active ones first, then the newest."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "limit": max(1, min(limit, doors.MOST_ALERTS))}
    rows = await services.database.rows(_ALERTS, parameters)
    _require_coach(rows[0])
    return json_answer({"success": True, "alerts": [_shown(row) for row in rows if row["id"] is not None]})


@router.post(
    "/api/coach-alerts/{id}/dismiss",
    name="dismiss the alert",
    summary="Dismiss an alert",
    response_model=DealtWithAlert,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def dismiss_coach_alert(
    request: Request, alert_id: Annotated[UUID, Path(alias="id", description="the alert's id")]
) -> Response:
    """Say that there is nothing to do. It stays quiet until its condition has ended once."""
    return await _deal(request, alert_id, AlertStatus.DISMISSED)


@router.post(
    "/api/coach-alerts/{id}/action",
    name="act on the alert",
    summary="Say that an alert was acted on",
    response_model=DealtWithAlert,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def act_on_coach_alert(
    request: Request, alert_id: Annotated[UUID, Path(alias="id", description="the alert's id")]
) -> Response:
    """Say that something was done about it. It stays quiet until its condition has ended once."""
    return await _deal(request, alert_id, AlertStatus.ACTIONED)


async def _deal(request: Request, alert_id: UUID, status: AlertStatus) -> Response:
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "alert_id": alert_id, "status": status.value}
    row = await services.database.row(_DEAL, parameters)
    _require_coach(row)
    if row["id"] is None:
        raise NotFoundError("Alert not found")
    return json_answer({"success": True, "alert": _shown(row)})


def _require_coach(row: Mapping[str, Any]) -> None:
    require_user(dict(row))
    if row["caller_role"] not in doors.COACHES:
        raise AccessDeniedError


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[column] for name, column in _NAMES.items()}
