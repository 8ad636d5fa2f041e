"""Taking in a check-in: one SQL statement that stores it and what it owes, then one call to Redis."""

import asyncio
from typing import Any

import structlog

from api_hooks.access import caller_parameters, require_access
from api_hooks.database import Database, Row
from api_hooks.given_check_in import GivenCheckIn
from api_hooks.query import Query
from coalescing.async_submitter import AsyncSubmitter
from coalescing.errors import RedisUnavailableError
from runtime.tokens import Identity
from storage.check_ins import INTAKE

_INTAKE = Query.of(INTAKE)

#: Redis gets this long whatever state it is in. What it misses is owed in the ledger, and found there.
SUBMIT_SECONDS = 0.5

_logger = structlog.get_logger(__name__)


class Intake:
    """Stores check-ins and submits them to their lane."""

    def __init__(self, database: Database, lane: AsyncSubmitter) -> None:
        self._database = database
        self._lane = lane
        self._redis_is_away = False

    async def take(self, identity: Identity, given: GivenCheckIn) -> Row:
        """Store a check-in; if that changed anything, have it assessed. Answers the stored row.

        Raises:
            NotFoundError: no such user; or no such athlete, and the caller may know that.
            AccessDeniedError: the athlete is not the caller's.
            UnavailableError: PostgreSQL does not answer.
        """
        row = await self._database.row(_INTAKE, _parameters(identity, given))
        require_access(row)
        if row["changed"]:
            await self._submit(key_of(row), row["revision"])
        return row

    async def _submit(self, key: str, revision: int) -> None:
        try:
            async with asyncio.timeout(SUBMIT_SECONDS):
                await self._lane.submit(key, revision=revision)
        except (RedisUnavailableError, TimeoutError) as error:
            if not self._redis_is_away:
                _logger.warning(
                    "Redis is not available; check-ins are stored and owed in the ledger", reason=str(error)
                )
            self._redis_is_away = True
        else:
            if self._redis_is_away:
                _logger.info("Redis is available again")
            self._redis_is_away = False


def key_of(row: Row) -> str:
    """The check-in's key in its lane: `clientId:date`."""
    return f"{row['client_id']}:{row['date']}"


def receipt_of(row: Row, lane: str) -> dict[str, Any]:
    """What the caller may ask about later."""
    key = key_of(row)
    return {
        "lane": lane,
        "key": key,
        "revision": row["revision"],
        "url": f"/api/receipts/{lane}/{key}?revision={row['revision']}",
    }


def _parameters(identity: Identity, given: GivenCheckIn) -> dict[str, Any]:
    return {
        **given.columns,
        **caller_parameters(identity),
        "client_id": given.client_id,
        "day": given.date.day,
        "instant": given.date.instant,
        "present": tuple(given.columns),
    }
