"""Where a page of conversations ends, as a text that means nothing to callers."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from api_hooks.database import Row
from api_hooks.errors import FieldFault, InvalidFieldsError

_RULE = "the nextCursor of an earlier answer"
_LONGEST = 300


def cursor_after(row: Row) -> str:
    """The cursor behind a conversation."""
    place = [row["spoken_at"].isoformat(), str(row["id"])]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(given: str | None) -> dict[str, Any]:
    """The parameters of the statement that a cursor stands for.

    Raises:
        InvalidFieldsError: it is none of ours.
    """
    if given is None:
        return {"after_spoken_at": None, "after_id": None}
    try:
        padded = given[:_LONGEST] + "=" * (-len(given) % 4)
        spoken_at, id_ = json.loads(base64.urlsafe_b64decode(padded.encode()))
        when = datetime.fromisoformat(spoken_at)
        place = {"after_spoken_at": when.isoformat(), "after_id": UUID(id_)}
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidFieldsError([FieldFault("cursor", given, _RULE)]) from None
    if when.tzinfo is None:
        raise InvalidFieldsError([FieldFault("cursor", given, _RULE)])
    return place
