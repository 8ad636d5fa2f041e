"""Looking at what is stored, without changing it: whole rows, debts, and how much is still owed."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from sqlalchemy import ARRAY, Date, Text, Uuid, and_, any_, bindparam, cast, column, func, select

from storage.assessments import CheckInKey
from storage.ledger import Debt
from storage.models import Base, DailyMetrics, OwedWork
from storage.statements import Statement, compiled

_row = Base.metadata.tables[DailyMetrics.__tablename__]
_ledger = Base.metadata.tables[OwedWork.__tablename__]


def check_ins(connection: Connection[DictRow], keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The stored rows of check-ins, by key, with all their columns. Those that do not exist are absent.

    Raises:
        ValueError: a key is not of the form `clientId:date`.
    """
    parsed = [CheckInKey.parse(key) for key in keys]
    rows = connection.execute(
        _CHECK_INS.text,
        {
            "keys": list(keys),
            "clients": [key.client_id for key in parsed],
            "days": [key.day for key in parsed],
        },
    )
    return {row.pop("key"): row for row in rows}


def debts(connection: Connection[DictRow], lane: str, keys: Sequence[str]) -> dict[str, Debt]:
    """What the ledger says of the keys, by key. Those that were never owed are absent."""
    rows = connection.execute(_DEBTS.text, {"lane": lane, "keys": list(keys)})
    return {row["key"]: Debt.from_row(row) for row in rows}


def owed_count(connection: Connection[DictRow], lane: str) -> int:
    """How many keys of a lane are still owed. Reads an index of these alone, so it may be asked often."""
    row = connection.execute(_OWED_COUNT.text, {"lane": lane}).fetchone()
    return int(row["owed"]) if row else 0


def _check_ins() -> Statement:
    wanted = (
        func.unnest(_array("keys", Text), _array("clients", Uuid), _array("days", Date))
        .table_valued(column("key", Text), column("client_id", Uuid), column("day", Date))
        .render_derived("wanted")
    )
    same = and_(_row.c.client_id == wanted.c.client_id, _row.c.date == wanted.c.day)
    return compiled(select(wanted.c.key, *_row.c).select_from(wanted).join(_row, same))


def _debts() -> Statement:
    lane = bindparam("lane", type_=Text)
    return compiled(
        select(*_ledger.c).where(_ledger.c.lane == lane, _ledger.c.key == any_(_array("keys", Text)))
    )


def _owed_count() -> Statement:
    return compiled(
        select(func.count().label("owed")).where(
            _ledger.c.lane == bindparam("lane", type_=Text),
            _ledger.c.done_revision < _ledger.c.revision,
            _ledger.c.dead_at.is_(None),
        )
    )


def _array(name: str, element: type[Any]) -> Any:
    return cast(bindparam(name), ARRAY(element))


_CHECK_INS = _check_ins()
_DEBTS = _debts()
_OWED_COUNT = _owed_count()
