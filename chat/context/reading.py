"""Reading rows, whoever holds the connections."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from storage.statements import Statement

Row: TypeAlias = Mapping[str, Any]


class Reader(Protocol):
    """Runs one statement in a transaction of its own, with patience of its own.

    A missing parameter is NULL. Raises whatever says that the database does not answer.
    """

    async def rows(self, statement: Statement, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """All rows, by column."""
        ...
