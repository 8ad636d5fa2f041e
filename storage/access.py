"""Who may see which athlete, as SQL that other statements build on.

ADMIN sees all; a COACH the athletes that are theirs; an ATHLETE the one that they are; a PHYSIO those whom
they are in charge of, on the athlete's own day. A PHYSIO reads, and
assesses cases (`storage.case_doors`); else a PHYSIO changes nothing.
"""

from sqlalchemy import (
    CTE,
    Date,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import ColumnElement

from storage.models import AthleteAccount, Client, PhysioAssignment, Team, User


def caller() -> CTE:
    """The user who asks, by `caller_id` or else by `caller_email` (either may be NULL)."""
    return (
        select(User.id, User.role)
        .where(
            or_(
                User.id == bindparam("caller_id", type_=Uuid()),
                User.email == bindparam("caller_email", type_=Text()),
            )
        )
        .limit(literal_column("1"))
        .cte("caller")
    )


def may_see(caller: CTE) -> ColumnElement[bool]:
    """Whether the caller may see the `clients` row of the enclosing statement."""
    return _allowed(caller, physio=func.coalesce(_in_charge(caller), false()))


def may_change(caller: CTE) -> ColumnElement[bool]:
    """Whether the caller may change what belongs to that row."""
    return _allowed(caller, physio=literal_column("false"))


def _allowed(caller: CTE, *, physio: ColumnElement[bool]) -> ColumnElement[bool]:
    # Not EXISTS: PostgreSQL may answer that from a hash of the whole table, and keep that plan as it grows.
    account = select(AthleteAccount.client_id).where(AthleteAccount.user_id == caller.c.id).scalar_subquery()
    return case(
        (caller.c.role == literal_column("'ADMIN'"), literal_column("true")),
        (caller.c.role == literal_column("'COACH'"), Client.user_id == caller.c.id),
        (caller.c.role == literal_column("'ATHLETE'"), func.coalesce(Client.id == account, false())),
        (caller.c.role == literal_column("'PHYSIO'"), physio),
        else_=literal_column("false"),
    )


def _in_charge(caller: CTE) -> ColumnElement[bool]:
    """True, or NULL: whether an assignment of the caller's is about that row, and holds today."""
    assigned = PhysioAssignment
    today = cast(func.timezone(Client.time_zone, func.now()), Date)
    # Told of what it is a part, or it would speak of anybody's team.
    organization = (
        select(Team.organization_id).where(Team.id == Client.team_id).correlate(Client).scalar_subquery()
    )
    return (
        select(true())
        .where(
            assigned.physio_user_id == caller.c.id,
            assigned.is_active,
            assigned.start_date <= today,
            or_(assigned.end_date.is_(None), assigned.end_date >= today),
            or_(
                assigned.client_id == Client.id,
                assigned.team_id == Client.team_id,
                assigned.organization_id == organization,
                assigned.business_id == Client.business_id,
                assigned.location_id == Client.location_id,
            ),
        )
        .limit(literal_column("1"))
        .correlate(Client, caller)
        .scalar_subquery()
    )
