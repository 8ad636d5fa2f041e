"""How an import ended: for the audit, and for whoever pressed Ctrl-C."""

from contextlib import closing
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection
from psycopg.rows import DictRow

from ops.importing.tally import Tally
from storage import audit, imports
from storage.importing import connect
from storage.imports import ImportKey, ImportState

#: How long the session that was interrupted may take to end.
_WAIT_MS = 3_000

GO_ON = "What is stored stays; the same command goes on from there."


@dataclass(slots=True)
class Way:
    """What is to be known of an import that may be cut short at any moment."""

    file_name: str
    is_dry: bool
    who: str = ""
    #: None until it stores.
    key: ImportKey | None = None
    tally: Tally = field(default_factory=Tally)
    #: Whether all rows of the file are stored.
    is_all_stored: bool = False


def note_end(connection: Connection[DictRow], way: Way, how: str) -> None:
    """Write into the audit how an import ended, and with what counts."""
    tally = way.tally
    details = {
        "file": way.file_name,
        "ended": how,
        "rows": tally.rows,
        "rejected": tally.rejected,
        "new_days": tally.new_days,
        "changed_days": tally.changed_days,
        "unchanged_days": tally.unchanged_days,
        "new_athletes": tally.new_athletes,
    }
    audit.write(connection, way.who, "import ended", details=details)


def interrupted(way: Way, database_url: str | None) -> str:
    """What to tell who interrupted an import; what is stored is asked of PostgreSQL, which knows it.

    Args:
        way: how far the import knows that it came.
        database_url: where it was stored; None where that is not known.
    """
    if way.key is None:
        at = (
            f"Interrupted at row {way.tally.rows:,}" if way.tally.rows else "Interrupted before the first row"
        )
        return f"{at}: nothing was stored{', as in every dry run' if way.is_dry else ''}."
    try:
        state = _state(way, way.key, database_url) if database_url else None
    except psycopg.Error:
        state = None
    if state is None:
        return f"Interrupted. {GO_ON}"
    if state.finished_at is not None:
        return f"Interrupted, when all {state.records:,} rows were stored: the import is done."
    if way.is_all_stored:
        return f"Interrupted. All {state.records:,} rows are stored; the same command finishes it at once."
    return f"Interrupted. Stored up to row {state.records:,}; the same command goes on from there."


def _state(way: Way, key: ImportKey, database_url: str) -> ImportState | None:
    with closing(connect(database_url, read_only=False)) as connection:
        # The session of the import has the lock until it has stored its last, or given it up.
        imports.wait_for_lock(connection, key.lock, _WAIT_MS)
        state = imports.find(connection, key)
        if state is not None and state.finished_at is None:
            note_end(connection, way, f"interrupted, stored up to row {state.records:,}")
    return state
