"""The route of receipts: what has become of an accepted write."""

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user, uuid_or_none
from api_hooks.answers import json_answer
from api_hooks.database import Row
from api_hooks.errors import AccessDeniedError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.receipt_state import SeenEntry, is_settled, state_of
from api_hooks.redis_view import RedisView
from api_hooks.schemas import ReceiptState
from api_hooks.services import Services, services_of
from coalescing.declared import declared_lanes
from coalescing.errors import RedisUnavailableError
from storage.receipts import RECEIPT

_RECEIPT = Statement.of(RECEIPT)
_logger = structlog.get_logger(__name__)

router = APIRouter(tags=["receipts"])


@router.get(
    "/api/receipts/{lane}/{key:path}",
    name="look up the receipt",
    summary="Ask what became of a write",
    response_model=ReceiptState,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_receipt(
    request: Request,
    lane: str,
    key: str,
    revision: Annotated[int | None, Query(ge=1, description="of the write; the newest by default")] = None,
) -> Response:
    """Where the deferred work of a write stands: owed, waiting, running, done or dead.

    The ledger answers first; Redis adds when the work is due and whether somebody is at it.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters = {
        **caller_parameters(identity),
        "client_id": uuid_or_none(key.partition(":")[0]),
        "lane": lane,
        "key": key,
    }
    if lane not in declared_lanes() or "\0" in key:
        raise _unknown()
    row = await services.database.row(_RECEIPT, parameters)
    require_user(row)
    if not row["allowed"]:
        raise AccessDeniedError
    if row["key"] is None or (revision is not None and revision > row["revision"]):
        raise _unknown()
    return json_answer(await _state(services, row, revision or row["revision"]))


async def _state(services: Services, row: Row, revision: int) -> dict[str, Any]:
    seen = None if is_settled(row, revision) else await _seen(services.redis, row["lane"], row["key"])
    return state_of(row, revision, seen)


async def _seen(redis: RedisView, lane: str, key: str) -> SeenEntry | None:
    try:
        return await redis.look(lane, key)
    except RedisUnavailableError:
        _logger.info("a receipt was answered from the ledger alone", lane=lane)
        return None


def _unknown() -> NotFoundError:
    return NotFoundError("Receipt not found")
