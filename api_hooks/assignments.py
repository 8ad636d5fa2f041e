"""The routes of assignments: saying that one was done, or many."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.answers import json_answer
from api_hooks.assignment_schemas import CompletedAssignment, CompletedAssignments
from api_hooks.bodies import read_body
from api_hooks.errors import NotFoundError
from api_hooks.given_assignments import read_ids
from api_hooks.query import Query as Statement
from api_hooks.receipt_links import receipt
from api_hooks.row_names import json_names
from api_hooks.services import Services, services_of
from storage.assignment_doors import ASSIGNMENT_COLUMNS, COMPLETE
from storage.team_summaries import LANE

_COMPLETE = Statement.of(COMPLETE)
_NAMES = json_names(*ASSIGNMENT_COLUMNS)

router = APIRouter(tags=["assignments"])


@router.post(
    "/api/assignments/complete",
    name="complete the assignments",
    summary="Say that assignments were done",
    response_model=CompletedAssignments,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.ASSIGNMENTS_REQUEST,
)
async def complete_assignments(request: Request) -> Response:
    """Mark up to 500 assignments as completed: all of them, or none. What is completed stays as it is.

    The teams' summaries are counted anew half a minute later, once for each team and day.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    ids = read_ids(await read_body(request))
    rows = await _completed(services, caller_parameters(identity), ids)
    receipts = await _submitted(services, rows)
    return json_answer(
        {
            "success": True,
            "completed": sum(row["changed"] for row in rows),
            "assignments": [_shown(row) for row in rows],
            "receipts": receipts,
        }
    )


@router.post(
    "/api/assignments/{id}/complete",
    name="complete the assignment",
    summary="Say that an assignment was done",
    response_model=CompletedAssignment,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def complete_assignment(
    request: Request, assignment_id: Annotated[UUID, Path(alias="id", description="the assignment's id")]
) -> Response:
    """Mark an assignment as completed. One that is completed already stays as it is.

    For the athlete, the athlete's coach, and whoever may see the team's dashboard.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    rows = await _completed(services, caller_parameters(identity), [str(assignment_id)])
    receipts = await _submitted(services, rows)
    return json_answer(
        {
            "success": True,
            "changed": rows[0]["changed"],
            "assignment": _shown(rows[0]),
            "receipt": receipts[0] if receipts else None,
        }
    )


async def _completed(
    services: Services, caller: Mapping[str, Any], ids: Sequence[str]
) -> list[dict[str, Any]]:
    rows = await services.database.rows(_COMPLETE, {**caller, "ids": tuple(ids)})
    require_user(rows[0])
    if not rows[0]["allowed"]:
        raise NotFoundError("Assignment not found")
    return rows


async def _submitted(services: Services, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Submit what is owed, all of it at once, and answer the receipts."""
    owed = {row["key"]: row["revision"] for row in rows if row["key"] is not None}
    await asyncio.gather(*(services.team_summaries.submit(key, owed[key]) for key in owed))
    return [receipt(LANE, key, revision) for key, revision in owed.items()]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[column] for name, column in _NAMES.items()}
