"""Where an answer about a calendar ends: of each source that has more, the last item that was shown.

To callers it is a text that means nothing. It keeps the days too, so that a month that is nobody's choice
does not become another one between two answers.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from api_hooks.errors import FieldFault, InvalidFieldsError
from domain.calendar import FIRST_DAY, LAST_DAY, MOST_DAYS
from storage.calendar_sources import SOURCES

#: Day, order within the day, and id of an item.
Place = list[str | int]

_RULE = "the nextCursor of an earlier answer"
_LONGEST = 2_000
_NAMES = frozenset(source.name for source in SOURCES)
_MOST_ORDER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """The days that are looked at, and where each source that has more goes on."""

    first: date
    last: date
    places: Mapping[str, Place]

    def text(self) -> str:
        """The cursor as callers get it."""
        content = [self.first.isoformat(), self.last.isoformat(), self.places]
        written = json.dumps(content, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(given: str) -> Cursor:
    """The cursor that a text stands for.

    Raises:
        InvalidFieldsError: it is none of ours.
    """
    try:
        return _read(given)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise InvalidFieldsError([FieldFault("cursor", given, _RULE)]) from None


def _read(given: str) -> Cursor:
    if len(given) > _LONGEST:
        raise ValueError(given)
    padded = given + "=" * (-len(given) % 4)
    first, last, places = json.loads(base64.urlsafe_b64decode(padded.encode()))
    if not places.keys() <= _NAMES or not places:
        raise ValueError(given)
    return Cursor(_day(first), _day(last), {name: _place(*place) for name, place in places.items()})


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY + timedelta(days=MOST_DAYS):
        raise ValueError(text)
    return day


def _place(day: str, order: int, item: str) -> Place:
    if type(order) is not int or abs(order) > _MOST_ORDER:
        raise ValueError(order)
    return [date.fromisoformat(day).isoformat(), order, str(UUID(item))]
