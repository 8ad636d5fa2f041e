"""How far imports have come: written in the transactions of what they store, so that both are true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from psycopg import Connection
from psycopg.rows import DictRow

_IT = "file_digest = %(file_digest)s AND options_digest = %(options_digest)s"
_COUNTS = ("new_days", "changed_days", "unchanged_days", "new_athletes")
_FIND = f"SELECT * FROM imports WHERE {_IT}"  # noqa: S608  here and below, only constants are put in
_BEGIN = f"""
INSERT INTO imports (file_digest, options_digest, file_name, started_by)
VALUES (%(file_digest)s, %(options_digest)s, %(file_name)s, %(who)s)
ON CONFLICT (file_digest, options_digest) DO UPDATE SET
    file_name = excluded.file_name, started_by = excluded.started_by, started_at = now(), finished_at = NULL,
    records = 0, rejected = 0, {", ".join(f"{name} = 0" for name in _COUNTS)}
"""  # noqa: S608
_ADVANCE = f"""
UPDATE imports SET records = %(records)s, {", ".join(f"{name} = {name} + %({name})s" for name in _COUNTS)}
WHERE {_IT}
"""  # noqa: S608
_FINISH = f"UPDATE imports SET finished_at = now(), rejected = %(rejected)s WHERE {_IT}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class ImportKey:
    """Which import: SHA-256 of the file's content, and of all that decides how it is read."""

    file_digest: str
    options_digest: str

    @property
    def lock(self) -> int:
        """Number of the advisory lock that is held by who works on it."""
        return advisory_lock(self.file_digest + self.options_digest)


@dataclass(frozen=True, slots=True)
class ImportState:
    """How far an import has come. Counts as in `storage.models.ImportRun`."""

    started_at: datetime
    finished_at: datetime | None
    records: int
    rejected: int
    new_days: int
    changed_days: int
    unchanged_days: int
    new_athletes: int

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Build it from a row of `imports`."""
        return cls(**{name: row[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Step:
    """What a chunk adds."""

    #: The record that it ends with.
    records: int
    new_days: int = 0
    changed_days: int = 0
    unchanged_days: int = 0
    new_athletes: int = 0


def advisory_lock(name: str) -> int:
    """A number for PostgreSQL's advisory locks, from a name."""
    return int.from_bytes(sha256(f"afterwrite import {name}".encode()).digest()[:8], "big", signed=True)


def take_lock(connection: Connection[DictRow], lock: int) -> bool:
    """Take an advisory lock until the connection ends; answers whether it was free."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s) AS taken", [lock]).fetchone()
    return bool(row and row["taken"])


def wait_for_lock(connection: Connection[DictRow], lock: int, timeout_ms: int) -> None:
    """Take an advisory lock until the connection ends, when it is free.

    Raises:
        psycopg.errors.LockNotAvailable: it was not within that time.
    """
    with connection.transaction():
        connection.execute("SELECT set_config('lock_timeout', %s, true)", [str(timeout_ms)])
        connection.execute("SELECT pg_advisory_lock(%s)", [lock])


def find(connection: Connection[DictRow], key: ImportKey) -> ImportState | None:
    """How far the import has come; None if it was never begun."""
    row = connection.execute(_FIND, _parameters(key)).fetchone()
    return None if row is None else ImportState.from_row(row)


def begin(connection: Connection[DictRow], key: ImportKey, file_name: str, who: str) -> None:
    """Begin an import, or begin it anew: nothing of it is dealt with then."""
    connection.execute(_BEGIN, _parameters(key) | {"file_name": file_name, "who": who})


def advance(connection: Connection[DictRow], key: ImportKey, step: Step) -> None:
    """One more chunk is stored. Belongs into its transaction."""
    values = {name: getattr(step, name) for name in Step.__slots__}
    connection.execute(_ADVANCE, _parameters(key) | values)


def finish(connection: Connection[DictRow], key: ImportKey, rejected: int) -> None:
    """All of the file is dealt with."""
    connection.execute(_FINISH, _parameters(key) | {"rejected": rejected})


def _parameters(key: ImportKey) -> dict[str, Any]:
    return {"file_digest": key.file_digest, "options_digest": key.options_digest}
