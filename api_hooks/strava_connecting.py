"""Connecting an athlete with Strava: the browser is sent there, comes back, and is told how it went."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from fastapi import APIRouter, Query
from psycopg.errors import UniqueViolation
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api_hooks import openapi
from api_hooks.access import caller_parameters
from api_hooks.answers import json_answer
from api_hooks.errors import ApiError, NotSetUpError, UnauthorizedError
from api_hooks.integration_schemas import WhereToConnect
from api_hooks.integrations import require_connector
from api_hooks.pages.answers import HEADERS
from api_hooks.pages.connected import Said, address_of
from api_hooks.pages.problems import problem_page
from api_hooks.pages.sign_in_form import sign_in_form
from api_hooks.query import Query as Statement
from api_hooks.services import Services, services_of
from domain.backfill import Stretch
from providers.connections.connecting import Connecting
from providers.connections.state import GOOD_SECONDS, InvalidStateError, OauthState, browser_half
from providers.errors import AwayError, NotConfiguredError, ProviderError
from providers.strava.oauth import READS_ACTIVITIES
from storage.backfills import payload_of
from storage.connection_doors import ASKED_TO_CONNECT, CONNECT, USE_STATE

_logger = structlog.get_logger(__name__)

_ASKED, _USE, _CONNECT = (Statement.of(each) for each in (ASKED_TO_CONNECT, USE_STATE, CONNECT))

CALLBACK = "/api/integrations/strava/callback"
#: Holds the browser's half of the state. It is sent along when Strava sends the browser back, which is a
#: request from another site; the session's own cookie is not.
COOKIE = "afterwrite-connecting"

#: One permission of Strava's, such as `activity:read_all`.
_PERMISSION = re.compile(r"[a-z_]{1,30}(?::[a-z_]{1,30})?")
_LONGEST = 2_000

router = APIRouter(tags=["integrations"])


@router.get(
    "/api/integrations/strava/connect",
    name="connect Strava",
    summary="Send the browser to Strava, to connect an athlete",
    status_code=303,
    response_class=RedirectResponse,
    responses={200: {"model": WhereToConnect}, **openapi.errors(401, 403, 404, 422, 501, 503)},
    openapi_extra=openapi.AUTHENTICATED,
)
async def connect_strava(
    request: Request,
    client_id: Annotated[
        UUID | None, Query(alias="clientId", description="the athlete's id; an athlete's own by default")
    ] = None,
) -> Response:
    """A redirect to Strava's page; for a program that accepts JSON and no HTML, the page's address.

    Sets a cookie: only the same browser can end what it has begun, within ten minutes.
    """
    try:
        return await _connect(request, client_id)
    except ApiError as error:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        return (
            sign_in_form(request, error)
            if isinstance(error, UnauthorizedError)
            else problem_page(request, error)
        )


async def _connect(request: Request, client_id: UUID | None) -> Response:
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(_ASKED, {**caller_parameters(identity), "client_id": client_id})
    require_connector(row, client_id)
    browser = browser_half(request.cookies.get(COOKIE))
    back = _callback_url(request, services)
    address = _connecting(services).address(row["caller_id"], row["athlete_id"], browser, back)
    answer = _to_strava(request, address)
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=GOOD_SECONDS,
        path=urlsplit(back).path.rpartition("/")[0],  # this door's as well: see `browser_half`
        secure=back.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(
    CALLBACK,
    name="come back from Strava",
    summary="Where Strava sends the browser back to",
    status_code=303,
    response_class=RedirectResponse,
    responses=openapi.errors(422),
    openapi_extra=openapi.BY_ADDRESS,
)
async def come_back_from_strava(
    request: Request,
    state: Annotated[str, Query(description="as it was sent")] = "",
    code: Annotated[str, Query(description="to be exchanged for tokens, once")] = "",
    scope: Annotated[str, Query(description="what the athlete has allowed")] = "",
    error: Annotated[str, Query(description="given if the athlete has denied it")] = "",
) -> Response:
    """Connects the athlete, and redirects to a page that says how it went. The state says who is asking.

    What the athlete did in the days before is owed in the same moment, and comes in by itself.
    """
    services = services_of(request)
    athlete = None
    try:
        opened = _opened(request, services, state)
        athlete = opened.client_id
        said = await _come_back(services, opened, code, scope, is_denied=bool(error))
    except InvalidStateError:
        said = Said.STATE
    except NotConfiguredError:
        said = Said.NOT_SET_UP
    except AwayError:
        said = Said.AWAY
    except ProviderError as refused:
        _logger.warning("an athlete could not be connected", reason=str(refused))
        said = Said.REFUSED
    except ApiError as refused:
        said = Said.AWAY if refused.status >= 500 else Said.NOT_ALLOWED  # noqa: PLR2004
    target = request.scope.get("root_path", "") + address_of(said, athlete)
    return RedirectResponse(target, 303, dict(HEADERS))


def _opened(request: Request, services: Services, state: str) -> OauthState:
    vault = services.connecting().vault
    return OauthState.opened(vault, state[:_LONGEST], request.cookies.get(COOKIE, ""))


async def _come_back(
    services: Services, opened: OauthState, code: str, scope: str, *, is_denied: bool
) -> Said:
    asked = {"caller_id": opened.user_id, "caller_email": None, "client_id": opened.client_id}
    row = await services.database.row(_USE, {**asked, "state_id": opened.id})
    if not row["is_fresh"]:
        return Said.STATE
    require_connector(row, opened.client_id)
    permissions = [each for each in scope[:_LONGEST].split(",") if _PERMISSION.fullmatch(each)]
    if is_denied or not code:
        return Said.DENIED
    if READS_ACTIVITIES.isdisjoint(permissions):
        return Said.SCOPE
    granted = await asyncio.to_thread(services.connecting().granted, code[:_LONGEST])
    stored = {**asked, **granted, "provider": opened.provider, "scope": ",".join(permissions)}
    stored["past"] = _past(services.settings.strava_backfill_days)
    try:
        made = await services.database.row(_CONNECT, stored)
    except UniqueViolation:
        return Said.TAKEN
    require_connector(made, opened.client_id)
    if made["revision"] is not None:
        await services.backfills.submit(made["key"], made["revision"])
    return Said.CONNECTED if made["id"] is not None else Said.ANOTHER


def _past(days: int) -> str | None:
    """The past that is to be fetched, as it is owed; None if there is none."""
    return payload_of([Stretch.of_days(days, datetime.now(UTC))]).decode() if days else None


def _connecting(services: Services) -> Connecting:
    try:
        return services.connecting()
    except NotConfiguredError as error:
        raise NotSetUpError(f"Strava cannot be connected here: {error}") from None


def _callback_url(request: Request, services: Services) -> str:
    own = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}{CALLBACK}"
    return services.settings.strava_redirect_url or own


def _to_strava(request: Request, address: str) -> Response:
    accepted = request.headers.get("accept", "")
    if "application/json" in accepted and "text/html" not in accepted:
        return json_answer({"success": True, "url": address})
    return RedirectResponse(address, 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
