"""The ledger's statements, built once."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Double,
    Integer,
    Text,
    any_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from storage.models import Base, OwedWork
from storage.statements import Statement, compiled

_ledger = Base.metadata.tables[OwedWork.__tablename__]
_lane = bindparam("lane", type_=Text)
_keys = cast(bindparam("keys"), ARRAY(Text))
_still_owed = (_ledger.c.done_revision < _ledger.c.revision) & _ledger.c.dead_at.is_(None)


def _owe() -> Statement:
    keys = func.unnest(_keys).table_valued("key").render_derived("k")
    statement = insert(_ledger).from_select(
        ["lane", "key", "revision"], select(_lane, keys.c.key, literal_column("1"))
    )
    return compiled(
        statement.on_conflict_do_update(
            index_elements=["lane", "key"],
            set_={
                "revision": _ledger.c.revision + literal_column("1"),
                "owed_at": func.now(),
                "last_error": null(),
                "dead_at": null(),
            },
        )
    )


def _owed() -> Statement:
    # Dead or not: whatever was claimed in Redis is wanted there, by a replay or by a submit that came late.
    return compiled(
        select(_ledger.c.key, _ledger.c.revision).where(
            _ledger.c.lane == _lane,
            _ledger.c.key == any_(_keys),
            _ledger.c.done_revision < _ledger.c.revision,
        )
    )


def _mark_done() -> Statement:
    revisions = cast(bindparam("revisions"), ARRAY(BigInteger))
    done = (
        func.unnest(_keys, revisions)
        .table_valued(column("key", Text), column("revision", BigInteger))
        .render_derived("done")
    )
    all_done = done.c.revision >= _ledger.c.revision
    return compiled(
        update(_ledger)
        .values(
            done_revision=done.c.revision,
            done_at=func.now(),
            last_error=case((all_done, null()), else_=_ledger.c.last_error),
            dead_at=case((all_done, null()), else_=_ledger.c.dead_at),
        )
        .where(
            _ledger.c.lane == _lane,
            _ledger.c.key == done.c.key,
            _ledger.c.done_revision < done.c.revision,
        )
    )


def _with_reasons(**values: ColumnElement[Any]) -> ReturningUpdate[tuple[str]]:
    reasons = cast(bindparam("reasons"), ARRAY(Text))
    revisions = cast(bindparam("revisions"), ARRAY(BigInteger))
    failed = (
        func.unnest(_keys, reasons, revisions)
        .table_valued(column("key", Text), column("reason", Text), column("revision", BigInteger))
        .render_derived("failed")
    )
    that_revision = func.coalesce(failed.c.revision, _ledger.c.revision)
    return (
        update(_ledger)
        .values(last_error=failed.c.reason, **values)
        .where(
            _ledger.c.lane == _lane,
            _ledger.c.key == failed.c.key,
            _ledger.c.revision == that_revision,
            _still_owed,
        )
        .returning(_ledger.c.key)
    )


def _replay() -> Statement:
    return compiled(
        update(_ledger)
        .values(dead_at=null(), owed_at=func.now())
        .where(
            _ledger.c.lane == _lane,
            _ledger.c.dead_at.is_not(None),
            or_(_keys.is_(None), _ledger.c.key == any_(_keys)),
        )
        .returning(_ledger.c.key, _ledger.c.revision)
    )


def _overdue() -> Statement:
    after_owed_at = cast(bindparam("after_owed_at"), DateTime(timezone=True))
    after_key = cast(bindparam("after_key"), Text)
    seconds = cast(bindparam("seconds"), Double)
    cutoff = func.now() - func.make_interval(*[literal_column("0")] * 6, seconds)
    return compiled(
        select(_ledger.c.key, _ledger.c.revision, _ledger.c.owed_at)
        .where(
            _ledger.c.lane == _lane,
            _still_owed,
            _ledger.c.owed_at < cutoff,
            or_(
                after_owed_at.is_(None),
                tuple_(_ledger.c.owed_at, _ledger.c.key) > tuple_(after_owed_at, after_key),
            ),
        )
        .order_by(_ledger.c.owed_at, _ledger.c.key)
        .limit(cast(bindparam("page"), Integer))
    )


OWE = _owe()
OWED = _owed()
MARK_DONE = _mark_done()
MARK_DEAD = compiled(_with_reasons(dead_at=func.now()))
NOTE_ERRORS = compiled(_with_reasons())
REPLAY = _replay()
OVERDUE = _overdue()
