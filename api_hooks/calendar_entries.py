"""The routes by which a calendar is written: events, races, field tests and unplanned training, all alike."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from psycopg.errors import CheckViolation
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import entry_fields as fields
from api_hooks import entry_schemas as schemas
from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.database import Row
from api_hooks.errors import AccessDeniedError, ConflictError, FieldFault, InvalidFieldsError, NotFoundError
from api_hooks.given_fields import Body, read_fields
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from domain.calendar import LONGEST_EVENT
from storage import calendar_doors as doors
from storage.calendar_doors import WRITERS, Doors

router = APIRouter(tags=["calendar"])

#: What must be true of two fields together, by the constraint that says so.
_TOGETHER = MappingProxyType(
    {
        "ck_calendar_events_end_date": ("endDate", "no earlier than startDate"),
        "ck_calendar_events_days": ("endDate", f"less than {LONGEST_EVENT} days after startDate"),
        "ck_races_custom_distance_km": (
            "customDistanceKm",
            "given where distance is CUSTOM, and only there",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry."""

    #: In addresses.
    path: str
    #: In names of routes and in errors.
    name: str
    new: type[Body]
    changed: type[Body]
    written: type[BaseModel]
    doors: Doors


_KINDS = (
    Kind("events", "event", fields.NewEvent, fields.ChangedEvent, schemas.WrittenEvent, doors.EVENTS),
    Kind("races", "race", fields.NewRace, fields.ChangedRace, schemas.WrittenRace, doors.RACES),
    Kind(
        "field-tests",
        "field test",
        fields.NewFieldTest,
        fields.ChangedFieldTest,
        schemas.WrittenFieldTest,
        doors.FIELD_TESTS,
    ),
    Kind(
        "ad-hoc",
        "ad hoc workout",
        fields.NewAdHocWorkout,
        fields.ChangedAdHocWorkout,
        schemas.WrittenAdHocWorkout,
        doors.AD_HOC_WORKOUTS,
    ),
)


def _creating(kind: Kind) -> Callable[[Request], Awaitable[Response]]:
    statement = Statement.of(kind.doors.create)

    async def create(request: Request) -> Response:
        """Enter it into the athlete's calendar. For whoever may see the athlete, but for physiotherapists.

        With an `id` of the caller's own, a request that is sent again enters nothing more.
        """
        services = services_of(request)
        identity = await services.authenticator.identify(request)
        given = read_fields(kind.new, await read_body(request))
        columns = given.model_dump(mode="json")
        if "end_date" in columns:
            columns["end_date"] = columns["end_date"] or columns["start_date"]
        ids = {"client_id": columns.pop("client_id"), "entry_id": columns.pop("id")}
        parameters = {**ids, "given": columns}
        row = await _stored(request, statement, {**caller_parameters(identity), **parameters})
        require_access(row)
        if row["caller_role"] not in WRITERS:
            raise AccessDeniedError
        if row["id"] is None:
            raise ConflictError(f"The id is that of another {kind.name}")
        return _answer(kind, row, 201 if row["made"] else 200)

    create.__name__ = f"create_{kind.name.replace(' ', '_')}"
    return create


def _changing(kind: Kind) -> Callable[[Request, UUID], Awaitable[Response]]:
    statement = Statement.of(kind.doors.change)

    async def change(
        request: Request, entry_id: Annotated[UUID, Path(alias="id", description="the entry's id")]
    ) -> Response:
        """Change the fields that are named; absent ones stay, and null clears what may be empty."""
        services = services_of(request)
        identity = await services.authenticator.identify(request)
        given = read_fields(kind.changed, await read_body(request))
        columns = given.model_dump(mode="json", include=given.model_fields_set)
        parameters = {"entry_id": entry_id, "given": columns, "present": tuple(columns)}
        row = await _stored(request, statement, {**caller_parameters(identity), **parameters})
        require_user(row)
        if not row["allowed"]:
            raise NotFoundError(f"{kind.name.capitalize()} not found")
        if row["caller_role"] not in WRITERS:
            raise AccessDeniedError
        if row.get("is_read_only"):
            raise ConflictError("The event comes from another calendar, and is changed there")
        if row["id"] is None:  # an ADMIN asks, who may see everybody
            raise NotFoundError(f"{kind.name.capitalize()} not found")
        return _answer(kind, row, 200)

    change.__name__ = f"change_{kind.name.replace(' ', '_')}"
    return change


async def _stored(request: Request, statement: Statement, parameters: Mapping[str, Any]) -> Row:
    """Run the statement; what does not go together is said by the field.

    Raises:
        InvalidFieldsError: two fields contradict each other.
    """
    try:
        return await services_of(request).database.row(statement, parameters)
    except CheckViolation as violation:
        fault = _TOGETHER.get(violation.diag.constraint_name or "")
        if fault is None:
            raise
        field, rule = fault
        given = parameters["given"].get(_COLUMNS[field])
        raise InvalidFieldsError([FieldFault(field, given, rule)]) from None


_COLUMNS = MappingProxyType({"endDate": "end_date", "customDistanceKm": "custom_distance_km"})


def _answer(kind: Kind, row: Row, status: int) -> Response:
    names = json_names(*kind.doors.columns)
    return json_answer(
        {"success": True, "entry": {name: row[column] for name, column in names.items()}}, status
    )


for _kind in _KINDS:
    router.add_api_route(
        f"/api/calendar/{_kind.path}",
        _creating(_kind),
        methods=["POST"],
        name=f"enter the {_kind.name}",
        summary=f"Enter a calendar's {_kind.name}",
        status_code=201,
        response_model=_kind.written,
        responses={
            200: {"model": _kind.written, "description": "It was there already"},
            **openapi.errors(400, 401, 403, 404, 409, 413, 422, 503),
        },
        openapi_extra=openapi.ENTRY_REQUESTS[_kind.path],
    )
    router.add_api_route(
        f"/api/calendar/{_kind.path}/{{id}}",
        _changing(_kind),
        methods=["PATCH"],
        name=f"change the {_kind.name}",
        summary=f"Change a calendar's {_kind.name}",
        response_model=_kind.written,
        responses=openapi.errors(400, 401, 403, 404, 409, 413, 422, 503),
        openapi_extra=openapi.ENTRY_CHANGE_REQUESTS[_kind.path],
    )
