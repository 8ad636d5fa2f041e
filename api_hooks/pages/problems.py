"""Errors as pages that people can read, with the status that the API gives them."""

from collections.abc import Awaitable, Callable
from functools import wraps
from types import MappingProxyType
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from api_hooks.errors import ApiError, UnauthorizedError
from api_hooks.pages.answers import page
from api_hooks.pages.sign_in_form import sign_in_form

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

_HEADINGS = MappingProxyType(
    {
        403: "You may not see this page",
        404: "There is no such page",
        413: "That is too much",
        422: "The address is not right",
        503: "The database does not answer",
    }
)
_ADVICE = MappingProxyType(
    {
        403: "The athlete is not one of yours, or does not exist. If that is wrong, ask who manages access.",
        404: "Check the address, or choose an athlete from the list.",
        422: "An athlete's address ends with the athlete's id.",
        503: "Nothing is lost. Try again in a few seconds.",
    }
)


def told_as_pages(endpoint: Endpoint) -> Endpoint:
    """Have an endpoint's errors answered as pages; without a session, as the form to sign in."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except UnauthorizedError as error:
            return sign_in_form(request, error)
        except ApiError as error:
            return problem_page(request, error)

    return answered


def problem_page(request: Request, error: ApiError) -> Response:
    """The page of an error."""
    status = error.status
    answer = page(
        request,
        "problem.html",
        status=status,
        heading=_HEADINGS.get(status, "That did not work"),
        said=str(error),
        advice=_ADVICE.get(status, ""),
        is_passing=status == 503,  # noqa: PLR2004  Service Unavailable
    )
    answer.headers.update(error.headers)
    return answer
