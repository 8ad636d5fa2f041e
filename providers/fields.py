"""Reading the fields of an event, and noting all that are not right before anything is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from domain.provider_instants import instant_of_seconds
from providers.event_errors import EventFault, InvalidEventError

#: Names of things at a provider are shorter.
LONGEST_NAME = 100
#: They are whole numbers of 64 bits.
_LARGEST_ID = 2**63 - 1


@dataclass(slots=True)
class Fields:
    """The fields of one object, and what is wrong with them.

    What cannot be read is answered as something harmless; `check` is to be called before it is used.
    """

    given: Mapping[str, Any]
    #: Where the object is in the body.
    path: str = ""
    faults: list[EventFault] = field(default_factory=list)

    def id(self, name: str) -> str:
        """A whole number above zero, as text."""
        value = self.given.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID:
            return str(value)
        self._fault(name, f"a whole number from 1 to {_LARGEST_ID}")
        return ""

    def word(self, name: str, *, longest: int = LONGEST_NAME) -> str:
        """Text that is not empty, nor long."""
        value = self.given.get(name)
        if isinstance(value, str) and 0 < len(value) <= longest:
            return value
        self._fault(name, f"text of 1 to {longest} characters")
        return ""

    def instant(self, name: str, now: datetime) -> datetime:
        """A point in time, in seconds since 1970."""
        instant = instant_of_seconds(self.given.get(name), now)
        if instant is not None:
            return instant
        self._fault(name, "a point in time in seconds since 1970, from 2000 to tomorrow")
        return datetime.fromtimestamp(0, UTC)

    def object(self, name: str) -> Mapping[str, Any]:
        """An object; an empty one if it is not there."""
        value = self.given.get(name)
        if isinstance(value, dict):
            return value
        if value is not None:
            self._fault(name, "an object")
        return {}

    def check(self) -> None:
        """Refuse what is not right.

        Raises:
            InvalidEventError: with all that is wrong.
        """
        if self.faults:
            raise InvalidEventError(self.faults)

    def _fault(self, name: str, rule: str) -> None:
        where = f"{self.path}.{name}" if self.path else name
        self.faults.append(EventFault(where, self.given.get(name), rule))
