"""Answers from precomputed rows, through the cache: with their age, and with how they came about."""

import time
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from starlette.responses import Response

from runtime.json_cache import How, Kept


def kept_body(content: dict[str, Any], version: int, as_of: datetime) -> Kept:
    """What is kept of an answer: all but its age."""
    return Kept(to_json({**content, "asOf": as_of}, inf_nan_mode="null"), version, as_of.timestamp())


def cached_answer(kept: Kept, how: How) -> Response:
    """The answer, with the age of what it says. The object is not read again: its end is put to it."""
    age = max(0, int(time.time() - kept.as_of))
    more = b',"degraded":true' if how == "degraded" else b""
    return Response(
        b'%b,"ageSeconds":%d%b}' % (kept.body[:-1], age, more),
        headers={"cache-control": "no-store", "x-cache": how},
        media_type="application/json",
    )
