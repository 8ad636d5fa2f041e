"""Businesses, and whose verdict each goes by: for operators."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from storage.reassessments import Span

_ALL = """
SELECT business.id, business.name, business.engine, count(client.id) AS athletes
FROM businesses AS business LEFT JOIN clients AS client ON client.business_id = business.id
GROUP BY business.id ORDER BY business.name, business.id
"""

_CHOOSE = """
UPDATE businesses SET engine = %(engine)s WHERE id = %(business)s AND engine <> %(engine)s RETURNING id
"""

_RECENT = """
SELECT client.id, min(day.date) AS first, max(day.date) AS last
FROM clients AS client JOIN daily_metrics AS day ON day.client_id = client.id
WHERE client.business_id = %(business)s
    AND day.date > (now() AT TIME ZONE client.time_zone)::date - %(days)s
GROUP BY client.id
"""


def businesses(connection: Connection[DictRow]) -> Sequence[DictRow]:
    """All businesses by name: `id`, `name`, `engine` and the number of `athletes`."""
    return connection.execute(_ALL).fetchall()


def choose_engine(connection: Connection[DictRow], business: UUID, engine: str) -> bool:
    """Let a business go by an engine from now on; whether that is a change."""
    chosen = connection.execute(_CHOOSE, {"business": business, "engine": engine})
    return chosen.fetchone() is not None


def recent_check_ins(connection: Connection[DictRow], business: UUID, days: int) -> dict[UUID, Span]:
    """First and last check-in of each of its athletes within so many local days; without any it is absent."""
    rows = connection.execute(_RECENT, {"business": business, "days": days})
    return {row["id"]: (row["first"], row["last"]) for row in rows}
