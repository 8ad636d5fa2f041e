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
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from storage.models import Base, OwedInput, OwedWork
from storage.put_off import no_longer
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
            # Of the oldest input that no run has covered: a key that is written all the time is late as well.
            "owed_at": case((_still_owed, no_longer(_ledger.c.owed_at)), else_=func.now()),
            "last_error": null(),
            "dead_at": null(),
            "forgotten_at": null(),
        },
    ).returning(_ledger.c.key, _ledger.c.revision)


def _owe() -> Statement:
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
    # Where the latest input counts, those before it need not be kept; where the first one does, a new input
    # of a dead key begins anew. Rows are seen as they were before this statement.
    policy = bindparam("policy", type_=Text)
    replaced = (
        delete(_inputs)
        .where(
            _inputs.c.lane == _lane,
            _inputs.c.key == any_(_keys),
            _ledger.c.lane == _inputs.c.lane,
            _ledger.c.key == _inputs.c.key,
            or_(
                policy == literal_column("'latest'"),
                and_(policy == literal_column("'first'"), _ledger.c.dead_at.is_not(None)),
            ),
        )
        .cte("replaced")
    )
    return compiled(select(raised.c.key, raised.c.revision).add_cte(kept, replaced))


def _owed(inputs: str) -> Statement:
    """What is owed, and of the inputs that no run has covered those that a query chooses.

    Dead or not: whatever was claimed in Redis is wanted there, by a replay or by a submit that came late. But
    not what an operator has forgotten: its inputs are gone.
    """
    return compiled(
        text(f"""
            SELECT w.key, w.revision, i.payload, i.next_revision
            FROM owed_work w LEFT JOIN LATERAL ({inputs}) i ON true
            WHERE w.lane = :lane AND w.key = ANY(CAST(:keys AS text[]))
              AND w.done_revision < w.revision AND w.forgotten_at IS NULL
            ORDER BY w.key, i.revision
        """)  # noqa: S608  the queries are those below
    )


_UNCOVERED = """
    FROM owed_inputs i WHERE i.lane = w.lane AND i.key = w.key
    AND i.revision > w.done_revision AND i.revision <= w.revision ORDER BY i.revision
"""
_ONE = f"SELECT i.revision, i.payload, CAST(NULL AS bigint) AS next_revision {_UNCOVERED}"

# As many, from the oldest on, as fit into :max_bytes, one at least; `next_revision` of the last is the first
# that does not. Only :max_inputs are looked at, so that a long backlog is not read anew for each part of it.
_SOME = f"""
    SELECT revision, payload, next_revision FROM (
        SELECT revision, payload, lead(revision) OVER (ORDER BY revision) AS next_revision,
               row_number() OVER (ORDER BY revision) AS number,
               sum(length(payload)) OVER (ORDER BY revision) AS bytes
        FROM (SELECT i.revision, i.payload {_UNCOVERED} LIMIT :max_inputs + 1) looked_at
    ) counted
    WHERE number = 1 OR (bytes <= :max_bytes AND number <= :max_inputs)
"""  # noqa: S608  what is put in is a constant


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
            # What is left came in after the run had looked.
            owed_at=case((all_done, _ledger.c.owed_at), else_=func.now()),
        )
        .where(
            _ledger.c.lane == _lane,
            _ledger.c.key == done.c.key,
            _ledger.c.done_revision < done.c.revision,
        )
        .returning(_ledger.c.key)
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
            _ledger.c.revision <= that_revision,
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


#: Parameters `lane`, `keys` (in order), `payloads` (one for each key or NULL) and `policy` (the lane's, for
#: payloads); answers `key` and the new `revision`.
OWE = _owe()
#: Of what is owed, by a lane's payload policy.
OWED = {
    "latest": _owed(f"{_ONE} DESC LIMIT 1"),
    "first": _owed(f"{_ONE} LIMIT 1"),
    "merge": _owed(_SOME),
    "append": _owed(_SOME),
}
MARK_DONE = _mark_done()
DROP_INPUTS = _drop_inputs()
MARK_DEAD = compiled(_with_reasons(dead_at=func.now()))
NOTE_ERRORS = compiled(_with_reasons())
OVERDUE = _overdue()
