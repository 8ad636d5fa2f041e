"""The list of athletes that the caller may see, those in need first: where signing in leads to."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.access import caller_parameters, require_user
from api_hooks.pages.answers import page
from api_hooks.pages.problems import told_as_pages
from api_hooks.query import Query
from api_hooks.services import services_of
from picture.listed import listed
from storage.athlete_list import ATHLETES
from storage.group_list import GROUPS, MOST_GROUPS

#: Nobody's name is longer, and what is longer is cut.
LONGEST_WANTED = 100

_ATHLETES, _GROUPS = Query.of(ATHLETES), Query.of(GROUPS)

router = APIRouter(include_in_schema=False)


@router.get("/athletes", name="show the list of athletes")
@told_as_pages
async def athletes_page(request: Request) -> Response:
    """Names with the readiness of today; `q` keeps those whose name has it in it."""
    services = services_of(request)
    identity = await services.authenticator.identify(request)
    wanted = request.query_params.get("q", "").replace("\0", "").strip()[:LONGEST_WANTED]
    rows = await services.database.rows(_ATHLETES, {**caller_parameters(identity), "wanted": wanted})
    require_user(rows[0])
    groups = await services.database.rows(_GROUPS, caller_parameters(identity))
    athletes = [listed(row) for row in rows if row["id"] is not None]
    return page(
        request,
        "athletes.html",
        athletes=athletes,
        found=rows[0]["found"] or 0,
        wanted=wanted,
        # Who works in one place need not be told its name on every line.
        several=len({athlete.business for athlete in athletes}) > 1,
        groups=groups,
        most_groups=MOST_GROUPS,
        is_signed_in="authorization" not in request.headers,
    )
