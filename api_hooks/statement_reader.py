"""The database as packages below this one read it: by statement."""

import asyncio
from collections.abc import Mapping
from typing import Any

from api_hooks.database import Database, Row
from api_hooks.query import Query
from storage.statements import Statement


class StatementReader:
    """Runs statements on the web process's connections, each in a transaction of its own.

    Args:
        database: the web process's.
        at_once: statements that run at the same time, at most. Check-ins have the other connections.
    """

    def __init__(self, database: Database, at_once: int) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(at_once)
        self._queries: dict[bytes, Query] = {}

    async def rows(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        """All rows, by column; a missing parameter is NULL.

        Raises:
            UnavailableError: PostgreSQL did not answer in time, or went away.
        """
        query = self._queries.get(statement.text)
        if query is None:
            query = self._queries[statement.text] = Query.of(statement)
        async with self._turns:
            return await self._database.rows(query, parameters)
