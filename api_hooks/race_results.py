"""The routes of race results: what an athlete has run, and what that says."""

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
from api_hooks.errors import AccessDeniedError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.race_result_fields import NewRaceResult, read_race_result
from api_hooks.race_result_schemas import RaceResult
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from domain.race_clock import clock
from domain.race_fitness import Conditions, confidence_of, fitness_of
from storage import race_results as doors

_SHOW, _ENTER, _REMOVE = (Statement.of(each) for each in (doors.SHOW, doors.ENTER, doors.REMOVE))
_NAMES = json_names(*doors.RESULT_COLUMNS)

router = APIRouter(tags=["race results"])


@router.get(
    "/api/race-results",
    name="read the race results",
    summary="Read an athlete's race results",
    response_model=list[RaceResult],
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_race_results(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
) -> Response:
    """What an athlete has run, newest first, and what each result says: a bare list, of 1,000 at most."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    rows = await services.database.rows(_SHOW, {**caller_parameters(identity), "client_id": client_id})
    require_access(rows[0])
    return json_answer([_shown(row) for row in rows if row["id"] is not None])


@router.post(
    "/api/race-results",
    name="enter the race result",
    summary="Enter a race result",
    status_code=201,
    response_model=RaceResult,
    responses={
        200: {"model": RaceResult, "description": "It was there already, and says now what was sent"},
        **openapi.errors(400, 401, 403, 404, 413, 422, 503),
    },
    openapi_extra=openapi.RACE_RESULT_REQUEST,
)
async def post_race_result(request: Request) -> Response:
    """Enter what was run; answers what that says: VDOT, training paces, equal times over other distances.

    The same athlete, day, length and name is the same result: it is changed, and the answer is 200.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    given = read_race_result(await read_body(request), now=datetime.now(UTC))
    parameters = {**caller_parameters(identity), **_parameters(given)}
    row = await services.database.stored_row(_ENTER, parameters)
    require_access(row)
    if row["id"] is None:  # a physiotherapist; or an athlete who writes as a coach
        raise AccessDeniedError
    return json_answer(_shown(row), 201 if row["made"] else 200)


@router.delete(
    "/api/race-results/{id}",
    name="remove the race result",
    summary="Remove a race result",
    response_model=RaceResult,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_race_result(
    request: Request, result_id: Annotated[UUID, Path(alias="id", description="the result's id")]
) -> Response:
    """Remove a result, and answer what it was. For those who may enter it.

    One that does not exist, or is not there any more, is answered like a foreign one.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {**caller_parameters(identity), "result_id": result_id}
    row = await services.database.row(_REMOVE, parameters)
    require_user(row)
    if row["id"] is None:
        raise NotFoundError("Race result not found")
    return json_answer(_shown(row))


def _parameters(given: NewRaceResult) -> dict[str, Any]:
    found = fitness_of(given.metres, given.time_minutes)
    columns = given.model_dump(mode="json", exclude={"client_id", "race_date"}) | {
        "distance_m": given.metres,
        "race_name": (given.race_name or "").strip() or None,
        "time_formatted": clock(given.time_minutes),
        "avg_pace": given.time_minutes * 1_000 / given.metres,
        "vdot": found.vdot,
        "training_paces": found.training_paces,
        "equivalent_times": found.equivalent_times,
    }
    return {
        "client_id": given.client_id,
        "day": given.day.day,
        "instant": given.day.instant,
        "given": columns,
        "present": tuple(given.model_fields_set),
    }


def _shown(row: Row) -> dict[str, Any]:
    shown = {name: row[column] for name, column in _NAMES.items()}
    if row["goal_achieved"] is None and row["goal_time"] is not None:
        shown["goalAchieved"] = row["time_minutes"] <= row["goal_time"]
    return shown | {
        "confidence": confidence_of(row["vdot"], row["distance_m"], row["time_minutes"], _conditions(row)),
        "ageInDays": (row["today"] - row["race_date"]).days,
        "client": {
            "name": row["client_name"],
            "gender": row["client_sex"],
            "birthDate": row["client_birth_date"],
        },
    }


def _conditions(row: Row) -> Conditions:
    return Conditions(
        temperature=row["temperature"],
        wind=row["wind_speed"],
        elevation=row["elevation"],
        terrain=row["terrain"],
    )
