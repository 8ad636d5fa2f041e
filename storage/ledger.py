"""The ledger: writing down what is owed, done and dead, and asking about it.

Every function runs in the caller's transaction and commits nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger_statements as statements

#: Longer texts of errors are cut: the ledger tells why, it does not keep tracebacks.
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Debt:
    """One row of the ledger."""

    lane: str
    key: str
    revision: int
    done_revision: int
    owed_at: datetime
    done_at: datetime | None
    last_error: str | None
    dead_at: datetime | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build it from a row of `owed_work`."""
        return cls(**{name: row[name] for name in cls.__slots__})

    @property
    def is_owed(self) -> bool:
        """Whether a run is still to come."""
        return self.done_revision < self.revision and self.dead_at is None


def owe(connection: Connection[DictRow], lane: str, keys: Sequence[str]) -> None:
    """Owe one more revision of each key. Clears an earlier death.

    For lanes whose revisions are counted here. The checkins lane is not one of them: there, a revision is
    that of the check-in's row, and `storage.check_ins.INTAKE` raises both.
    """
    connection.execute(statements.OWE.text, {"lane": lane, "keys": sorted(keys)})


def owed_revisions(connection: Connection[DictRow], lane: str, keys: Sequence[str]) -> dict[str, int]:
    """The revision that is owed of each key; keys of which nothing is owed are absent. Dead ones count."""
    rows = connection.execute(statements.OWED.text, {"lane": lane, "keys": list(keys)})
    return {row["key"]: row["revision"] for row in rows}


def mark_done(connection: Connection[DictRow], lane: str, revisions: Mapping[str, int]) -> None:
    """Raise `done_revision` of each key to the revision that was computed. Never lowers it."""
    ordered = sorted(revisions)
    connection.execute(
        statements.MARK_DONE.text,
        {"lane": lane, "keys": ordered, "revisions": [revisions[key] for key in ordered]},
    )


def mark_dead(
    connection: Connection[DictRow],
    lane: str,
    reasons: Mapping[str, str],
    revisions: Mapping[str, int] | None = None,
) -> list[str]:
    """Mark as dead, with the reason, what is still owed of the keys; answers the keys that it marked.

    Where `revisions` names the revision that failed, a newer one that came in meanwhile stays owed.
    """
    return _with_reasons(connection, statements.MARK_DEAD.text, lane, reasons, revisions or {})


def note_errors(connection: Connection[DictRow], lane: str, reasons: Mapping[str, str]) -> None:
    """Write down why the last run of each key failed, while it waits for the next."""
    _with_reasons(connection, statements.NOTE_ERRORS.text, lane, reasons, {})


def _with_reasons(
    connection: Connection[DictRow],
    statement: bytes,
    lane: str,
    reasons: Mapping[str, str],
    revisions: Mapping[str, int],
) -> list[str]:
    ordered = sorted(reasons)
    rows = connection.execute(
        statement,
        {
            "lane": lane,
            "keys": ordered,
            "reasons": [reasons[key][:LONGEST_ERROR] for key in ordered],
            "revisions": [revisions.get(key) for key in ordered],
        },
    )
    return [row["key"] for row in rows]


def replay(connection: Connection[DictRow], lane: str, keys: Sequence[str] | None = None) -> dict[str, int]:
    """Owe the dead keys of a lane again, all or those named; answers the revisions that are owed."""
    rows = connection.execute(
        statements.REPLAY.text, {"lane": lane, "keys": None if keys is None else list(keys)}
    )
    return {row["key"]: row["revision"] for row in rows}


def overdue(
    connection: Connection[DictRow], lane: str, *, older_than_seconds: float, page: int
) -> Iterator[dict[str, int]]:
    """What a lane has owed for longer than that, key to revision, oldest first, a page at a time."""
    after: dict[str, Any] = {"after_owed_at": None, "after_key": None}
    while True:
        rows = connection.execute(
            statements.OVERDUE.text,
            {"lane": lane, "seconds": older_than_seconds, "page": page, **after},
        ).fetchall()
        if not rows:
            return
        yield {row["key"]: row["revision"] for row in rows}
        after = {"after_owed_at": rows[-1]["owed_at"], "after_key": rows[-1]["key"]}
