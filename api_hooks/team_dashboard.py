"""The route of a team's dashboard: its newest broadcasts, and what its members have done."""

from collections.abc import Callable, Coroutine
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters
from api_hooks.answers import error_answer
from api_hooks.cached_answers import cached_answer, kept_body
from api_hooks.dashboard_schemas import TeamDashboard
from api_hooks.error_handlers import faults_of
from api_hooks.errors import ApiError, InvalidFieldsError, NotFoundError
from api_hooks.query import Query as Statement
from api_hooks.services import Services, services_of
from api_hooks.team_access import TEAM_UNKNOWN, readable_version
from domain.assignments import completion_rate
from runtime.json_cache import Kept
from storage.team_dashboard import DASHBOARD, MOST_DAYS, USUAL_DAYS

_DASHBOARD = Statement.of(DASHBOARD)


class _TeamRoute(APIRoute):
    """Its errors say `success: false` too, as clients of this endpoint expect."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return error_answer(InvalidFieldsError(faults_of(error)), success=False)
            except ApiError as error:
                return error_answer(error, success=False)

        return answer


router = APIRouter(tags=["dashboards"], route_class=_TeamRoute)


@router.get(
    "/api/teams/{id}/dashboard",
    name="read the team's dashboard",
    summary="Read a team's dashboard",
    response_model=TeamDashboard,
    responses=openapi.errors(401, 403, 404, 422, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_team_dashboard(
    request: Request,
    team_id: Annotated[UUID, Path(alias="id", description="the team's id")],
    members: Annotated[
        bool, Query(alias="includeMemberStats", description="false: without what each member has done")
    ] = True,
    broadcasts: Annotated[
        bool, Query(alias="includeRecentBroadcasts", description="false: without the newest broadcasts")
    ] = True,
    days: Annotated[
        int, Query(ge=1, le=MOST_DAYS, description="up to today, that members' counts are of")
    ] = USUAL_DAYS,
) -> Response:
    """Completion of a team, from summaries that are counted beforehand. `asOf` says when they were.

    For the team's owner, for coaches who are active in its business, and for ADMIN.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    version = await readable_version(services, {**caller_parameters(identity), "team_id": team_id})
    flags = {"members": members, "broadcasts": broadcasts, "days": days}
    kept, how = await services.cache.get(
        f"team-dashboard:{team_id}:{int(members)}:{int(broadcasts)}:{days}",
        version,
        partial(_made, services, {"team_id": team_id, **flags}),
    )
    return cached_answer(kept, how)


async def _made(services: Services, parameters: dict[str, Any]) -> Kept:
    rows = await services.database.rows(_DASHBOARD, parameters)
    if not rows:  # removed meanwhile
        raise NotFoundError(TEAM_UNKNOWN)
    row = rows[0]
    data: dict[str, Any] = {"team": _team(row)}
    if row["broadcasts"] is not None:
        data["recentBroadcasts"] = [_broadcast(*each) for each in row["broadcasts"]]
    if row["members"] is not None:
        members = [_member(*each) for each in row["members"]]
        data["memberStats"] = sorted(members, key=_by_rate)
    return kept_body({"success": True, "data": data}, row["version"], row["as_of"])


def _team(row: dict[str, Any]) -> dict[str, Any]:
    organization = {"id": row["organization_id"], "name": row["organization_name"]}
    return {
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "sportType": row["sport_type"],
        "memberCount": row["member_count"],
        "organization": organization if row["organization_id"] else None,
    }


def _broadcast(
    broadcast_id: str, day: date, name: str, kind: str, assigned: int, completed: int
) -> dict[str, Any]:
    return {
        "id": broadcast_id,
        "assignedDate": day,
        "workoutName": name,
        "workoutType": kind.lower(),
        "totalAssigned": assigned,
        "totalCompleted": completed,
        "completionRate": completion_rate(completed, assigned),
    }


def _member(client_id: str, name: str, email: str | None, assigned: int, completed: int) -> dict[str, Any]:
    return {
        "athleteId": client_id,
        "name": name,
        "email": email,
        "assignedCount": assigned,
        "completedCount": completed,
        "completionRate": completion_rate(completed, assigned),
    }


def _by_rate(member: dict[str, Any]) -> tuple[Any, ...]:
    return -member["completionRate"], -member["assignedCount"], member["name"], member["athleteId"]
