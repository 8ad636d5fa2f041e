"""Batch reading and writing for the checkins lane: a constant number of statements per batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow, tuple_row

from storage.assessment_statements import ASSESSED_INPUTS, CONFIRM, READ, REUSE, TEXTS, WRITE
from storage.models import DERIVED_COLUMNS


@dataclass(frozen=True, slots=True)
class CheckInKey:
    """The lane's key, taken apart."""

    client_id: UUID
    day: date

    @classmethod
    def parse(cls, key: str) -> "CheckInKey":
        """Read `clientId:date`.

        Raises:
            ValueError: it is not of that form.
        """
        client_id, _, day = key.partition(":")
        try:
            return cls(UUID(client_id), date.fromisoformat(day))
        except ValueError:
            raise ValueError(f"key {key!r} is not of the form clientId:date") from None


@dataclass(frozen=True, slots=True)
class StoredCheckIn:
    """One check-in as a run reads it, with the days before it."""

    key: str
    id: UUID
    revision: int
    #: The revision that the stored results are of, and when they were computed; None where there are none.
    assessed_revision: int | None
    assessed_at: datetime | None
    #: Signature of the last results, where they are young enough to be used again; else None.
    reusable_signature: bytes | None
    #: Values of `ASSESSED_INPUTS`, in that order.
    inputs: tuple[Any, ...]
    #: Values of `CIRCUMSTANCES`, in that order.
    circumstances: tuple[Any, ...]
    #: The days before, as `domain.history.PAST_DAY` records.
    history: bytes


def read_batch(
    connection: Connection[DictRow], keys: Sequence[str], *, reuse_seconds: float | None
) -> list[StoredCheckIn]:
    """Read the check-ins of the keys, with their histories, in one statement. Rows that are gone are absent.

    Args:
        connection: an open connection.
        keys: keys of the form `clientId:date`.
        reuse_seconds: how old results may be for their signature to come along; None for any age.

    Raises:
        ValueError: a key is not of that form.
    """
    parsed = [CheckInKey.parse(key) for key in keys]
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        cursor.execute(
            READ.text,
            {
                "keys": list(keys),
                "clients": [key.client_id for key in parsed],
                "days": [key.day for key in parsed],
                "reuse_seconds": reuse_seconds,
            },
        )
        return [_stored(row) for row in cursor]


_LEADING = 6
_INPUTS_END = _LEADING + len(ASSESSED_INPUTS)


def _stored(row: tuple[Any, ...]) -> StoredCheckIn:
    *said, history = row
    key, row_id, revision, assessed_revision, assessed_at, mark = said[:_LEADING]
    inputs, around = tuple(said[_LEADING:_INPUTS_END]), tuple(said[_INPUTS_END:])
    return StoredCheckIn(
        key, row_id, revision, assessed_revision, assessed_at, mark, inputs, around, history or b""
    )


def write_results(
    connection: Connection[DictRow],
    check_ins: Sequence[StoredCheckIn],
    results: Mapping[str, Sequence[Any]],
    *,
    signatures: Sequence[bytes],
) -> set[str]:
    """Write results where the row still has the revision, and the results, that the run has read.

    Args:
        connection: an open connection, in a transaction.
        check_ins: the n check-ins that were read.
        results: for each of `DERIVED_COLUMNS`, n values; JSON columns hold what JSON can say, or None.
        signatures: n signatures of the inputs that the results were computed from.

    Returns:
        The keys that were written. The others were overtaken by a newer revision or another run, or are gone.
    """
    names = ("id", "revision", "replaces", "signature", *DERIVED_COLUMNS)
    columns = zip(
        (str(check_in.id) for check_in in check_ins),
        (check_in.revision for check_in in check_ins),
        (check_in.assessed_at for check_in in check_ins),
        (f"\\x{signature.hex()}" for signature in signatures),
        *(_texts(results[name]) if name in TEXTS else results[name] for name in DERIVED_COLUMNS),
        strict=True,
    )
    document = orjson.dumps([dict(zip(names, values, strict=True)) for values in columns])
    return _fenced(connection, WRITE.text, check_ins, {"results": document.decode()})


def _texts(values: Sequence[Any]) -> list[str | None]:
    return [None if value is None else orjson.dumps(value).decode() for value in values]


def reuse_results(
    connection: Connection[DictRow], check_ins: Sequence[StoredCheckIn], *, as_of_now: bool = False
) -> set[str]:
    """Say that the stored results hold for the check-ins' revisions too; answers the keys, as above.

    Args:
        connection: an open connection, in a transaction.
        check_ins: the n check-ins that were read.
        as_of_now: the results are as good as computed now, so that a late run on another history is fenced.
    """
    parameters = {
        "ids": [check_in.id for check_in in check_ins],
        "revisions": [check_in.revision for check_in in check_ins],
    }
    return _fenced(connection, (CONFIRM if as_of_now else REUSE).text, check_ins, parameters)


def _fenced(
    connection: Connection[DictRow],
    statement: bytes,
    check_ins: Sequence[StoredCheckIn],
    parameters: Mapping[str, Any],
) -> set[str]:
    written = {row["id"] for row in connection.execute(statement, parameters)}
    return {check_in.key for check_in in check_ins if check_in.id in written}
