"""A team and its business for a browser to look at, with names that are long and cells of every kind."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg

from domain.businesses import SubscriptionTier

MEMBERS = 9
LONG_NAME = "A name that is much longer than what there is room for"
#: Levels with a score of each.
LEVELS = (("GOOD", 7.5), ("EXCELLENT", 9.1), ("FAIR", 6.2), ("POOR", 4.4))


def make_club(connection: psycopg.Connection[Any], coach: UUID, today: date, zone: str) -> tuple[UUID, UUID]:
    """A team of the coach's, who is active in its business; answers their ids."""
    business = _id(connection, "INSERT INTO businesses (name, time_zone) VALUES ('The club', %s)", zone)
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [business, coach],
    )
    insert = "INSERT INTO teams (user_id, business_id, name) VALUES (%s, %s, 'First team')"
    team = _id(connection, insert, coach, business)
    # Another's athletes: the coach's list of athletes is that of other tests.
    owner = _id(connection, "INSERT INTO users (email, name, role) VALUES ('o@example.org', 'O', 'COACH')")
    names = [LONG_NAME, *(f"Runner {n}" for n in range(1, MEMBERS))]
    members = [
        _id(
            connection,
            "INSERT INTO clients (user_id, business_id, team_id, name, time_zone)"
            " VALUES (%s, %s, %s, %s, %s)",
            *(owner, business, team, name, zone),
        )
        for name in names
    ]
    _give(connection, team, coach, members, today)
    for number, member in enumerate(members):
        tier = list(SubscriptionTier)[number % 4]
        connection.execute(
            "INSERT INTO athlete_subscriptions (client_id, business_id, tier) VALUES (%s, %s, %s)",
            [member, business, tier],
        )
        for age in range(number // 7, 200, 1 + number % 3):  # two of them not today
            level, score = LEVELS[(age + number) % 4]
            connection.execute(
                "INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, readiness_score,"
                " readiness_level) VALUES (%s, %s, 1, 1, %s, %s)",
                [member, today - timedelta(days=age), score, level],
            )
    _test(connection, business, members, today)
    return team, business


def _give(
    connection: psycopg.Connection[Any], team: UUID, coach: UUID, members: list[UUID], today: date
) -> None:
    for age in range(28):
        if age % 7 == 3:
            continue
        for kind in ("STRENGTH", "CARDIO", "AGILITY")[: 1 + age % 3]:
            given = _id(
                connection,
                "INSERT INTO broadcasts (team_id, user_id, kind, name, assigned_date)"
                " VALUES (%s, %s, %s, 'A session', %s)",
                *(team, coach, kind, today - timedelta(days=age)),
            )
            for number, member in enumerate(members):
                status = "COMPLETED" if (age * 5 + number * 3 + len(kind)) % 4 else "PENDING"
                connection.execute(
                    "INSERT INTO assignments (kind, client_id, team_id, broadcast_id, name, assigned_date,"
                    " status) VALUES (%s, %s, %s, %s, 'A session', %s, %s)",
                    [kind, member, team, given, today - timedelta(days=age), status],
                )


def _test(connection: psycopg.Connection[Any], business: UUID, members: list[UUID], today: date) -> None:
    tester = _id(connection, "INSERT INTO testers (business_id, name) VALUES (%s, 'Tess')", business)
    for number in range(90):
        connection.execute(
            "INSERT INTO tests (test_date, type, client_id, tester_id) VALUES (%s, 'RUNNING', %s, %s)",
            [today - timedelta(days=number * number // 24), members[number % MEMBERS], tester],
        )


def _id(connection: psycopg.Connection[Any], insert: str, *values: Any) -> UUID:
    row = connection.execute(f"{insert} RETURNING id".encode(), values).fetchone()
    assert row is not None
    made: UUID = row["id"]
    return made
