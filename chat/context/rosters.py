"""Whose names must not be told, remembered for as long as nobody comes, goes or is renamed."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from chat.context.making import Making
from chat.context.reading import Reader
from chat.people import Person, Who
from chat.scrubbing import Scrubber
from storage.chat_versions import ROSTER

#: People that a process remembers, in all groups together; each takes some 500 bytes.
_REMEMBERED = 50_000


class Rosters:
    """Scrubbers by the version of the people. They are in this process's memory only.

    Args:
        reader: of the database.
        making: what is being made.
    """

    def __init__(self, reader: Reader, making: Making) -> None:
        self._reader = reader
        self._making = making
        self._known: OrderedDict[str, Scrubber] = OrderedDict()

    async def scrubber(self, version: str, parameters: Mapping[str, Any], deadline: float) -> Scrubber:
        """The scrubber of these people.

        Args:
            version: of the people, with whom it is about.
            parameters: of `storage.chat_versions.ROSTER`.
            deadline: by the event loop's clock.

        Raises:
            LateError: it was not there in time.
            Exception: what the reader raises.
        """
        if version in self._known:
            self._known.move_to_end(version)
            return self._known[version]
        return await self._making.get(f"people:{version}", lambda: self._make(parameters), deadline)

    async def _make(self, parameters: Mapping[str, Any]) -> Scrubber:
        rows = await self._reader.rows(ROSTER, parameters)
        people = [Person(Who(row["who"]), row["name"]) for row in rows]
        # Of hundreds of people it takes some milliseconds, which check-ins need not wait for.
        scrubber = await asyncio.to_thread(Scrubber, people)
        # Of the version that was read, which may be a newer one.
        self._known[f"{rows[0]['version']}"] = scrubber
        while len(self._known) > 1 and sum(each.people for each in self._known.values()) > _REMEMBERED:
            self._known.popitem(last=False)
        return scrubber
