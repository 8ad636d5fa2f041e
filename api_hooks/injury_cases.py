"""The routes of injury cases: reading them, and saying as a person where one stands."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.cascade_answers import submitted
from api_hooks.case_fields import read_assessment
from api_hooks.case_schemas import AssessedInjuryCase, InjuryCases
from api_hooks.errors import AccessDeniedError, ConflictError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from domain.wording import URGENT_NOTE
from storage import case_doors as doors

_SHOW, _ASSESS = Statement.of(doors.SHOW), Statement.of(doors.ASSESS)
_CASE_NAMES = json_names(*doors.CASE_COLUMNS)
_RESTRICTION_NAMES = json_names(*doors.RESTRICTION_COLUMNS)

router = APIRouter(tags=["injury cases"])


@router.get(
    "/api/injury-cases",
    name="read the cases",
    summary="Read an athlete's injury cases",
    response_model=InjuryCases,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_injury_cases(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
) -> Response:
    """An athlete's cases, open ones first, with their restrictions and what is proposed."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    rows = await services.database.rows(_SHOW, {**caller_parameters(identity), "client_id": client_id})
    require_access(rows[0])
    cases = [_shown(row) for row in rows if row["id"] is not None]
    return json_answer({"success": True, "clientId": client_id, "cases": cases, "note": URGENT_NOTE})


@router.patch(
    "/api/injury-cases/{id}",
    name="assess the case",
    summary="Say where a case stands",
    response_model=AssessedInjuryCase,
    responses=openapi.errors(400, 401, 403, 404, 409, 413, 422, 503),
    openapi_extra=openapi.CASE_REQUEST,
)
async def patch_injury_case(
    request: Request, case_id: Annotated[UUID, Path(alias="id", description="the case's id")]
) -> Response:
    """Say as a coach or a physiotherapist where a case stands. From then on software leaves it alone.

    A case that is resolved or withdrawn restricts nothing any more.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    status = read_assessment(await read_body(request))
    parameters = {**caller_parameters(identity), "case_id": case_id, "status": status}
    try:
        row = await services.database.row(_ASSESS, parameters)
    except UniqueViolation:  # opened in the meantime
        raise _conflict() from None
    require_user(row)
    if not row["allowed"]:
        raise NotFoundError("Case not found")
    if row["caller_role"] not in doors.ASSESSORS:
        raise AccessDeniedError
    if row[doors.ANOTHER_IS_OPEN]:
        raise _conflict()
    if row["id"] is None:  # an ADMIN asks, who may see everybody
        raise NotFoundError("Case not found")
    receipt = await submitted(services, row)
    return json_answer({"success": True, "case": _shown(row), "receipt": receipt})


def _conflict() -> ConflictError:
    return ConflictError("Another case of the same body part is open: assess that one")


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    restrictions = [
        {name: _read(column, one[column]) for name, column in _RESTRICTION_NAMES.items()}
        for one in row["restrictions"] or ()
    ]
    return {name: row[column] for name, column in _CASE_NAMES.items()} | {"restrictions": restrictions}


def _read(column: str, value: Any) -> Any:
    """A value of a restriction, which comes as JSON: an instant is told as everywhere else, in UTC."""
    is_instant = column.endswith("_at") and value is not None
    return datetime.fromisoformat(value).astimezone(UTC) if is_instant else value
