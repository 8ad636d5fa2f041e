"""Physiotherapists' charges, for operators: who is in charge of whom, as it is assigned and ended by hand."""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

#: What one can be in charge of: the table that it is a row of, and the assignment's column.
SCOPES = MappingProxyType(
    {
        "athlete": ("clients", "client_id"),
        "team": ("teams", "team_id"),
        "organization": ("organizations", "organization_id"),
        "business": ("businesses", "business_id"),
        "location": ("locations", "location_id"),
    }
)

_NAMED = " UNION ALL ".join(
    f"SELECT '{what}' AS what, id, name FROM {table}"  # noqa: S608  constants
    for what, (table, _) in SCOPES.items()
)

_CHARGES = f"""
SELECT users.email, users.name AS physio, scope.what, scope.name, scope.id, a.role, a.start_date, a.end_date
FROM physio_assignments a
JOIN users ON users.id = a.physio_user_id
JOIN ({_NAMED}) scope
    ON scope.id = coalesce(a.client_id, a.team_id, a.organization_id, a.business_id, a.location_id)
WHERE a.is_active AND coalesce(a.end_date, 'infinity') >= CURRENT_DATE - 1
ORDER BY users.email, scope.what, scope.name
"""  # noqa: S608  constants


def charges(connection: Connection[DictRow]) -> Sequence[DictRow]:
    """Who is in charge of what: those that are not over."""
    return connection.execute(_CHARGES).fetchall()


def called(connection: Connection[DictRow], scope: str, name: str) -> Sequence[DictRow]:
    """`id` and `name` of the athletes, teams, and so on (a name of `SCOPES`) with this id or this name."""
    table, _ = SCOPES[scope]
    query = f"SELECT id, name FROM {table} WHERE id::text = lower(%(name)s) OR name = %(name)s ORDER BY id"  # noqa: S608
    return connection.execute(query.encode(), {"name": name}).fetchall()


def assign(
    connection: Connection[DictRow], physio: UUID, scope: str, subject: UUID, role: str, until: date | None
) -> bool:
    """Put somebody in charge, in this role and until that day; answers whether they were not before."""
    _, column = SCOPES[scope]
    parameters = {"physio": physio, "subject": subject, "role": role, "until": until}
    changed = connection.execute(
        f"UPDATE physio_assignments SET role = %(role)s, end_date = %(until)s"  # noqa: S608
        f" WHERE physio_user_id = %(physio)s AND {column} = %(subject)s AND is_active".encode(),
        parameters,
    )
    if changed.rowcount:
        return False
    connection.execute(
        f"INSERT INTO physio_assignments (physio_user_id, {column}, role, end_date)"  # noqa: S608
        " VALUES (%(physio)s, %(subject)s, %(role)s, %(until)s)".encode(),
        parameters,
    )
    return True


def end_charge(connection: Connection[DictRow], physio: UUID, scope: str, subject: UUID) -> bool:
    """Say that somebody is in charge no more; answers whether they were."""
    _, column = SCOPES[scope]
    ended = connection.execute(
        f"UPDATE physio_assignments SET is_active = false"  # noqa: S608
        f" WHERE physio_user_id = %(physio)s AND {column} = %(subject)s AND is_active".encode(),
        {"physio": physio, "subject": subject},
    )
    return ended.rowcount > 0
