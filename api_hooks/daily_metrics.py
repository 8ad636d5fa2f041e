"""The routes of check-ins: storing one, and reading an athlete's recent ones."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.given_check_in import read_check_in
from api_hooks.intake import receipt_of
from api_hooks.presenter import present
from api_hooks.query import Query as Statement
from api_hooks.schemas import RecentCheckIns, StoredCheckIn
from api_hooks.services import services_of
from api_hooks.summary import summary
from storage.check_ins import LANE, RECENT

_RECENT = Statement.of(RECENT)
MOST_DAYS = 366

router = APIRouter(tags=["check-ins"])
#: Routes that are worth a shortcut.
hot_router = APIRouter(tags=["check-ins"])


@hot_router.post(
    "/api/daily-metrics",
    name="store the check-in",
    summary="Store a check-in",
    response_model=StoredCheckIn,
    responses=openapi.errors(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=openapi.CHECK_IN_REQUEST,
)
async def post_check_in(request: Request) -> Response:
    """Store an athlete's check-in of one day, and have it assessed a few seconds later.

    A field that is absent keeps what is stored, null clears it. A check-in that changes nothing starts
    nothing. The answer comes before the assessment: ask for it with the receipt.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    body = await read_body(request)
    given = read_check_in(body, now=datetime.now(UTC), max_age_days=services.settings.check_in_max_age_days)
    row = await services.intake.take(identity, given)
    return json_answer(
        {
            "success": True,
            "dailyMetrics": present(row),
            "assessments": {
                "hrv": None,
                "rhr": None,
                "wellness": None,
                "readiness": None,
                "deferred": True,
                "strengthFatigue": None,
            },
            "injuryResponse": {"triggered": False, "pendingEvaluation": True},
            "receipt": receipt_of(row, LANE),
        }
    )


@router.get(
    "/api/daily-metrics",
    name="read the check-ins",
    summary="Read an athlete's check-ins",
    response_model=RecentCheckIns,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_check_ins(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
    days: Annotated[int, Query(description=f"days back from today, clamped to 1..{MOST_DAYS}")] = 30,
) -> Response:
    """An athlete's check-ins of the last days, newest first, with averages over the newest seven."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {
        **caller_parameters(identity),
        "client_id": client_id,
        "days": max(1, min(days, MOST_DAYS)),
    }
    rows = await services.database.rows(_RECENT, parameters)
    require_access(rows[0])
    rows = [row for row in rows if row["id"] is not None]
    return json_answer({"success": True, "metrics": [present(row) for row in rows], "summary": summary(rows)})
