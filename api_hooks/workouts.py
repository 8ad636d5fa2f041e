"""The routes of workouts: what is planned, what software has changed of it, and what persons make of it."""

from collections.abc import Collection, Iterable, Mapping
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
from api_hooks.cascade_answers import submitted
from api_hooks.days import days_between
from api_hooks.errors import AccessDeniedError, NotFoundError
from api_hooks.given_workouts import read_change, read_workouts
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from api_hooks.workout_schemas import PlannedWorkouts, Workouts, WrittenWorkout
from storage import workout_doors as doors

_SHOW, _PLAN = Statement.of(doors.SHOW), Statement.of(doors.PLAN)
_CHANGE, _REMOVE = Statement.of(doors.CHANGE), Statement.of(doors.REMOVE)
_NAMES = json_names(*doors.WORKOUT_COLUMNS)
_PLAN_NAMES = json_names(*doors.PLAN_COLUMNS)

router = APIRouter(tags=["workouts"])


@router.get(
    "/api/workouts",
    name="read the workouts",
    summary="Read an athlete's planned workouts",
    response_model=Workouts,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_workouts(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
    first: Annotated[
        str | None, Query(alias="from", description="first local day; the athlete's today by default")
    ] = None,
    last: Annotated[
        str | None, Query(alias="to", description=f"last local day; {doors.USUAL_DAYS} days by default")
    ] = None,
) -> Response:
    """An athlete's workouts by day; where software has changed one, with the original plan and the reason."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    days = days_between(first, last, doors.MOST_DAYS)
    parameters = {**caller_parameters(identity), "client_id": client_id, **days}
    rows = await services.database.rows(_SHOW, parameters)
    require_access(rows[0])
    return json_answer(
        {
            "success": True,
            "clientId": client_id,
            "from": rows[0]["first"],
            "to": rows[0]["last"],
            "workouts": [_shown(row) | {"change": _change(row)} for row in rows if row["id"] is not None],
        }
    )


@router.post(
    "/api/workouts",
    name="plan the workouts",
    summary="Plan workouts",
    status_code=201,
    response_model=PlannedWorkouts,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.WORKOUT_REQUEST,
)
async def post_workouts(request: Request) -> Response:
    """Plan one workout, or a list of up to 100: all of them, or none. For coaches.

    A restriction that is in force changes what is planned a moment later.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    workouts = read_workouts(await read_body(request), now=datetime.now(UTC))
    clients = sorted({workout["client_id"] for workout in workouts})
    parameters = {"workouts": workouts, "clients": tuple(clients), "athletes": len(clients)}
    rows = await services.database.rows(_PLAN, {**caller_parameters(identity), **parameters})
    for row in rows:
        require_access(row)
    known = {row["athlete_id"]: row for row in rows}
    _require_role(rows[0])
    if len(known) < len(clients):
        raise NotFoundError("Client not found") if _is_admin(rows[0]) else AccessDeniedError
    receipts = [await submitted(services, row) for row in known.values()]
    return json_answer(
        {"success": True, "workouts": [_shown(row) for row in rows], "receipts": receipts}, 201
    )


@router.patch(
    "/api/workouts/{id}",
    name="change the workout",
    summary="Change a workout",
    response_model=WrittenWorkout,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.WORKOUT_CHANGE_REQUEST,
)
async def patch_workout(
    request: Request, workout_id: Annotated[UUID, Path(alias="id", description="the workout's id")]
) -> Response:
    """Change a workout: its values, for coaches; its status, such as COMPLETED, for the athlete too.

    What a person has changed software leaves as it is.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    columns = read_change(await read_body(request), now=datetime.now(UTC)).columns
    parameters = {**columns, "present": tuple(columns), "workout_id": workout_id}
    row = await services.database.row(_CHANGE, {**caller_parameters(identity), **parameters})
    _require_workout(row)
    _require_role(row, doors.PLANNERS if columns.keys() - {"status"} else doors.DOERS)
    return await _written(request, row)


@router.delete(
    "/api/workouts/{id}",
    name="remove the workout",
    summary="Remove a workout",
    response_model=WrittenWorkout,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_workout(
    request: Request, workout_id: Annotated[UUID, Path(alias="id", description="the workout's id")]
) -> Response:
    """Remove a workout, and answer what it was. For coaches."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "workout_id": workout_id}
    row = await services.database.row(_REMOVE, parameters)
    _require_workout(row)
    _require_role(row)
    return await _written(request, row)


async def _written(request: Request, row: Mapping[str, Any]) -> Response:
    if row["id"] is None:  # removed meanwhile; or never there, and an ADMIN asks, who may see everybody
        raise _unknown()
    receipt = await submitted(services_of(request), row)
    return json_answer({"success": True, "workout": _shown(row), "receipt": receipt})


def _require_workout(row: Mapping[str, Any]) -> None:
    """Refuse a workout that does not exist like one of a foreign athlete."""
    require_user(dict(row))
    if not row["allowed"]:
        raise _unknown()


def _require_role(row: Mapping[str, Any], roles: Collection[str] = doors.PLANNERS) -> None:
    if row["caller_role"] not in roles:
        raise AccessDeniedError


def _is_admin(row: Mapping[str, Any]) -> bool:
    return bool(row["caller_role"] == "ADMIN")


def _unknown() -> NotFoundError:
    return NotFoundError("Workout not found")


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[column] for name, column in _NAMES.items()}


def _change(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["decision"] is None:
        return None
    return {
        "decision": row["decision"],
        "changedAt": row["changed_at"],
        "checkInDate": row["check_in"],
        "cause": row["cause"],
        "planned": _named(row, _PLAN_NAMES.items()),
    }


def _named(row: Mapping[str, Any], names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {name: row[f"planned_{column}"] for name, column in names}
