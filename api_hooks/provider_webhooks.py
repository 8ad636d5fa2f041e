"""The doors of providers: Strava, Garmin and others put in here what has happened at their side."""

import asyncio
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.answers import json_answer
from api_hooks.bodies import read_body
from api_hooks.errors import (
    MOST_NAMED,
    AccessDeniedError,
    ApiError,
    FieldFault,
    InvalidFieldsError,
    NotFoundError,
)
from api_hooks.provider_schemas import Challenge, Received
from api_hooks.services import services_of
from api_hooks.strict_json import parse_object
from providers.adapter import Adapter
from providers.adapters.declared import declared_adapters
from providers.event_errors import ForeignEventError, InvalidEventError
from providers.events import GivenEvent
from runtime.settings import Settings

#: Larger bodies are read beside the event loop, which others need.
SMALL_BYTES = 64 * 1024

_PATH = "/api/integrations/{provider}/webhook/{secret}"
_logger = structlog.get_logger(__name__)

router = APIRouter(tags=["providers"])
#: Routes that may be called without the layers around them.
hot_router = APIRouter(tags=["providers"])

_ProviderName = Annotated[str, Path(description="`strava`, `garmin`, or that of an adapter of your own")]
_Secret = Annotated[str, Path(description="the secret that only the provider has been told")]


@hot_router.post(
    _PATH,
    name="store the events",
    summary="Take in what a provider says",
    response_model=Received,
    responses=openapi.errors(400, 403, 404, 413, 422, 503),
    openapi_extra=openapi.PROVIDER_EVENTS,
)
async def post_provider_events(request: Request) -> Response:
    """Store events, and have them applied a second later. The answer is given once they are stored.

    The same event again is known and changes nothing. If one of several is not right, the others are stored,
    and the answer says what is wrong. Without a secret in the settings, or with another one in the address,
    there is nothing here.
    """
    services = services_of(request)
    adapter = _adapter_of(request.path_params, services.settings)
    body = await read_body(request, adapter.body_limit)
    if len(body) > SMALL_BYTES:
        rows, refusal = await asyncio.to_thread(_rows, adapter, body, services.settings)
    else:
        rows, refusal = _rows(adapter, body, services.settings)
    await services.event_inbox.put(rows)
    if refusal is not None:
        raise refusal
    return _received()


@router.get(
    _PATH,
    name="answer the challenge",
    summary="Prove to a provider that the address is ours",
    response_model=Challenge,
    responses=openapi.errors(403, 404, 422),
    openapi_extra=openapi.BY_ADDRESS,
)
async def get_provider_challenge(request: Request, provider: _ProviderName, secret: _Secret) -> Response:
    """Repeat Strava's `hub.challenge`, if `hub.verify_token` is the one that was agreed on.

    Where a provider makes sure in another way, or no token is set, there is nothing here.
    """
    settings = services_of(request).settings
    adapter = _adapter_of({"provider": provider, "secret": secret}, settings)
    try:
        answer = adapter.handshake(request.query_params, settings)
    except (InvalidEventError, ForeignEventError) as error:
        raise _refusal(adapter, error) from None
    if answer is None:
        raise _nothing_here()
    return json_answer(answer)


def _adapter_of(path: Any, settings: Settings) -> Adapter:
    """The adapter whose door this is: found if the secret is right, and as little there as any if not."""
    adapter = declared_adapters().get(path["provider"])
    secret = adapter.secret(settings) if adapter else None
    if adapter is None or secret is None:
        raise _nothing_here()
    if not hmac.compare_digest(path["secret"].encode(), secret.get_secret_value().encode()):
        _logger.warning("events came to a door that is not there", provider=adapter.name)
        raise _nothing_here()
    return adapter


def _rows(
    adapter: Adapter, body: bytes, settings: Settings
) -> tuple[Sequence[dict[str, Any]], ApiError | None]:
    """What is to be stored; and what is answered then, if not all of it was right."""
    given = parse_object(body)
    refusal: ApiError | None = None
    events: Sequence[GivenEvent]
    try:
        events = adapter.events(given, settings, datetime.now(UTC))
    except InvalidEventError as error:
        events, refusal = error.others, _refusal(adapter, error)
    except ForeignEventError as error:
        raise _refusal(adapter, error) from None
    return [event.as_row(adapter.name) for event in events], refusal


def _refusal(adapter: Adapter, error: InvalidEventError | ForeignEventError) -> ApiError:
    """What a provider is answered, and operators find in the log."""
    if isinstance(error, ForeignEventError):
        _logger.warning("an event was refused", provider=adapter.name, reason=str(error))
        return AccessDeniedError(str(error))
    fields = [fault.field for fault in error.faults[:MOST_NAMED]]
    _logger.warning("what came in is no event", provider=adapter.name, fields=fields)
    return InvalidFieldsError([FieldFault(*fault) for fault in error.faults])


def _nothing_here() -> NotFoundError:
    return NotFoundError("Not Found")


def _received() -> Response:
    return Response(b'{"received":true}', media_type="application/json")
