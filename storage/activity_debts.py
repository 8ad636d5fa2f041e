"""What a write to activities owes, and what it answers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Text, case, cast, func, literal_column, null, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from storage.models import Base, OwedWork

LANE = "training-loads"

#: The lane in SQL, and the ledger.
lane_name: ColumnElement[str] = literal_column(f"'{LANE}'")
ledger = Base.metadata.tables[OwedWork.__tablename__]

_still_owed = (ledger.c.done_revision < ledger.c.revision) & ledger.c.dead_at.is_(None)


def owed(touched: CTE, *, when: ColumnElement[bool]) -> CTE:
    """One more revision of the athlete's loads."""
    key = cast(touched.c.client_id, Text)
    statement = insert(ledger).from_select(
        ["lane", "key", "revision"], select(lane_name, key, literal_column("1")).where(when)
    )
    return (
        statement.on_conflict_do_update(
            index_elements=["lane", "key"],
            set_={
                "revision": ledger.c.revision + literal_column("1"),
                "owed_at": case((_still_owed, ledger.c.owed_at), else_=func.now()),
                "last_error": null(),
                "dead_at": null(),
                "forgotten_at": null(),
            },
        )
        .returning(ledger.c.revision)
        .cte("owed")
    )


def answer(
    who: CTE | None, athlete: CTE, touched: CTE, debt: CTE, shown: Sequence[ColumnElement[Any]]
) -> Select[tuple[object, ...]]:
    """One row, whatever was found: the caller, the athlete, the debt, and the columns that are shown."""
    one = select(literal_column("1").label("one")).cte("one")
    known = select(ledger.c.revision).where(
        ledger.c.lane == lane_name, ledger.c.key == cast(athlete.c.id, Text)
    )
    asked = [] if who is None else [who.c.id.label("caller_id"), who.c.role.label("caller_role")]
    rows = one if who is None else one.outerjoin(who, true())
    return select(
        *asked,
        athlete.c.id.label("athlete_id"),
        athlete.c.allowed,
        debt.c.revision.is_not(None).label("changed"),
        func.coalesce(debt.c.revision, known.scalar_subquery()).label("revision"),
        *shown,
    ).select_from(rows.outerjoin(athlete, true()).outerjoin(touched, true()).outerjoin(debt, true()))
