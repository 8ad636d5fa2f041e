"""The route of metrics, for Prometheus."""

import hmac

from fastapi import APIRouter
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.errors import UnauthorizedError
from api_hooks.services import services_of

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    name="show the metrics",
    summary="What is going on, for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus' text format, version 0.0.4",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **openapi.errors(401),
    },
    openapi_extra={"security": [{}, {"metrics": []}]},
)
async def metrics(request: Request) -> Response:
    """Gauges, counters and histograms of every lane, out of Redis and the ledger. No personal data.

    A server that is away leaves out its own part, and `afterwrite_up` says so. With
    `AFTERWRITE_METRICS_TOKEN` set, only those who send it may ask.
    """
    services = services_of(request)
    _require_token(request, services.settings.metrics_token)
    return Response(
        await services.metrics.text(), headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"}
    )


def _require_token(request: Request, wanted: SecretStr | None) -> None:
    if wanted is None:
        return
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    token = given.strip() if scheme.lower() == "bearer" else ""
    # Starlette reads headers as Latin-1: this gives back the bytes that were sent.
    if not hmac.compare_digest(token.encode("latin-1"), wanted.get_secret_value().encode()):
        raise UnauthorizedError(token_was_given=bool(token))
