"""The routes of consent: whether the assistant may use an athlete's data."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access
from api_hooks.answers import json_answer
from api_hooks.chat_schemas import Consent
from api_hooks.database import Row
from api_hooks.errors import AccessDeniedError
from api_hooks.query import Query as Statement
from api_hooks.services import services_of
from storage.chat_consents import GIVE, SHOW, WITHDRAW

_SHOW, _GIVE, _WITHDRAW = Statement.of(SHOW), Statement.of(GIVE), Statement.of(WITHDRAW)

ClientId = Annotated[
    UUID | None, Query(alias="clientId", description="the athlete's id; one's own by default")
]

router = APIRouter(tags=["assistant"])


@router.get(
    "/api/ai/consent",
    name="read the consent",
    summary="Read whether the assistant may use an athlete's data",
    response_model=Consent,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_consent(request: Request, client_id: ClientId = None) -> Response:
    """How it stands, for whoever may see the athlete."""
    return _shown(await _row(request, _SHOW, client_id))


@router.post(
    "/api/ai/consent",
    name="give consent",
    summary="Let the assistant use one's own data",
    response_model=Consent,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def post_consent(request: Request) -> Response:
    """Agree that data of the caller's own are given to the providers that are set up. For athletes alone."""
    return _own(await _row(request, _GIVE, None))


@router.delete(
    "/api/ai/consent",
    name="withdraw consent",
    summary="Let the assistant use one's own data no more",
    response_model=Consent,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def delete_consent(request: Request) -> Response:
    """Withdraw it. What the assistant remembers of the athlete is removed at once."""
    return _own(await _row(request, _WITHDRAW, None))


async def _row(request: Request, statement: Statement, client_id: UUID | None) -> Row:
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(statement, {**caller_parameters(identity), "client_id": client_id})
    require_access(row)
    return row


def _own(row: Row) -> Response:
    if not row["is_own"]:
        raise AccessDeniedError
    return _shown(row)


def _shown(row: Row) -> Response:
    given = row["given_at"] is not None and row["withdrawn_at"] is None
    return json_answer(
        {
            "success": True,
            "clientId": row["athlete_id"],
            "given": given,
            "givenAt": row["given_at"],
            "withdrawnAt": row["withdrawn_at"],
        }
    )
