"""Signing in and out: a bearer token is posted once, and lives in a cookie that no script can read.

A browser sends no `Authorization` header by itself, and a token must not stand in an address. So a form posts
it, it is verified, and the browser keeps it as the session cookie that the API accepts already: HttpOnly,
SameSite=Strict, Secure wherever the page came over https, and no longer than the token is good for.
"""

import time
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api_hooks.bodies import read_body
from api_hooks.errors import ForeignFormError, UnauthorizedError
from api_hooks.pages.answers import HEADERS, page
from api_hooks.pages.problems import told_as_pages
from api_hooks.pages.sign_in_form import HOME, own_page, sign_in_form
from api_hooks.services import services_of

#: A session ends after this long, however long the token is good for.
SESSION_SECONDS = 12 * 3600
#: Browsers drop a cookie of more than 4,096 bytes, name and attributes included.
LONGEST_IN_A_COOKIE = 3800
_FORM_LIMIT_BYTES = 16 * 1024

router = APIRouter(include_in_schema=False)


@router.get("/sign-in", name="show the form to sign in")
@told_as_pages
async def sign_in_page(request: Request) -> Response:
    """The form."""
    return sign_in_form(request)


@router.post("/sign-in", name="sign in")
@told_as_pages
async def sign_in(request: Request) -> Response:
    """Verify the token, and keep it in the session cookie."""
    _require_own_form(request)
    form = parse_qs(
        (await read_body(request, _FORM_LIMIT_BYTES)).decode("utf-8", "replace"), max_num_fields=8
    )
    token = "".join(form.get("token", [""])[0].split()).removeprefix("Bearer")
    then = own_page(form.get("then", [HOME])[0])
    if len(token) > LONGEST_IN_A_COOKIE:
        said = (
            f"This token has {len(token):,} characters; a browser can keep {LONGEST_IN_A_COOKIE:,} at most."
        )
        return sign_in_form(request, UnauthorizedError(token_was_given=True), said, then)
    services = services_of(request)
    try:
        identity = await services.authenticator.identity_of(token)
    except UnauthorizedError as error:
        said = "This token is not valid here, or out of date." if token else "Give a token."
        return sign_in_form(request, error, said, then)
    answer = _see_other(request, then)
    answer.set_cookie(
        services.settings.session_cookie_name,
        token,
        max_age=max(1, int(min(SESSION_SECONDS, identity.expires_at - time.time()))),
        path=_cookie_path(request),
        secure=_came_over_https(request),
        httponly=True,
        samesite="strict",
    )
    return answer


@router.get("/sign-out", name="show the form to sign out")
@told_as_pages
async def sign_out_page(request: Request) -> Response:
    """A button: a link must sign nobody out, since anybody's page may hold one."""
    return page(request, "sign_out.html")


@router.post("/sign-out", name="sign out")
@told_as_pages
async def sign_out(request: Request) -> Response:
    """Have the browser forget the cookie. The token itself stays good until it runs out."""
    _require_own_form(request)
    answer = _see_other(request, "/sign-in")
    answer.delete_cookie(
        services_of(request).settings.session_cookie_name,
        path=_cookie_path(request),
        secure=_came_over_https(request),
        httponly=True,
        samesite="strict",
    )
    return answer


def _require_own_form(request: Request) -> None:
    """Nobody's page but ours may sign somebody in or out: not as the athlete, and not as the attacker."""
    services_of(request).authenticator.same_origin.require(request)
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignFormError("Invalid origin")


def _came_over_https(request: Request) -> bool:
    """What the browser says counts as well: a proxy that ends TLS need not tell us."""
    origin = request.headers.get("origin", "")
    return request.url.scheme == "https" or origin.startswith("https://")


def _cookie_path(request: Request) -> str:
    return request.scope.get("root_path", "") or "/"


def _see_other(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(request.scope.get("root_path", "") + path, 303, dict(HEADERS))
