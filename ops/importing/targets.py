"""Where a column can go: a field of the check-in, the day, or who it is."""

import re
from difflib import get_close_matches
from types import MappingProxyType

from domain.check_in import FIELD_BY_NAME, FIELDS, Field, Kind
from storage.import_athletes import AthleteKey

DATE = "date"

#: Ways to say who it is.
ATHLETE: "MappingProxyType[str, AthleteKey]" = MappingProxyType(
    {"clientId": "id", "athleteName": "name", "athleteEmail": "email"}
)

#: Fields that can be written in a cell.
IMPORTABLE: tuple[Field, ...] = tuple(field for field in FIELDS if field.kind is not Kind.JSON)

#: All of them, as a person reads them.
NAMES = (*ATHLETE, DATE, *(field.name for field in IMPORTABLE))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


# Names of the API and of the columns in the database, whatever their case and whatever is between the words.
_BY_PLAIN = MappingProxyType(
    {_plain(field.column): field.name for field in IMPORTABLE}
    | {_plain(field.name): field.name for field in IMPORTABLE}
    | {_plain(name): name for name in (*ATHLETE, DATE)}
)


def target_of(name: str) -> str | None:
    """The target that a name means, be it a column's heading or a typed one; None if it means none."""
    return _BY_PLAIN.get(_plain(name))


def field_of(target: str) -> Field:
    """The field of a target that is one."""
    return FIELD_BY_NAME[target]


def similar(name: str) -> str:
    """A hint for who has typed nearly right, or nothing."""
    close = get_close_matches(_plain(name), _BY_PLAIN, n=1)
    return f" Did you mean {_BY_PLAIN[close[0]]}?" if close else ""
