"""The form to sign in with: shown by itself, and in place of a page that wants to know who is asking."""

import re

from starlette.requests import Request
from starlette.responses import Response

from api_hooks.errors import UnauthorizedError
from api_hooks.pages.answers import page

HOME = "/athletes"

#: Where one may be sent after signing in: our own pages, and nothing that could lead to anybody else's.
_OWN_PAGE = re.compile(
    r"/athletes|/(?:athletes|teams)/[0-9A-Fa-f-]{36}(?:\?days=[0-9]{1,4})?|/businesses/[0-9A-Fa-f-]{36}"
)


def own_page(path: str) -> str:
    """The path if it is one of our pages, else the list of athletes."""
    return path if _OWN_PAGE.fullmatch(path) else HOME


def sign_in_form(
    request: Request, error: UnauthorizedError | None = None, said: str = "", then: str = ""
) -> Response:
    """The form. With an error it has the error's status and headers.

    Args:
        request: what is answered.
        error: why nobody is believed to be signed in.
        said: what was wrong with the form as it was sent.
        then: the page that signing in leads to; the one that was asked for, unless another is given.
    """
    answer = page(
        request,
        "sign_in.html",
        status=error.status if error else 200,
        said=said or _what_happened(error),
        then=own_page(then or _asked_for(request)),
    )
    if error:
        answer.headers.update(error.headers)
    return answer


def _asked_for(request: Request) -> str:
    path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    if path == "/sign-in":
        return request.query_params.get("then", HOME)
    days = request.query_params.get("days", "")
    return f"{path}?days={days}" if days else path


def _what_happened(error: UnauthorizedError | None) -> str:
    was_signed_in = error is not None and "invalid_token" in error.headers["www-authenticate"]
    return "Your session has ended, or your token is not valid here." if was_signed_in else ""
