"""Errors of our own, of routing and of validation: all answered in the same form."""

from collections.abc import Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api_hooks.answers import error_answer, json_answer
from api_hooks.errors import ApiError, FieldFault, InvalidFieldsError, NotFoundError
from api_hooks.pages.home import is_asked_for_by_a_person
from api_hooks.pages.problems import problem_page

#: What the parameters of a URL must be, by the kind of mistake.
_RULES = MappingProxyType(
    {
        "missing": "given",
        "int_parsing": "a whole number",
        "int_parsing_size": "a whole number",
        "int_from_float": "a whole number",
        "uuid_parsing": "a UUID",
        "bool_parsing": "true or false",
        "greater_than_equal": "at least {ge}",
        "less_than_equal": "at most {le}",
        "literal_error": "{expected}",
    }
)


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers. What they do not know is a defect, and answered by the outermost layer."""
    app.add_exception_handler(ApiError, _on_api_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation_error)


async def _on_api_error(_: Request, error: Exception) -> Response:
    return error_answer(cast("ApiError", error))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    raised = cast("HTTPException", error)
    if raised.status_code == HTTPStatus.NOT_FOUND and is_asked_for_by_a_person(request):
        return problem_page(request, NotFoundError("There is nothing at this address"))
    return json_answer({"error": raised.detail}, raised.status_code, raised.headers)


async def _on_validation_error(_: Request, error: Exception) -> Response:
    return error_answer(InvalidFieldsError(faults_of(cast("RequestValidationError", error))))


def faults_of(error: RequestValidationError) -> list[FieldFault]:
    """What is wrong with the parameters of a URL."""
    problems: Sequence[Any] = error.errors()
    return [_fault(problem) for problem in problems]


def _fault(problem: dict[str, Any]) -> FieldFault:
    name = str(problem["loc"][-1])
    value = None if problem["type"] == "missing" else problem["input"]
    rule = _RULES.get(problem["type"], "something else").format_map(problem.get("ctx", {}))
    return FieldFault(name, value, rule)
