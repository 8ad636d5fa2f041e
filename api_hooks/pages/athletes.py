"""The list of athletes that the caller may see: where signing in leads to."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.access import caller_parameters, require_user
from api_hooks.pages.answers import page
from api_hooks.pages.problems import told_as_pages
from api_hooks.query import Query
from api_hooks.services import services_of
from storage.athlete_picture import ATHLETES

_ATHLETES = Query.of(ATHLETES)

router = APIRouter(include_in_schema=False)


@router.get("/athletes", name="show the list of athletes")
@told_as_pages
async def athletes_page(request: Request) -> Response:
    """Names, each with the day of the newest check-in. No health values: those are a page further."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    rows = await services.database.rows(_ATHLETES, caller_parameters(identity))
    require_user(rows[0])
    athletes = [row for row in rows if row["id"] is not None]
    return page(
        request, "athletes.html", athletes=athletes, is_signed_in="authorization" not in request.headers
    )
