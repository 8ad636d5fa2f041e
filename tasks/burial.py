"""Writing into the ledger what was found dead in Redis, so that a flushed Redis forgets no death."""

from collections.abc import Mapping

from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger


def mark_buried(connection: Connection[DictRow], lane: str, reasons: Mapping[str, str | None]) -> list[str]:
    """Mark as dead what is still owed of the keys; answers the keys that it marked."""
    if not reasons:
        return []
    known = {key: reason or "found dead, for a reason that is not known" for key, reason in reasons.items()}
    return ledger.mark_dead(connection, lane, known)
