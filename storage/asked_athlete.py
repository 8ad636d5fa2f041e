"""Who asks, about which athlete, and whether they may: the beginning of statements written by hand."""

from sqlalchemy import Date, cast, func, literal_column, select, true

from storage.access import caller, may_see
from storage.models import Client
from storage.statements import compiled

_WANTED = "the_wanted_client"


def _template() -> str:
    who = caller()
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
        .outerjoin(Client, Client.id == literal_column(_WANTED))
    )
    return compiled(statement).text.decode()


_ASKED = _template()


def asked_about(client: str) -> str:
    """A query for `WITH asked AS MATERIALIZED (...)`.

    It answers `caller_id` (NULL: no such user), `caller_role`, `athlete_id` (NULL: no such athlete),
    `allowed` (never NULL), and the athlete's `today` and `time_zone`: one row, or one for each athlete that
    there is. Its parameters are `caller_id` and `caller_email`, and those of the expression.

    Args:
        client: SQL for the athlete's id, of ours; or `ANY(...)` for several.
    """
    return _ASKED.replace(_WANTED, client)


#: About the athlete `client_id`.
ASKED = asked_about("%(client_id)s::uuid")

#: About the athlete `client_id`, or where that is NULL about the one whom the caller's login belongs to.
ASKED_OR_OWN = asked_about(
    "coalesce(%(client_id)s::uuid, (SELECT client_id FROM athlete_accounts WHERE user_id = caller.id))"
)
