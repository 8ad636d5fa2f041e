"""Business summaries in PostgreSQL: what a business comes to, and its months, counted at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, class_row

from domain.businesses import OPEN_DAYS, TREND_MONTHS
from storage.business_counts import COUNTED, MONTH_COLUMNS, MONTHS_COUNTED

LANE = "business-trends"

# Nobody else counts them until the end of the transaction.
_LOCK = "SELECT id FROM businesses WHERE id = ANY(%(businesses)s::uuid[]) ORDER BY id FOR NO KEY UPDATE"

_PAGE = "SELECT id FROM businesses WHERE id > %(after)s ORDER BY id LIMIT %(page)s"

# Who is owed, or dead, is left to the run that comes, or to an operator.
_BEHIND = f"""
SELECT b.id, (s.as_of IS NULL OR s.as_of < now() - make_interval(secs => %(seconds)s)
        OR s.as_of < date_trunc('day', now() AT TIME ZONE b.time_zone) AT TIME ZONE b.time_zone)
    AND NOT EXISTS (SELECT FROM owed_work o
        WHERE o.lane = '{LANE}' AND o.key = b.id::text AND o.done_revision < o.revision) AS is_behind
FROM (SELECT id, time_zone FROM businesses WHERE id > %(after)s ORDER BY id LIMIT %(page)s) b
LEFT JOIN business_summaries s ON s.business_id = b.id
ORDER BY b.id
"""  # noqa: S608  the only thing put in is a constant

# A closed month is left as it is, unless it is `compared`.
_COUNT = f"""
WITH spans AS (
    SELECT id AS business_id, (now() AT TIME ZONE time_zone)::date AS today,
        date_trunc('month', now() AT TIME ZONE time_zone) AS current
    FROM businesses WHERE id = ANY(%(businesses)s::uuid[])
), asked AS MATERIALIZED (
    SELECT s.business_id, s.today, given.month::date AS month
    FROM spans s CROSS JOIN LATERAL generate_series(
        s.current - interval '{TREND_MONTHS - 1} months', s.current, interval '1 month') AS given (month)
    LEFT JOIN business_trends old ON old.business_id = s.business_id AND old.month = given.month::date
    WHERE %(compared)s OR old.is_closed IS NOT TRUE OR given.month::date = ANY(%(reopened)s::date[])
), months AS ({MONTHS_COUNTED}), due AS MATERIALIZED (
    SELECT m.*, m.month + interval '1 month' + interval '{OPEN_DAYS} days' <= asked.today AS is_closed,
        old.month IS NULL AS is_new,
        ({", ".join(f"m.{name}" for name in MONTH_COLUMNS)}) IS DISTINCT FROM
        ({", ".join(f"old.{name}" for name in MONTH_COLUMNS)}) AS differs, old.is_closed AS was_closed
    FROM months m JOIN asked USING (business_id, month)
    LEFT JOIN business_trends old ON old.business_id = m.business_id AND old.month = m.month
), written AS (
    INSERT INTO business_trends (business_id, month, {", ".join(MONTH_COLUMNS)}, is_closed)
    SELECT business_id, month, {", ".join(MONTH_COLUMNS)}, is_closed FROM due
    WHERE differs OR is_new OR is_closed IS DISTINCT FROM was_closed
    ON CONFLICT (business_id, month) DO UPDATE SET computed_at = now(), is_closed = excluded.is_closed,
        {", ".join(f"{name} = excluded.{name}" for name in MONTH_COLUMNS)}
), counted AS MATERIALIZED ({COUNTED} WHERE b.id = ANY(%(businesses)s::uuid[])), compared AS MATERIALIZED (
    SELECT c.business_id, c.counts, c.counts IS DISTINCT FROM old.counts AS differs,
        found.*
    FROM counted c LEFT JOIN business_summaries old ON old.business_id = c.business_id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE differs)::int AS months,
            count(*) FILTER (WHERE differs AND was_closed)::int AS wrong_months,
            count(*)::int AS computed_months
        FROM due WHERE due.business_id = c.business_id
    ) found
), told AS (
    INSERT INTO business_summaries AS old (business_id, counts, version, as_of)
    SELECT business_id, counts, 1, now() FROM compared ORDER BY business_id
    ON CONFLICT (business_id) DO UPDATE SET counts = excluded.counts, as_of = now(),
        version = old.version + (SELECT (c.differs OR c.months > 0)::int FROM compared c
                                 WHERE c.business_id = old.business_id)
)
SELECT business_id, differs OR months > 0 AS changed, wrong_months, computed_months,
    EXISTS (SELECT FROM owed_work o WHERE o.lane = '{LANE}' AND o.key = business_id::text
        AND o.done_revision < o.revision) AS is_owed
FROM compared
"""  # noqa: S608  what is put in are names, numbers and statements of ours


@dataclass(frozen=True, slots=True)
class CountedBusiness:
    """What became of a business's summary."""

    business_id: UUID
    changed: bool
    #: Closed months that were not as stored: an open one changes with every check-in.
    wrong_months: int
    #: Months that were looked at; closed ones are not.
    computed_months: int
    #: Whether a run of the lane was still to come.
    is_owed: bool


def count_businesses(
    connection: Connection[DictRow],
    businesses: Iterable[UUID],
    *,
    compared: bool = False,
    reopened: Sequence[date] = (),
) -> list[CountedBusiness]:
    """Count these businesses, and put right what is stored. Those that are gone are absent.

    Args:
        connection: in a transaction, whose end lets others count them again.
        businesses: their ids.
        compared: look at closed months too.
        reopened: closed months that are looked at all the same.
    """
    parameters = {"businesses": list(businesses), "compared": compared, "reopened": list(reopened)}
    connection.execute(_LOCK, parameters)
    with connection.cursor(row_factory=class_row(CountedBusiness)) as cursor:
        return cursor.execute(_COUNT, parameters).fetchall()


def page_of_businesses(connection: Connection[DictRow], *, after: UUID, page: int) -> list[UUID]:
    """The next `page` businesses by id, above `after`."""
    return [row["id"] for row in connection.execute(_PAGE, {"after": after, "page": page})]


def businesses_behind(
    connection: Connection[DictRow], *, older_than_seconds: float, after: UUID, page: int
) -> tuple[list[UUID], UUID | None]:
    """Of the next `page` businesses those whose summary is older than that, or of their yesterday.

    And the last one looked at, which is None if it was the last page.
    """
    parameters = {"seconds": older_than_seconds, "after": after, "page": page}
    rows = connection.execute(_BEHIND, parameters).fetchall()
    return [row["id"] for row in rows if row["is_behind"]], rows[-1]["id"] if len(rows) == page else None
