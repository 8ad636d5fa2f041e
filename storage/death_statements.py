"""The statements for those who look at what is dead, replay it or forget it, built once."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Double,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    column,
    delete,
    extract,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from storage.models import Base, OwedInput, OwedWork
from storage.statements import Statement, compiled

_ledger = Base.metadata.tables[OwedWork.__tablename__]
_inputs = Base.metadata.tables[OwedInput.__tablename__]
_lane = cast(bindparam("lane"), Text)
_keys = cast(bindparam("keys"), ARRAY(Text))
_seconds = cast(bindparam("seconds"), Double)

_is_owed = and_(_ledger.c.done_revision < _ledger.c.revision, _ledger.c.dead_at.is_(None))
_is_dead = _ledger.c.dead_at.is_not(None)
_is_forgotten = _ledger.c.forgotten_at.is_not(None)


def _chosen() -> ColumnElement[bool]:
    """Of the lane, of the keys, dead for that long: where a parameter is NULL, all of them."""
    long_ago = func.now() - func.make_interval(*[literal_column("0")] * 6, _seconds)
    return and_(
        or_(_lane.is_(None), _ledger.c.lane == _lane),
        or_(_keys.is_(None), _ledger.c.key == any_(_keys)),
        or_(_seconds.is_(None), _ledger.c.dead_at < long_ago),
    )


def _as_shown() -> ColumnElement[bool]:
    """Still of the revision that somebody was shown; where nothing was shown, all of them."""
    lanes = cast(bindparam("shown_lanes"), ARRAY(Text))
    shown = (
        func.unnest(
            lanes,
            cast(bindparam("shown_keys"), ARRAY(Text)),
            cast(bindparam("shown_revisions"), ARRAY(BigInteger)),
        )
        .table_valued(column("lane", Text), column("key", Text), column("revision", BigInteger))
        .render_derived("shown")
    )
    row = tuple_(_ledger.c.lane, _ledger.c.key, _ledger.c.revision)
    return or_(lanes.is_(None), row.in_(select(shown.c.lane, shown.c.key, shown.c.revision)))


def _dead() -> Statement:
    return compiled(
        select(*_ledger.c)
        .where(_is_dead, ~_is_forgotten, _chosen())
        .order_by(_ledger.c.dead_at, _ledger.c.lane, _ledger.c.key)
        .limit(cast(bindparam("limit"), BigInteger))
    )


def _change(condition: ColumnElement[bool], **values: ColumnElement[Any]) -> CTE:
    """Change what was chosen, and answer its rows. Locks are taken by lane and key, as everybody does."""
    locked = (
        select(_ledger.c.lane, _ledger.c.key)
        .where(condition, _chosen())
        .order_by(_ledger.c.lane, _ledger.c.key)
        .with_for_update()
        .cte("locked")
    )
    return (
        update(_ledger)
        .values(**values)
        .where(_ledger.c.lane == locked.c.lane, _ledger.c.key == locked.c.key)
        .returning(*_ledger.c)
        .cte("changed")
    )


def _replay() -> Statement:
    # What was forgotten comes back only to those who name it.
    condition = and_(_is_dead, or_(_keys.is_not(None), ~_is_forgotten))
    replayed = _change(condition, dead_at=null(), forgotten_at=null(), owed_at=func.now())
    return compiled(select(*replayed.c).order_by(replayed.c.lane, replayed.c.key))


def _forget() -> Statement:
    forgotten = _change(and_(_is_dead, ~_is_forgotten, _as_shown()), forgotten_at=func.now())
    its_inputs = and_(
        _inputs.c.lane == forgotten.c.lane,
        _inputs.c.key == forgotten.c.key,
        _inputs.c.revision <= forgotten.c.revision,
    )
    dropped = delete(_inputs).where(its_inputs).cte("dropped")
    return compiled(select(*forgotten.c).add_cte(dropped).order_by(forgotten.c.lane, forgotten.c.key))


def _gauges() -> Statement:
    """Two counts. Each has its partial index; after a burst, until a vacuum, the whole table may be read."""
    # What is put off is not late yet.
    late = extract("epoch", func.now() - func.min(_ledger.c.owed_at))
    age = func.greatest(late, literal_column("0"))
    owed = (
        select(_ledger.c.lane, func.count().label("owed"), cast(age, Double).label("oldest_owed_seconds"))
        .where(_is_owed)
        .group_by(_ledger.c.lane)
        .cte("owed")
    )
    dead = (
        select(_ledger.c.lane, func.count().label("dead"))
        .where(_is_dead, ~_is_forgotten)
        .group_by(_ledger.c.lane)
        .cte("dead")
    )
    zero: ColumnElement[int] = literal_column("0")
    return compiled(
        select(
            func.coalesce(owed.c.lane, dead.c.lane).label("lane"),
            func.coalesce(owed.c.owed, zero).label("owed"),
            owed.c.oldest_owed_seconds,
            func.coalesce(dead.c.dead, zero).label("dead"),
        )
        .select_from(owed)
        .join(dead, owed.c.lane == dead.c.lane, full=True)
    )


DEAD = _dead()
REPLAY = _replay()
FORGET = _forget()
GAUGES = _gauges()
