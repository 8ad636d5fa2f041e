"""The route of a business's figures: tests, subscriptions, trends, and its athletes as a group."""

from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api_hooks import openapi
from api_hooks.access import caller_parameters, require_user
from api_hooks.cached_answers import cached_answer, kept_body
from api_hooks.dashboard_schemas import BusinessStats
from api_hooks.errors import AccessDeniedError, NotFoundError, TooManyRequestsError
from api_hooks.query import Query as Statement
from api_hooks.services import Services, services_of
from api_hooks.stats_flags import StatsFlags
from domain.businesses import SMALLEST_GROUP
from runtime.json_cache import How, Kept
from storage.business_stats import STATS
from storage.dashboard_access import BUSINESS_ACCESS

_ACCESS, _STATS = Statement.of(BUSINESS_ACCESS), Statement.of(STATS)

#: Days that a short window looks back.
_SHORT_DAYS = 30

router = APIRouter(tags=["dashboards"])


@router.get(
    "/api/business/{id}/stats",
    name="read the business's figures",
    summary="Read a business's figures",
    response_model=BusinessStats,
    responses=openapi.errors(401, 403, 404, 422, 429, 503),
    openapi_extra=openapi.AUTHENTICATED,
)
async def get_business_stats(
    request: Request,
    business_id: Annotated[UUID, Path(alias="id", description="the business's id")],
    flags: Annotated[StatsFlags, Query()],
) -> Response:
    """What a business comes to, from summaries that are counted beforehand. `asOf` says when they were.

    For coaches who are active in the business, and for ADMIN. Parts that are not asked for are left out.
    """
    kept, how = await kept_stats(request, business_id, flags)
    return cached_answer(kept, how)


async def kept_stats(request: Request, business_id: UUID, flags: StatsFlags) -> tuple[Kept, How]:
    """The figures for whoever asks, through the cache.

    Raises:
        UnauthorizedError: nobody is signed in.
        UnknownUserError: no such user.
        NotFoundError: for an ADMIN, no such business.
        AccessDeniedError: the business is not the caller's, or does not exist.
        TooManyRequestsError: the caller has asked too often for what is not cached.
    """
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    row = await services.database.row(_ACCESS, {**caller_parameters(identity), "business_id": business_id})
    require_user(row)
    if row["business_id"] is None and row["caller_role"] == "ADMIN":
        raise _unknown()
    if not row["allowed"]:
        raise AccessDeniedError
    return await services.cache.get(
        f"business-stats:{business_id}:{flags.key}",
        row["version"],
        partial(_made, services, business_id, flags),
        refresh=flags.refresh,
        admit=partial(_admit, services, str(row["caller_id"])),
    )


async def _admit(services: Services, user: str) -> None:
    if exceeded := await services.stats_limit.count(user):
        raise TooManyRequestsError(exceeded)


async def _made(services: Services, business_id: UUID, flags: StatsFlags) -> Kept:
    wanted = {
        "recent": flags.recent,
        "take": flags.take,
        "breakdowns": flags.breakdowns,
        "months": flags.trend or flags.athletes,
    }
    rows = await services.database.rows(_STATS, {"business_id": business_id, **wanted})
    if not rows:  # removed meanwhile
        raise _unknown()
    row = rows[0]
    counts, statistics = row["counts"], row["counts"]["statistics"]
    if flags.short:  # they were not looked at: that is not zero, and not the 30 days' count either
        statistics = {**statistics, "testsLast90Days": None, "testsLastYear": None}
    content = {"businessId": row["id"], "businessName": row["name"], "statistics": statistics}
    if flags.subscriptions:
        content["subscriptions"] = counts["subscriptions"]
    if row["testers"] is not None:
        content["testerBreakdown"] = [_counted("tester", *each) for each in row["testers"]]
        content["locationBreakdown"] = [_counted("location", *each) for each in row["locations"]]
    months = _within(row["months"] or [], row["today"], short=flags.short)
    if flags.trend:
        content["monthlyTrend"] = [
            {"month": f"{month}T00:00:00.000Z", "count": tests} for month, tests, *_ in months
        ]
    if row["recent"] is not None:
        content["recentTests"] = [_test(*each) for each in row["recent"]]
    if flags.athletes:
        trend = [_month(counts["athletes"]["athleteCount"], each) for each in months]
        content["athletes"] = {**counts["athletes"], "monthlyTrend": trend}
    return kept_body(content, row["version"], row["as_of"])


def _within(months: list[list[Any]], today: date, *, short: bool) -> list[list[Any]]:
    """The months that a window touches, whole ones."""
    first = str((today - timedelta(days=_SHORT_DAYS)).replace(day=1))
    return [each for each in months if not short or each[0] >= first]


def _counted(what: str, its_id: str, name: str, tests: int) -> dict[str, Any]:
    return {f"{what}Id": its_id, f"{what}Name": name, "testCount": tests}


def _month(people: int, values: list[Any]) -> dict[str, Any]:
    """One month of the athletes as a group; of few of them nothing is said."""
    month, _, check_ins, readiness, scored, kept, days, athletes = values
    return {
        "month": f"{month}T00:00:00.000Z",
        "checkIns": check_ins if people >= SMALLEST_GROUP else None,
        "checkInRate": min(100, round(100 * kept / days)) if athletes >= SMALLEST_GROUP else None,
        "averageReadiness": readiness and round(readiness, 1) if scored >= SMALLEST_GROUP else None,
    }


def _test(*values: Any) -> dict[str, Any]:
    test_id, client, taken, kind, status, client_name, tester, tester_name, location, location_name = values
    return {
        "id": test_id,
        "clientId": client,
        "testDate": taken,
        "testType": kind,
        "status": status,
        "testerId": tester,
        "locationId": location,
        "client": {"id": client, "name": client_name},
        "tester": {"id": tester, "name": tester_name} if tester else None,
        "testLocation": {"id": location, "name": location_name} if location else None,
    }


def _unknown() -> NotFoundError:
    return NotFoundError("Business not found")
