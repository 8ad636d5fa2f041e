"""Businesses with teams, athletes, broadcasts and tests, written straight into PostgreSQL."""

from dataclasses import dataclass

import psycopg

#: An ADMIN, who may see all teams and businesses.
_ADMIN = """
INSERT INTO users (email, name, role) VALUES (gen_random_uuid() || '@example.org', 'An operator', 'ADMIN')
RETURNING id::text
"""

_BUSINESS = "md5(%(label)s || 'business' || n / %(business_size)s)::uuid"
_TEAM = "md5(%(label)s || 'team' || n / %(team_size)s)::uuid"
_ATHLETE = "md5(%(label)s || 'athlete' || n)::uuid"
_BROADCAST = "md5(%(label)s || 'broadcast' || n / %(team_size)s || ':' || k)::uuid"
_KIND = "(ARRAY['STRENGTH', 'CARDIO', 'HYBRID', 'AGILITY'])[1 + k %% 4]"
_DAY = "current_date - k %% 30"
_ATHLETES = "generate_series(0, %(athletes)s - 1) n"
_TEAMS = "generate_series(0, %(athletes)s - 1, %(team_size)s) n"
_BUSINESSES = "generate_series(0, %(athletes)s - 1, %(business_size)s) n"
_GIVEN = "generate_series(0, %(broadcasts)s - 1) k"


def _insert(into: str, selected: str) -> bytes:
    return f"INSERT INTO {into} SELECT {selected}".encode()


# Ids follow from numbers, so that rows can refer to each other without being asked for; as random ones they
# are spread all over the indexes.
_ROWS = (
    _insert("businesses (id, name)", f"{_BUSINESS}, 'Business ' || n FROM {_BUSINESSES}"),
    _insert(
        "testers (id, business_id, name)",
        f"md5({_BUSINESS} || 'tester' || k)::uuid, {_BUSINESS}, 'Tester ' || k"
        f" FROM {_BUSINESSES}, generate_series(0, 3) k",
    ),
    _insert(
        "locations (id, business_id, name)",
        f"md5({_BUSINESS} || 'location' || k)::uuid, {_BUSINESS}, 'Location ' || k"
        f" FROM {_BUSINESSES}, generate_series(0, 1) k",
    ),
    _insert(
        "teams (id, user_id, business_id, name)",
        f"{_TEAM}, %(admin)s, {_BUSINESS}, 'Team ' || n FROM {_TEAMS}",
    ),
    _insert(
        "clients (id, user_id, business_id, team_id, name, email)",
        f"{_ATHLETE}, %(admin)s, {_BUSINESS}, {_TEAM}, 'Athlete ' || n, 'athlete' || n || '@example.org'"
        f" FROM {_ATHLETES}",
    ),
    _insert("athlete_subscriptions (client_id, business_id)", f"{_ATHLETE}, {_BUSINESS} FROM {_ATHLETES}"),
    _insert(
        "tests (client_id, test_date, type, tester_id, location_id)",
        f"{_ATHLETE}, now() - (n * 37 + k * 120) %% 360 * interval '1 day', 'RUNNING',"
        f" md5({_BUSINESS} || 'tester' || n %% 4)::uuid, md5({_BUSINESS} || 'location' || n %% 2)::uuid"
        f" FROM {_ATHLETES}, generate_series(0, 2) k",
    ),
    _insert(
        "daily_metrics (client_id, date, revision, assessed_revision, readiness_score)",
        f"{_ATHLETE}, current_date - k * 3, 1, 1, 4 + (n + k) %% 6 FROM {_ATHLETES}, generate_series(0, 9) k",
    ),
    _insert(
        "broadcasts (id, team_id, user_id, kind, name, assigned_date)",
        f"{_BROADCAST}, {_TEAM}, %(admin)s, {_KIND}, 'Session ' || k, {_DAY} FROM {_TEAMS}, {_GIVEN}",
    ),
    _insert(
        "assignments (kind, client_id, team_id, broadcast_id, name, assigned_date, status)",
        f"{_KIND}, {_ATHLETE}, {_TEAM}, {_BROADCAST}, 'Session ' || k, {_DAY},"
        " CASE WHEN (n * 7 + k * 13) %% 10 < 6 THEN 'COMPLETED' ELSE 'PENDING' END"
        f" FROM {_ATHLETES}, {_GIVEN}",
    ),
)

_TABLES = (
    "businesses, teams, clients, athlete_subscriptions, testers, locations, tests, daily_metrics, broadcasts,"
    " assignments"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How many athletes there are, and how they are grouped."""

    athletes: int
    team_size: int = 20
    business_size: int = 100
    #: Of each team, in the last 30 days.
    broadcasts: int = 10
    #: Tells shapes in the same database apart.
    label: str = ""


def make_admin(connection: psycopg.Connection) -> str:
    """Make an ADMIN; answers the id."""
    ((admin,),) = connection.execute(_ADMIN)
    return str(admin)


def make_teams(connection: psycopg.Connection, admin: str, shape: Shape) -> tuple[list[str], list[str]]:
    """Make them all, but none of the summaries; answers the ids of teams and of businesses.

    References are not checked row by row, which takes longer than anything else here.
    """
    parameters = {
        "admin": admin,
        "athletes": shape.athletes,
        "team_size": shape.team_size,
        "business_size": shape.business_size,
        "broadcasts": shape.broadcasts,
        "label": shape.label,
    }
    connection.execute("SET session_replication_role = replica")
    for statement in _ROWS:
        connection.execute(statement, parameters)
    connection.execute("SET session_replication_role = origin")
    connection.execute(f"VACUUM (ANALYZE) {_TABLES}".encode())
    teams = connection.execute(f"SELECT ({_TEAM})::text FROM {_TEAMS}".encode(), parameters)  # noqa: S608
    businesses = connection.execute(f"SELECT ({_BUSINESS})::text FROM {_BUSINESSES}".encode(), parameters)  # noqa: S608
    return [team for (team,) in teams], [business for (business,) in businesses]


def remove_teams(connection: psycopg.Connection) -> None:
    """Take away what was made, and what was computed of it."""
    connection.execute(f"TRUNCATE {_TABLES} CASCADE".encode())
