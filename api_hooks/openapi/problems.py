"""Documentation of routes' errors."""

from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from api_hooks.openapi.bodies import named
from api_hooks.schemas import Problem

_REASONS = MappingProxyType(
    {
        400: "The body is not a JSON object (or a list of them, where that is allowed)",
        401: "No token, or one that is forged, expired or for somebody else",
        403: "The athlete is not the caller's (or does not exist), or a foreign page asks for a change",
        404: "No such user; for an ADMIN also: no such athlete. Receipts: never accepted. Notifications and"
        " channels: none of the caller's. Else: no such one, or a foreign athlete's",
        409: "It does not go together with what there is",
        413: "The body is larger than 64 KB; with a document, than 1 MB",
        408: "The body was not there in time",
        422: "The request is well formed and says something impossible; all such fields are listed",
        429: "The caller has asked too often; `X-RateLimit-Reset` says until when",
        501: "A setting is missing for it; the answer says which",
        503: "The database does not answer; nothing is acknowledged. Try again after `Retry-After` seconds",
    }
)


_EXAMPLES: MappingProxyType[int, dict[str, Any]] = MappingProxyType(
    {
        401: {"error": "Unauthorized"},
        403: {"error": "Access denied"},
        404: {"error": "User not found"},
        422: {
            "error": "mood must be a whole number from 1 to 10",
            "details": [{"field": "mood", "value": 11, "rule": "a whole number from 1 to 10"}],
        },
        429: {
            "error": "RATE_LIMIT_EXCEEDED",
            "message": "More than 6000 requests in a minute; try again in 7 s",
            "retryAfter": 7,
        },
        501: {"error": "Strava cannot be connected here: AFTERWRITE_STRAVA_CLIENT_ID is not set"},
        503: {"error": "The database does not answer; try again in a moment", "retryAfter": 2},
    }
)


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Documentation of a route's errors."""
    documented: dict[int | str, dict[str, Any]] = {}
    for status in (*statuses, 500):
        entry: dict[str, Any] = {
            "model": Problem,
            "description": _REASONS.get(status, HTTPStatus(status).phrase),
        }
        if status in _EXAMPLES:
            entry["content"] = {"application/json": {"example": _EXAMPLES[status]}}
        documented[status] = entry
    return documented


def problem(status: int) -> dict[str, Any]:
    """A documented error, as it stands in the document."""
    content: dict[str, Any] = {"schema": named("Problem")}
    if status in _EXAMPLES:
        content["example"] = _EXAMPLES[status]
    return {"description": _REASONS[status], "content": {"application/json": content}}
