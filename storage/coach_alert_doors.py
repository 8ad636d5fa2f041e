"""Alerts as a coach reads them, and deals with them."""

from sqlalchemy import Integer, bindparam, case, literal_column, select, true, union_all
from sqlalchemy.sql.elements import ColumnElement

from storage.access import caller, may_see
from storage.asked_athlete import asked_about
from storage.models import Base, Client, CoachAlert
from storage.statements import Statement, compiled, written

#: Alerts that are shown if no number is asked for, and at most.
USUAL_ALERTS = 100
MOST_ALERTS = 1_000

_row = Base.metadata.tables[CoachAlert.__tablename__]

#: What is shown of one, in the table's order.
ALERT_COLUMNS = tuple(column.name for column in _row.c)

#: Who is told of alerts.
COACHES = ("ADMIN", "COACH")


def _active_first(status: ColumnElement[str]) -> ColumnElement[int]:
    return case((status == literal_column("'ACTIVE'"), literal_column("0")), else_=literal_column("1"))


def _alerts() -> Statement:
    who = caller()
    one = select(literal_column("1").label("one")).cte("one")
    found = select(*_row.c, Client.name.label("athlete_name")).join(Client, Client.id == _row.c.client_id)
    found = found.where(may_see(who))
    # Apart, so that a coach's are looked up by athlete: a condition for both would be asked of every alert.
    theirs = found.where(who.c.role == literal_column("'COACH'"), Client.user_id == who.c.id)
    everybodys = found.where(who.c.role == literal_column("'ADMIN'"))
    alerts = union_all(theirs, everybodys).subquery("alerts")
    shown = (
        select(*alerts.c)
        .order_by(_active_first(alerts.c.status), alerts.c.raised_at.desc(), alerts.c.id)
        .limit(bindparam("limit", type_=Integer))
        .lateral("shown")
    )
    return compiled(
        select(who.c.id.label("caller_id"), who.c.role.label("caller_role"), *shown.c)
        .select_from(one)
        .outerjoin(who, true())
        .outerjoin(shown, true())
        .order_by(_active_first(shown.c.status), shown.c.raised_at.desc(), shown.c.id)
    )


# What is over stays as it is.
_DEAL = f"""
WITH asked AS MATERIALIZED (
    {asked_about("(SELECT client_id FROM coach_alerts WHERE id = %(alert_id)s::uuid)")}
), dealt AS (
    UPDATE coach_alerts a SET status = %(status)s::text, updated_at = now() FROM asked
    WHERE a.id = %(alert_id)s::uuid AND asked.allowed AND asked.caller_role IN {COACHES}
      AND a.resolved_at IS NULL AND a.status <> %(status)s::text
    RETURNING a.*
), shown AS (
    SELECT * FROM dealt
    UNION ALL
    SELECT a.* FROM coach_alerts a JOIN asked ON asked.allowed AND asked.caller_role IN {COACHES}
    WHERE a.id = %(alert_id)s::uuid AND NOT EXISTS (SELECT FROM dealt)
)
SELECT asked.caller_id, asked.caller_role, shown.*, c.name AS athlete_name
FROM asked LEFT JOIN shown ON true LEFT JOIN clients c ON c.id = shown.client_id
"""  # noqa: S608  what is put in are statements and names of ours

#: Alerts on athletes whom the caller coaches (of all, for an ADMIN), active ones first, `limit` at most; one
#: row of NULLs if there are none. Answers `caller_id` and `caller_role` too.
ALERTS: Statement = _alerts()

#: Say of the alert `alert_id` what a coach has made of it; `id` is NULL where there is none such.
DEAL: Statement = written(_DEAL)
