"""Whose check-ins an import brings: athletes by id, or by their name or address within a business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from domain.names import name_key, tidy_name

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
    "email": """
        SELECT lower(email) AS called, id, time_zone FROM clients
        WHERE business_id = %(business)s AND lower(email) = ANY(%(called)s)
    """,
}

_NAMES = "SELECT name, id, time_zone FROM clients WHERE business_id = %s"

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


_MAKE_COACH = """
WITH coach AS (
    INSERT INTO users (email, name, role)
    SELECT %(email)s, 'Coach', 'COACH'
    WHERE NOT EXISTS (SELECT 1 FROM users WHERE lower(email) = lower(%(email)s))
    ON CONFLICT DO NOTHING RETURNING id
), member AS (
    INSERT INTO business_members (business_id, user_id, role) SELECT %(business)s, id, 'COACH' FROM coach
)
SELECT id FROM coach
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


def make_coach(connection: Connection[DictRow], business: UUID, email: str) -> UUID | None:
    """Make a coach, as a member of the business; None if the address is that of another login."""
    parameters = {"email": email, "business": business}
    row = connection.execute(_MAKE_COACH, parameters).fetchone()
    return None if row is None else UUID(str(row["id"]))


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
        called: the ids, names or addresses. Names may be spelt in any way (see `domain.names`); where several
            are then alike, one that is spelt the very same goes first.
        business: the business whose athletes they are; None, with ids alone, for any.
    """
    if by == "name":
        return _of_names(connection, called, business)
    found: dict[str, list[Athlete]] = {}
    for row in connection.execute(_ATHLETES[by], {"called": list(called), "business": business}):
        found.setdefault(row["called"], []).append(Athlete(row["id"], row["time_zone"]))
    return found


def _of_names(
    connection: Connection[DictRow], called: Iterable[str], business: UUID | None
) -> dict[str, list[Athlete]]:
    # Compared here, since what is one letter in two cases depends on a database's locale.
    alike: dict[str, list[DictRow]] = {}
    for row in connection.execute(_NAMES, [business]):
        alike.setdefault(name_key(row["name"]), []).append(row)
    found: dict[str, list[Athlete]] = {}
    for name in called:
        rows = alike.get(name_key(name), [])
        rows = [row for row in rows if tidy_name(row["name"]) == tidy_name(name)] or rows
        if rows:
            found[name] = [Athlete(row["id"], row["time_zone"]) for row in rows]
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
