"""Who may see which athlete, as SQL that other statements build on.

ADMIN sees all; a COACH the athletes that are theirs; an ATHLETE the one that they are. A PHYSIO sees
none until assignments exist.
"""

from sqlalchemy import CTE, Text, Uuid, bindparam, case, false, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from storage.models import AthleteAccount, Client, User


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
    # Not EXISTS: PostgreSQL may answer that from a hash of the whole table, and keep that plan as it grows.
    account = select(AthleteAccount.client_id).where(AthleteAccount.user_id == caller.c.id).scalar_subquery()
    return case(
        (caller.c.role == literal_column("'ADMIN'"), literal_column("true")),
        (caller.c.role == literal_column("'COACH'"), Client.user_id == caller.c.id),
        (caller.c.role == literal_column("'ATHLETE'"), func.coalesce(Client.id == account, false())),
        else_=literal_column("false"),
    )
