"""Whose check-ins an import brings: athletes by id, or by their name or address within a business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

#: What a file calls its athletes by.
AthleteKey = Literal["id", "name", "email"]


@dataclass(frozen=True, slots=True)
class Athlete:
    """An athlete as an import needs them: days are counted in `time_zone` (IANA name)."""

    id: UUID
    time_zone: str


_ATHLETES = {
    "id": """
        SELECT id::text AS called, id, time_zone FROM clients
        WHERE id = ANY(%(called)s::uuid[]) AND (%(business)s::uuid IS NULL OR business_id = %(business)s)
    """,
    "name": """
        SELECT name AS called, id, time_zone FROM clients
        WHERE business_id = %(business)s AND name = ANY(%(called)s)
    """,
    "email": """
        SELECT lower(email) AS called, id, time_zone FROM clients
        WHERE business_id = %(business)s AND lower(email) = ANY(%(called)s)
    """,
}

_MAKE = """
INSERT INTO clients (id, user_id, business_id, name, email, time_zone)
SELECT one.id, %(coach)s, %(business)s, one.name, one.email, %(time_zone)s
FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(emails)s::text[]) AS one (id, name, email)
"""

_COACH = """
SELECT users.id FROM users
WHERE (%(email)s::text IS NOT NULL AND lower(users.email) = lower(%(email)s) AND users.role = 'COACH')
    OR (%(email)s::text IS NULL AND users.role = 'COACH' AND users.id IN (
        SELECT user_id FROM business_members WHERE business_id = %(business)s AND is_active))
ORDER BY users.created_at, users.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Business:
    """A business by its id, its name and its time zone (IANA name)."""

    id: UUID
    name: str
    time_zone: str


def businesses(connection: Connection[DictRow], called: str) -> list[Business]:
    """The businesses that have this id, or else this name."""
    rows = connection.execute(
        "SELECT id, name, time_zone FROM businesses WHERE id::text = lower(%(called)s) OR name = %(called)s"
        " ORDER BY created_at, id",
        {"called": called},
    )
    return [Business(**row) for row in rows]


def make_business(connection: Connection[DictRow], name: str, time_zone: str) -> None:
    """Make a business whose days are counted in `time_zone`."""
    connection.execute("INSERT INTO businesses (name, time_zone) VALUES (%s, %s)", [name, time_zone])


def coach_of(connection: Connection[DictRow], business: UUID, email: str | None) -> UUID | None:
    """The coach with this e-mail address; without one, the oldest who is an active member of the business."""
    row = connection.execute(_COACH, {"business": business, "email": email}).fetchone()
    return None if row is None else UUID(str(row["id"]))


def find_athletes(
    connection: Connection[DictRow], by: AthleteKey, called: Iterable[str], business: UUID | None
) -> dict[str, list[Athlete]]:
    """The athletes that are called so; whoever is unknown is absent, and a name may be that of several.

    Args:
        connection: any.
        by: what they are called by. Ids are to be UUIDs in lower case, e-mail addresses in lower case.
        called: the ids, names or addresses.
        business: the business whose athletes they are; None, with ids alone, for any.
    """
    found: dict[str, list[Athlete]] = {}
    for row in connection.execute(_ATHLETES[by], {"called": list(called), "business": business}):
        found.setdefault(row["called"], []).append(Athlete(row["id"], row["time_zone"]))
    return found


def make_athletes(
    connection: Connection[DictRow],
    athletes: Sequence[tuple[UUID, str, str | None]],
    *,
    business: UUID,
    coach: UUID,
    time_zone: str,
) -> None:
    """Make athletes of a business and a coach: the id, the name and perhaps the e-mail address of each."""
    ids, names, emails = zip(*athletes, strict=True) if athletes else ((), (), ())
    connection.execute(
        _MAKE,
        {
            "ids": list(ids),
            "names": list(names),
            "emails": list(emails),
            "business": business,
            "coach": coach,
            "time_zone": time_zone,
        },
    )
