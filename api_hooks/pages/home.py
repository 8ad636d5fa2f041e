"""Addresses that people type: they lead to the list, and one that leads nowhere is told as a page."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api_hooks.pages.answers import HEADERS

router = APIRouter(include_in_schema=False)


@router.get("/", name="go to the list of athletes")
@router.get("/athletes/", name="go to the list of athletes")
async def home(request: Request) -> Response:
    """The list is the first page."""
    return RedirectResponse(request.scope.get("root_path", "") + "/athletes", 303, dict(HEADERS))


def is_asked_for_by_a_person(request: Request) -> bool:
    """Whether a browser asks for a page. Whoever asks the API is answered in JSON, whatever is accepted."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    wants_html = "text/html" in request.headers.get("accept", "")
    return request.method in {"GET", "HEAD"} and wants_html and not path.startswith("/api/")
