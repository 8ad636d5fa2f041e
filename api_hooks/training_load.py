"""The route of training load: an athlete's days, with all that the ratio is made of."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access
from api_hooks.answers import json_answer
from api_hooks.days import days_between
from api_hooks.load_schemas import TrainingLoads
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from domain.load_day import Withheld
from domain.load_wording import LOAD_NOTE, load_reading
from domain.training_load import MINIMUM_HISTORY, LoadZone
from storage.training_load_reading import LOADS, MOST_DAYS, USUAL_DAYS
from storage.training_loads import LOAD_COLUMNS

_LOADS = Statement.of(LOADS)
_NAMES = json_names(*LOAD_COLUMNS, "computed_at")

router = APIRouter(tags=["training load"])


@router.get(
    "/api/training-load",
    name="read the training load",
    summary="Read an athlete's training load",
    response_model=TrainingLoads,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_training_load(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
    first: Annotated[
        str | None,
        Query(
            alias="from", description=f"first local day, YYYY-MM-DD; {USUAL_DAYS} days up to `to` by default"
        ),
    ] = None,
    last: Annotated[
        str | None, Query(alias="to", description="last local day; the athlete's today by default")
    ] = None,
) -> Response:
    """An athlete's training load by day, newest first: what was done, against what is usual.

    There is a ratio, and a zone, only where there is enough to compare with; else the reason is told. Days
    before the first activity are absent.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    days = days_between(first, last, MOST_DAYS)
    rows = await services.database.rows(
        _LOADS, {**caller_parameters(identity), "client_id": client_id, **days}
    )
    require_access(rows[0])
    return json_answer(
        {
            "success": True,
            "clientId": client_id,
            "from": rows[0]["first"],
            "to": rows[0]["last"],
            "pending": rows[0]["pending"],
            "minimumHistoryDays": MINIMUM_HISTORY,
            "days": [_shown(row) for row in rows if row["date"] is not None],
            "note": LOAD_NOTE,
        }
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: row[column] for name, column in _NAMES.items()}
    return shown | {"reading": _reading(row["zone"], row["withheld"])}


def _reading(zone: str | None, withheld: str | None) -> str | None:
    try:
        return load_reading(LoadZone(zone) if zone else None, Withheld(withheld) if withheld else None)
    except ValueError:  # of an engine that this process does not know
        return None
