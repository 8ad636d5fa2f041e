"""Reading the athletes that a caller may see, each with what is known of today: the morning's list."""

from typing import Any

from sqlalchemy import Date, Text, and_, bindparam, case, cast, func, literal_column, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Select

from storage.access import caller, may_see
from storage.models import Base, Business, Client, DailyMetrics, User
from storage.statements import Statement, compiled

_row = Base.metadata.tables[DailyMetrics.__tablename__]

#: More than that is no list to read in the morning; who has more looks for a name.
MOST_ATHLETES = 200
#: Levels that ask for a coach's eye, the poorest first. Scores do not do: each engine has its edges.
_IN_NEED = ("VERY_POOR", "POOR", "FAIR")


def _natural(name: Any) -> ColumnElement[Any]:
    """The name in small letters, its numbers filled up with zeros: `Bad 2` comes before `Bad 10`."""
    filled = func.regexp_replace(
        func.lower(name),
        literal_column("'([0-9]+)'"),
        literal_column("'000000000000\\1'"),
        literal_column("'g'"),
    )
    return func.regexp_replace(
        filled, literal_column("'[0-9]*([0-9]{12})'"), literal_column("'\\1'"), literal_column("'g'")
    )


def _need(of_today: Any) -> ColumnElement[int]:
    """0, 1 and 2 are the levels in need, 3 is what is not known, 4 are good days."""
    is_current = of_today.assessed_revision == of_today.revision
    ranks: list[Any] = [
        (
            and_(is_current, of_today.readiness_level == literal_column(f"'{level}'")),
            literal_column(str(rank)),
        )
        for rank, level in enumerate(_IN_NEED)
    ]
    is_known = and_(is_current, of_today.readiness_score.is_not(None))
    return case(*ranks, (is_known, literal_column("4")), else_=literal_column("3"))


def _athletes() -> Select[tuple[object, ...]]:
    who = caller()
    of_today = aliased(DailyMetrics)
    wanted = bindparam("wanted", type_=Text)
    today = cast(func.timezone(Client.time_zone, func.now()), Date)
    need = _need(of_today)
    score = case((need < literal_column("3"), of_today.readiness_score))
    seen = (
        select(
            Client.id,
            Client.name,
            Business.name.label("business"),
            today.label("today"),
            of_today.date.label("date"),
            of_today.revision,
            of_today.assessed_revision,
            of_today.readiness_score,
            of_today.readiness_level,
            func.row_number().over(order_by=(need, score, _natural(Client.name), Client.id)).label("place"),
            func.count().over().label("found"),
        )
        .select_from(Client)
        .join(who, true())
        .outerjoin(Business, Business.id == Client.business_id)
        .outerjoin(of_today, and_(of_today.client_id == Client.id, of_today.date == today))
        .where(
            may_see(who),
            or_(
                wanted == literal_column("''"),
                func.strpos(func.lower(Client.name), func.lower(wanted)) > literal_column("0"),
            ),
        )
        .order_by(literal_column("place"))
        .limit(literal_column(str(MOST_ATHLETES)))
        .cte("seen")
    )
    # Outside of the limit: for those that are listed, and not for all that could be.
    newest = (
        select(func.max(_row.c.date)).where(_row.c.client_id == seen.c.id).correlate(seen).scalar_subquery()
    )
    one = select(literal_column("1").label("one")).cte("one")
    return (
        select(who.c.id.label("caller_id"), User.name.label("caller_name"), *seen.c, newest.label("newest"))
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(User, User.id == who.c.id)
        .outerjoin(seen, true())
        .order_by(seen.c.place)
    )


#: The athletes that the caller may see and whose name has `wanted` in it ('' is in all), those in need first:
#: readiness of today below good, the poorest level and score first; then whose today is not known; then the
#: rest; each by name. `id`, `name`, `business`, `today`, `newest` (day of the newest check-in), of today's
#: check-in `date` (NULL: there is none), its revisions, score and level; `found` counts all of them.
#: One row with an `id` of NULL if there is none; `caller_id` is NULL if there is no such user.
ATHLETES: Statement = compiled(_athletes())
