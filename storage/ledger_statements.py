"""The ledger's statements for those who owe work and those who do it, built once."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from storage.models import Base, OwedInput, OwedWork
from storage.statements import Statement, compiled

_ledger = Base.metadata.tables[OwedWork.__tablename__]
_inputs = Base.metadata.tables[OwedInput.__tablename__]
_lane = bindparam("lane", type_=Text)
_keys = cast(bindparam("keys"), ARRAY(Text))
_still_owed = (_ledger.c.done_revision < _ledger.c.revision) & _ledger.c.dead_at.is_(None)


def _raised() -> ReturningInsert[tuple[str, int]]:
    """One more revision of each key, in the order in which the keys are given: locks are taken in it."""
    keys = func.unnest(_keys).table_valued("key").render_derived("k")
    statement = insert(_ledger).from_select(
        ["lane", "key", "revision"], select(_lane, keys.c.key, literal_column("1"))
    )
    return statement.on_conflict_do_update(
        index_elements=["lane", "key"],
        set_={
            "revision": _ledger.c.revision + literal_column("1"),
            "owed_at": func.now(),
            "last_error": null(),
            "dead_at": null(),
            "forgotten_at": null(),
        },
    ).returning(_ledger.c.key, _ledger.c.revision)


def _owe_with_inputs() -> Statement:
    raised = _raised().cte("raised")
    given = (
        func.unnest(_keys, cast(bindparam("payloads"), ARRAY(LargeBinary)))
        .table_valued(column("key", Text), column("payload", LargeBinary))
        .render_derived("given")
    )
    kept = (
        insert(_inputs)
        .from_select(
            ["lane", "key", "revision", "payload"],
            select(_lane, raised.c.key, raised.c.revision, given.c.payload)
            .join_from(raised, given, raised.c.key == given.c.key)
            .where(given.c.payload.is_not(None)),
        )
        .cte("kept")
    )
    return compiled(select(raised.c.key, raised.c.revision).add_cte(kept))


def _owed() -> Statement:
    # Dead or not: whatever was claimed in Redis is wanted there, by a replay or by a submit that came late.
    # But not what an operator has forgotten: its inputs are gone.
    uncovered = and_(
        _inputs.c.lane == _ledger.c.lane,
        _inputs.c.key == _ledger.c.key,
        _inputs.c.revision > _ledger.c.done_revision,
        _inputs.c.revision <= _ledger.c.revision,
    )
    return compiled(
        select(_ledger.c.key, _ledger.c.revision, _inputs.c.payload)
        .select_from(_ledger)
        .outerjoin(_inputs, uncovered)
        .where(
            _ledger.c.lane == _lane,
            _ledger.c.key == any_(_keys),
            _ledger.c.done_revision < _ledger.c.revision,
            _ledger.c.forgotten_at.is_(None),
        )
        .order_by(_ledger.c.key, _inputs.c.revision)
    )


def _mark_done() -> Statement:
    done = (
        func.unnest(
            _keys,
            cast(bindparam("revisions"), ARRAY(BigInteger)),
            cast(bindparam("runs"), ARRAY(Text)),
            cast(bindparam("attempts"), ARRAY(Integer)),
            cast(bindparam("lags_ms"), ARRAY(BigInteger)),
        )
        .table_valued(
            column("key", Text),
            column("revision", BigInteger),
            column("run", Text),
            column("attempt", Integer),
            column("lag_ms", BigInteger),
        )
        .render_derived("done")
    )
    all_done = done.c.revision >= _ledger.c.revision
    return compiled(
        update(_ledger)
        .values(
            done_revision=done.c.revision,
            done_at=func.now(),
            done_run=done.c.run,
            done_attempt=done.c.attempt,
            done_lag_ms=done.c.lag_ms,
            last_error=case((all_done, null()), else_=_ledger.c.last_error),
            dead_at=case((all_done, null()), else_=_ledger.c.dead_at),
            forgotten_at=case((all_done, null()), else_=_ledger.c.forgotten_at),
        )
        .where(
            _ledger.c.lane == _lane,
            _ledger.c.key == done.c.key,
            _ledger.c.done_revision < done.c.revision,
        )
    )


def _drop_inputs() -> Statement:
    covered = (
        func.unnest(_keys, cast(bindparam("revisions"), ARRAY(BigInteger)))
        .table_valued(column("key", Text), column("revision", BigInteger))
        .render_derived("covered")
    )
    return compiled(
        delete(_inputs).where(
            _inputs.c.lane == _lane,
            _inputs.c.key == covered.c.key,
            _inputs.c.revision <= covered.c.revision,
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


#: Parameters `lane` and `keys` (in order); answers `key` and the new `revision`.
OWE = compiled(_raised())
#: The same with `payloads`, one for each key or NULL.
OWE_WITH_INPUTS = _owe_with_inputs()
OWED = _owed()
MARK_DONE = _mark_done()
DROP_INPUTS = _drop_inputs()
MARK_DEAD = compiled(_with_reasons(dead_at=func.now()))
NOTE_ERRORS = compiled(_with_reasons())
OVERDUE = _overdue()
