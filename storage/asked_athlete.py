"""Who asks, about which athlete, and whether they may: the beginning of statements that are written by hand.

A COACH, a PHYSIO or an ADMIN names the athlete; an ATHLETE need not, and then asks about their own days.
"""

from sqlalchemy import Date, Uuid, bindparam, cast, func, literal_column, select, true

from storage.access import caller, may_see
from storage.models import AthleteAccount, Client
from storage.statements import compiled


def _asked() -> str:
    who = caller()
    own = select(AthleteAccount.client_id).where(AthleteAccount.user_id == who.c.id).scalar_subquery()
    wanted = func.coalesce(cast(bindparam("client_id"), Uuid), own)
    one = select(literal_column("1").label("one")).cte("one")
    statement = (
        select(
            who.c.id.label("caller_id"),
            who.c.role.label("caller_role"),
            Client.id.label("athlete_id"),
            func.coalesce(may_see(who), literal_column("false")).label("allowed"),
            cast(func.timezone(Client.time_zone, func.now()), Date).label("today"),
            Client.time_zone,
        )
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(Client, Client.id == wanted)
    )
    return compiled(statement).text.decode()


#: A query of one row, for `WITH asked AS MATERIALIZED (...)`: `caller_id` (NULL: no such user),
#: `caller_role`, `athlete_id` (NULL: no such athlete), `allowed` (never NULL), and the athlete's `today` and
#: `time_zone`. Parameters: `caller_id`, `caller_email`, and `client_id`, which may be NULL.
ASKED: str = _asked()
