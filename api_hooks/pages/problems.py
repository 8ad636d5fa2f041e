"""Errors as pages that people can read, with the status that the API gives them."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from api_hooks.errors import ApiError, UnauthorizedError
from api_hooks.pages.answers import page
from api_hooks.pages.hints import hint_of
from api_hooks.pages.sign_in_form import sign_in_form

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


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
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    hint = hint_of(error, path)
    answer = page(request, "problem.html", status=error.status, hint=hint, said=str(error))
    answer.headers.update(error.headers)
    return answer
