"""The page of a business: its trends as charts, and its athletes as a group; and its months as CSV."""

import asyncio
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.business_stats import kept_stats
from api_hooks.pages.answers import page
from api_hooks.pages.charts.business import business_charts
from api_hooks.pages.csv_answer import csv_answer
from api_hooks.pages.given_group import given_id
from api_hooks.pages.problems import told_as_pages
from api_hooks.stats_flags import StatsFlags
from domain.businesses import SMALLEST_GROUP

#: Of all parts what the page shows.
_FLAGS = StatsFlags.model_validate({"includeRecentTests": False, "includeBreakdowns": False})

router = APIRouter(include_in_schema=False)


@router.get("/businesses/{group_id}", name="show the business's page")  # noqa: FAST003  read from the request
@told_as_pages
async def business_page(request: Request) -> Response:
    """The same figures as the API's, through the same cache, for those who may read them."""
    content, is_degraded = await _content(request)
    return await asyncio.to_thread(_made, request, content, is_degraded)


@router.get("/businesses/{group_id}/trends.csv", name="send the business's months as CSV")  # noqa: FAST003
@told_as_pages
async def business_trends(request: Request) -> Response:
    """A line for each of the twelve months, the oldest first; what is not known is empty."""
    content, _ = await _content(request)
    group = {each["month"]: each for each in content["athletes"]["monthlyTrend"]}
    lines = [
        (
            each["month"][:7],
            each["count"],
            group[each["month"]]["checkIns"],
            group[each["month"]]["checkInRate"],
            group[each["month"]]["averageReadiness"],
        )
        for each in reversed(content["monthlyTrend"])
    ]
    names = ("month", "tests", "check_ins", "check_in_rate", "average_readiness")
    return csv_answer("trends.csv", names, lines)


async def _content(request: Request) -> tuple[dict[str, Any], bool]:
    kept, how = await kept_stats(request, given_id(request, "business"), _FLAGS)
    content: dict[str, Any] = from_json(kept.body)
    return content, how == "degraded"


def _made(request: Request, content: dict[str, Any], is_degraded: bool) -> Response:
    return page(
        request,
        "business.html",
        business_id=content["businessId"],
        name=content["businessName"],
        as_of=datetime.fromisoformat(content["asOf"]),
        is_degraded=is_degraded,
        statistics=content["statistics"],
        subscriptions=content["subscriptions"],
        group=content["athletes"],
        charts=business_charts(content),
        smallest=SMALLEST_GROUP,
        is_signed_in="authorization" not in request.headers,
    )
