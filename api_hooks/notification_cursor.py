"""Where a page of notifications ends, as a text that means nothing to callers."""

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
    """The cursor behind a notification."""
    place = [row["unread"], row["told_at"].isoformat(), str(row["id"])]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_cursor(given: str | None) -> dict[str, Any]:
    """The parameters of the statement that a cursor stands for.

    Raises:
        InvalidFieldsError: it is none of ours.
    """
    if given is None:
        return {"after_unread": None, "after_told_at": None, "after_id": None}
    try:
        place = _place(given)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidFieldsError([FieldFault("cursor", given, _RULE)]) from None
    return dict(zip(("after_unread", "after_told_at", "after_id"), place, strict=True))


def _place(given: str) -> tuple[bool, str, UUID]:
    padded = given[:_LONGEST] + "=" * (-len(given) % 4)
    unread, told_at, id_ = json.loads(base64.urlsafe_b64decode(padded.encode()))
    when = datetime.fromisoformat(told_at)
    if not isinstance(unread, bool) or when.tzinfo is None:
        raise TypeError(given)
    return unread, when.isoformat(), UUID(id_)
