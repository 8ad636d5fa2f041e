"""Writing into the ledger what was found dead in Redis, so that a flushed Redis forgets no death."""

from collections.abc import Iterable

from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.outcomes import EntryState
from storage import ledger

UNKNOWN_REASON = "found dead, for a reason that is not known"


def mark_buried(connection: Connection[DictRow], client: LaneClient, keys: Iterable[str]) -> list[str]:
    """Mark as dead what died in Redis and is still owed; answers the keys that it marked.

    A key whose ledger has a newer revision than the one that died is left alone: that input has not had
    its run.
    """
    entries = [entry for entry in map(client.peek, keys) if entry.state is EntryState.DEAD]
    if not entries:
        return []
    reasons = {entry.key: entry.reason or UNKNOWN_REASON for entry in entries}
    revisions = {entry.key: entry.revision for entry in entries if entry.revision}
    return ledger.mark_dead(connection, client.lane.name, reasons, revisions)
