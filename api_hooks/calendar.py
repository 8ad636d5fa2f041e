"""The route of an athlete's calendar: seven sources, in one answer."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access
from api_hooks.answers import json_answer
from api_hooks.calendar_answer import calendar_answer
from api_hooks.calendar_cursor import Cursor
from api_hooks.calendar_flags import CalendarFlags, parameters_of
from api_hooks.calendar_schemas import Calendar
from api_hooks.database import Row
from api_hooks.errors import AccessDeniedError, FieldFault, InvalidFieldsError
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from storage.calendar_reading import COUNTS, FULL, LIGHT

_MODES = {"full": Statement.of(FULL), "light": Statement.of(LIGHT)}
_COUNTS = Statement.of(COUNTS)

_ERRORS = openapi.errors(401, 403, 404, 422, 503)
_ERRORS[403]["content"] = {"application/json": {"example": {"error": "Forbidden"}}}

router = APIRouter(tags=["calendar"])


@router.get(
    "/api/calendar/unified",
    name="read the calendar",
    summary="Read an athlete's calendar",
    response_model=Calendar,
    responses=_ERRORS,
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_calendar(request: Request, flags: Annotated[CalendarFlags, Query()]) -> Response:
    """An athlete's workouts, races, field tests, events, check-ins and unplanned training, by local day.

    Nothing of it is kept: what was written is seen at once. A source that has more than fits is named under
    `truncated`, and goes on with `nextCursor`.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters, cursor = parameters_of(flags)
    statement = _MODES[flags.mode] if flags.lists else _COUNTS
    row = await services.database.row(statement, {**caller_parameters(identity), **parameters})
    _require_calendar(row)
    _require_days(row, flags, cursor)
    return json_answer(calendar_answer(row, flags), headers={"x-cache": "miss"})


def _require_calendar(row: Row) -> None:
    """Refuse in the calendar's own word."""
    try:
        require_access(row)
    except AccessDeniedError:
        raise AccessDeniedError("Forbidden") from None


def _require_days(row: Row, flags: CalendarFlags, cursor: Cursor | None) -> None:
    if row["first"] > row["wanted_last"]:
        rule = f"no later than endDate, {row['wanted_last']}"
        raise InvalidFieldsError([FieldFault("startDate", flags.start or str(row["first"]), rule)])
    if cursor is not None and (cursor.first, cursor.last) != (row["first"], row["last"]):
        rule = f"of the same days, {cursor.first} to {cursor.last}; or startDate and endDate left out"
        raise InvalidFieldsError([FieldFault("cursor", flags.cursor, rule)])
