"""Taking in a check-in: one SQL statement that stores it and what it owes, then one call to Redis."""

from typing import Any

from api_hooks.access import caller_parameters, require_access
from api_hooks.database import Database, Row
from api_hooks.given_check_in import GivenCheckIn
from api_hooks.query import Query
from api_hooks.receipt_links import receipt
from api_hooks.submitting import Submitting
from coalescing.async_submitter import AsyncSubmitter
from runtime.tokens import Identity
from storage.check_ins import INTAKE

_INTAKE = Query.of(INTAKE)


class Intake:
    """Stores check-ins and submits them to their lane."""

    def __init__(self, database: Database, lane: AsyncSubmitter) -> None:
        self._database = database
        self._submitting = Submitting(lane)

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
            await self._submitting.submit(key_of(row), row["revision"])
        return row


def key_of(row: Row) -> str:
    """The check-in's key in its lane: `clientId:date`."""
    return f"{row['client_id']}:{row['date']}"


def receipt_of(row: Row, lane: str) -> dict[str, Any]:
    """What the caller may ask about later."""
    return receipt(lane, key_of(row), row["revision"])


def _parameters(identity: Identity, given: GivenCheckIn) -> dict[str, Any]:
    return {
        **given.columns,
        **caller_parameters(identity),
        "client_id": given.client_id,
        "day": given.date.day,
        "instant": given.date.instant,
        "present": tuple(given.columns),
    }
