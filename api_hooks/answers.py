"""Answers: JSON made by pydantic's serialiser, which is fast and writes dates and ids as text."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json
from starlette.responses import Response

from api_hooks.errors import MOST_NAMED, ApiError, FieldFault

#: Longer values are cut where an error repeats them.
LONGEST_ECHO = 100


def json_answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response that nobody may keep: it is about one person's health."""
    return Response(
        to_json(content, inf_nan_mode="null"),
        status_code=status,
        headers={"cache-control": "no-store", **(headers or {})},
        media_type="application/json",
    )


def error_answer(error: ApiError, **more: Any) -> Response:
    """The response for an error: `{"error": ...}`, with `details` where fields are at fault, and `more`."""
    content: dict[str, Any] = {**more, "error": str(error), **error.more}
    if error.details:
        content["details"] = [_detail(fault) for fault in error.details[:MOST_NAMED]]
    return json_answer(content, error.status, error.headers)


def _detail(fault: FieldFault) -> dict[str, Any]:
    return {"field": _sendable(fault.field), "value": echo(fault.value), "rule": fault.rule}


def echo(value: Any) -> str | float | bool | None:
    """What was given, short enough and clean enough to be sent back."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) < 2.0**53:  # false for NaN
        return value
    if not isinstance(value, str):
        value = repr(value) if isinstance(value, int | float) else _as_json(value)
    shown = _sendable(value)
    return shown if len(shown) <= LONGEST_ECHO else shown[:LONGEST_ECHO] + "…"


def _as_json(value: Any) -> str:
    # The standard library's, since a text in it may be half of a surrogate pair.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _sendable(text: str) -> str:
    # Half of a surrogate pair has no UTF-8 form.
    return text.encode("utf-8", "backslashreplace").decode()
