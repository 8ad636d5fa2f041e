"""Check-ins in bulk: a chunk goes by COPY into a table of the session, and is merged from there.

What a chunk does not say (NULL) stays as it is: an import adds what it knows, and clears nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg import Connection, sql
from psycopg.rows import DictRow, dict_row

from domain.history import HISTORY_DAYS
from storage.check_ins import LANE
from storage.models import INPUT_COLUMNS, DailyMetrics
from storage.put_off import put_off
from storage.reassessments import Span, owe_reassessments
from storage.urls import psycopg_url

LOCK_TIMEOUT_MS = 10_000

# A chunk is looked up by its keys. A plan that reads the ledger from end to end gets slower with every chunk;
# on a new platform, whose tables have no statistics yet, PostgreSQL would choose one.
_WHOLE_TABLES = ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")
_BY_INDEX = " ".join([*(f"-c enable_{way}=off" for way in _WHOLE_TABLES), "-c jit=off"])

#: Inputs that are false, and not NULL, where nobody answered.
_NEVER_NULL = frozenset(name for name in INPUT_COLUMNS if not DailyMetrics.__table__.c[name].nullable)


def connect(database_url: str, *, read_only: bool) -> Connection[DictRow]:
    """A connection in autocommit for one import. A read-only one cannot write, whatever it is asked to."""
    options = f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT_MS} {_BY_INDEX}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    return psycopg.connect(
        psycopg_url(database_url),
        autocommit=True,
        row_factory=dict_row,
        connect_timeout=5,
        application_name="afterwrite import",
        options=options,
    )


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a chunk. Counts are of check-ins."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    #: What is owed to the lane `reassessments`: the revision of each key, to be submitted after the commit.
    owed: Mapping[str, int] | None = None


class Staging:
    """The session's table that chunks are copied into; it is empty after every transaction."""

    def __init__(self, columns: Sequence[str]) -> None:
        unknown = set(columns) - set(INPUT_COLUMNS)
        if unknown:
            raise ValueError(f"not an input of a check-in: {', '.join(sorted(unknown))}")
        self._columns = tuple(columns)
        self._names = sql.SQL(", ").join(map(sql.Identifier, ("client_id", "date", *columns)))
        self._insert, self._update = _insert(self._columns), _update(self._columns)

    @classmethod
    def made(cls, connection: Connection[DictRow], columns: Sequence[str]) -> Self:
        """Make it, for these columns of `INPUT_COLUMNS`.

        Raises:
            ValueError: a column is no input.
        """
        staging = cls(columns)
        connection.execute(
            sql.SQL(
                "CREATE TEMP TABLE staged ON COMMIT DELETE ROWS AS SELECT {} FROM daily_metrics WITH NO DATA"
            ).format(staging._names)
        )
        return staging

    def merge(
        self, connection: Connection[DictRow], rows: Iterable[tuple[UUID, date, Sequence[Any]]]
    ) -> Merged:
        """Store check-ins and owe their assessment, in the caller's transaction.

        Args:
            connection: the one that the table was made on, in a transaction.
            rows: athlete, day and the values of the columns; None where there is nothing to say. A day comes
                once.
        """
        count = 0
        with connection.cursor() as cursor:
            with cursor.copy(sql.SQL("COPY staged ({}) FROM STDIN").format(self._names)) as copy:
                for client, day, values in rows:
                    copy.write_row((client, day, *values))
                    count += 1
            # First those that are new: what is there then, of whoever, is updated where it differs.
            new = cursor.execute(self._insert, {"lane": LANE}).fetchall()
            changed = cursor.execute(self._update).fetchall()
        return Merged(
            len(new), len(changed), count - len(new) - len(changed), _owe(connection, [*new, *changed])
        )


def _owe(connection: Connection[DictRow], rows: Sequence[DictRow]) -> Mapping[str, int]:
    """Owe the rows themselves, put off, and all days whose history they are in, by athlete."""
    if not rows:
        return {}
    put_off(connection, LANE, {f"{row['client_id']}:{row['date']}": row["revision"] for row in rows})
    spans: dict[UUID, Span] = {}
    for row in rows:
        first, last = spans.get(row["client_id"], (row["date"], row["date"]))
        spans[row["client_id"]] = min(first, row["date"]), max(last, row["date"])
    later = timedelta(days=HISTORY_DAYS)
    return owe_reassessments(
        connection, {client: (first, last + later) for client, (first, last) in spans.items()}
    )


def _insert(columns: Sequence[str]) -> sql.Composed:
    # A row that was deleted and comes again continues the ledger's count, as in `storage.check_ins`.
    values = [
        sql.SQL("coalesce(s.{}, false)" if name in _NEVER_NULL else "s.{}").format(sql.Identifier(name))
        for name in columns
    ]
    return sql.SQL("""
        INSERT INTO daily_metrics (client_id, date, revision, is_imported, {names})
        SELECT s.client_id, s.date, coalesce(debt.revision, 0) + 1, true, {values}
        FROM staged AS s LEFT JOIN owed_work AS debt ON debt.lane = %(lane)s
            AND debt.key = s.client_id::text || ':' || to_char(s.date, 'YYYY-MM-DD')
        ORDER BY s.client_id, s.date
        ON CONFLICT (client_id, date) DO NOTHING
        RETURNING client_id, date, revision
    """).format(
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
    )


def _update(columns: Sequence[str]) -> sql.Composed:
    """Locks are taken in the order of the keys, as everybody does, and only on rows that differ."""
    taken = [sql.SQL("coalesce(s.{0}, row.{0})").format(sql.Identifier(name)) for name in columns]
    differs = [
        sql.SQL("{} IS DISTINCT FROM row.{}").format(value, sql.Identifier(name))
        for name, value in zip(columns, taken, strict=True)
    ]
    settings = [
        sql.SQL("{} = {}").format(sql.Identifier(name), value)
        for name, value in zip(columns, taken, strict=True)
    ]
    return sql.SQL("""
        WITH s AS MATERIALIZED (
            SELECT row.id, s.* FROM staged AS s
            JOIN daily_metrics AS row ON row.client_id = s.client_id AND row.date = s.date
            WHERE {differs} ORDER BY row.client_id, row.date FOR UPDATE OF row
        )
        UPDATE daily_metrics AS row SET {settings}, revision = row.revision + 1, updated_at = now()
        FROM s WHERE row.id = s.id
        RETURNING row.client_id, row.date, row.revision
    """).format(differs=sql.SQL(" OR ").join(differs), settings=sql.SQL(", ").join(settings))
