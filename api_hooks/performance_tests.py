"""The route of performance tests: what a tester took, or what was taken at a location."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.dashboard_schemas import StoredTest
from api_hooks.errors import AccessDeniedError, ConflictError, FieldFault, InvalidFieldsError, NotFoundError
from api_hooks.given_performance_test import read_performance_test
from api_hooks.performance_test_fields import RULES
from api_hooks.query import Query as Statement
from api_hooks.receipt_links import receipt
from api_hooks.services import services_of
from storage.business_summaries import LANE
from storage.performance_test_doors import RECORD

_RECORD = Statement.of(RECORD)

#: What has to be the business's: the column that says so, the field, and the value's name.
_OWN = (
    ("has_client", "clientId", "client_id"),
    ("has_tester", "testerId", "tester_id"),
    ("has_location", "locationId", "location_id"),
)

router = APIRouter(tags=["dashboards"])


@router.post(
    "/api/business/{id}/tests",
    name="store the test",
    summary="Store a performance test",
    status_code=201,
    response_model=StoredTest,
    responses={
        200: {"model": StoredTest, "description": "It was there already"},
        **openapi.errors(400, 401, 403, 404, 409, 413, 422, 503),
    },
    openapi_extra=openapi.PERFORMANCE_TEST_REQUEST,
)
async def post_performance_test(
    request: Request, business_id: Annotated[UUID, Path(alias="id", description="the business's id")]
) -> Response:
    """Store a test of an athlete of the business; its figures are counted anew a minute later.

    For coaches who are active in the business, and for ADMIN. With an `id` of the caller's own, a test that
    is sent again is stored once. One of a month that was closed has that month counted again.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    given = read_performance_test(await read_body(request), now=datetime.now(UTC))
    parameters = {**caller_parameters(identity), **given, "business_id": business_id}
    row = await services.database.row(_RECORD, parameters)
    _require_stored(row, given)
    owed = None
    if row["key"] is not None:
        await services.business_trends.submit(row["key"], row["revision"])
        owed = receipt(LANE, row["key"], row["revision"])
    return json_answer({"success": True, "test": _shown(row), "receipt": owed}, 201 if row["made"] else 200)


def _require_stored(row: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    require_user(dict(row))
    if row["business_id"] is None and row["caller_role"] == "ADMIN":
        raise NotFoundError("Business not found")
    if not row["allowed"]:
        raise AccessDeniedError
    foreign = [FieldFault(field, given[name], RULES[field]) for has, field, name in _OWN if not row[has]]
    if foreign:
        raise InvalidFieldsError(foreign)
    if row["id"] is None:
        raise ConflictError("The id is that of another test")


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "clientId": row["client_id"],
        "testDate": row["test_date"],
        "testType": row["type"],
        "status": row["status"],
        "testerId": row["tester_id"],
        "locationId": row["location_id"],
    }
