"""The route of effects: what an athlete's check-ins have set in motion, and what of it was withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_access
from api_hooks.answers import json_answer
from api_hooks.days import day_of
from api_hooks.effect_schemas import Effects
from api_hooks.query import Query as Statement
from api_hooks.row_names import json_names
from api_hooks.services import services_of
from domain.effect_wording import effect_line
from storage.effect_reading import EFFECT_COLUMNS, EFFECTS, MOST_EFFECTS, USUAL_EFFECTS

_EFFECTS = Statement.of(EFFECTS)
_NAMES = json_names(*(name for name in EFFECT_COLUMNS if name != "effect_key"))

router = APIRouter(tags=["effects"])


@router.get(
    "/api/effects",
    name="read the effects",
    summary="Read what an athlete's check-ins have set in motion",
    response_model=Effects,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_effects(
    request: Request,
    client_id: Annotated[UUID, Query(alias="clientId", description="the athlete's id")],
    day: Annotated[
        str | None,
        Query(alias="date", description="local day of a check-in, YYYY-MM-DD; else all days"),
    ] = None,
    limit: Annotated[int, Query(description=f"effects, clamped to 1..{MOST_EFFECTS}")] = USUAL_EFFECTS,
) -> Response:
    """Cases, restrictions, changed workouts and notices, with their reasons; those withdrawn included."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    parameters: dict[str, UUID | date | int | None] = {
        "client_id": client_id,
        "day": day_of("date", day),
        "limit": max(1, min(limit, MOST_EFFECTS)),
    }
    rows = await services.database.rows(_EFFECTS, {**caller_parameters(identity), **parameters})
    require_access(rows[0])
    shown = [_shown(row) for row in rows if row["id"] is not None]
    return json_answer({"success": True, "clientId": client_id, "effects": shown})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    what = effect_line(row["kind"], row["before"], row["after"])
    return {name: row[column] for name, column in _NAMES.items()} | {"key": row["effect_key"], "what": what}
