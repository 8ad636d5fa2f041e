"""Teams with broadcasts and assignments, in a database; and what their summaries must be, counted naively."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

KINDS = ("STRENGTH", "CARDIO", "HYBRID", "AGILITY")


@dataclass(frozen=True)
class Team:
    """A team of a business, its coach, and its athletes."""

    id: UUID
    business: UUID
    coach: UUID
    athletes: list[UUID]


def one(connection: Connection[DictRow], statement: str, *parameters: Any) -> Any:
    """The only value of the only row."""
    row = connection.execute(statement.encode(), parameters).fetchone()
    assert row is not None
    (value,) = row.values()
    return value


def make_team(connection: Connection[DictRow], athletes: int = 2, *, business: UUID | None = None) -> Team:
    """A new team, by default of a new business."""
    email = "gen_random_uuid() || '@example.org'"
    coach = one(
        connection, f"INSERT INTO users (email, name, role) VALUES ({email}, 'A', 'COACH') RETURNING id"
    )
    business = business or one(connection, "INSERT INTO businesses (name) VALUES ('A business') RETURNING id")
    team = one(
        connection,
        "INSERT INTO teams (user_id, business_id, name) VALUES (%s, %s, 'A team') RETURNING id",
        coach,
        business,
    )
    members = [
        one(
            connection,
            "INSERT INTO clients (user_id, business_id, team_id, name, email)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id",
            *(coach, business, team, f"Athlete {number}", f"athlete{number}@example.org"),
        )
        for number in range(athletes)
    ]
    return Team(team, business, coach, members)


def broadcast(
    connection: Connection[DictRow], team: Team, day: date, kind: str = "STRENGTH", *, completed: int = 0
) -> list[UUID]:
    """Give all athletes of the team something to do, some of whom have done it; answers the assignments."""
    made = one(
        connection,
        "INSERT INTO broadcasts (team_id, user_id, kind, name, assigned_date)"
        " VALUES (%s, %s, %s, %s, %s) RETURNING id",
        *(team.id, team.coach, kind, f"{kind.title()} day", day),
    )
    return [
        one(
            connection,
            "INSERT INTO assignments (kind, client_id, team_id, broadcast_id, name, assigned_date, status)"
            " VALUES (%s, %s, %s, %s, 'A session', %s, %s) RETURNING id",
            *(kind, athlete, team.id, made, day, "COMPLETED" if number < completed else "PENDING"),
        )
        for number, athlete in enumerate(team.athletes)
    ]


def naive_days(connection: Connection[DictRow]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Team, day, athlete and kind -> assigned and completed, counted one by one."""
    assigned: Counter[tuple[Any, ...]] = Counter()
    completed: Counter[tuple[Any, ...]] = Counter()
    for row in connection.execute("SELECT * FROM assignments WHERE broadcast_id IS NOT NULL"):
        key = (row["team_id"], row["assigned_date"], row["client_id"], row["kind"])
        assigned[key] += 1
        completed[key] += row["status"] == "COMPLETED"
    return {key: (assigned[key], completed[key]) for key in assigned}


def naive_broadcasts(connection: Connection[DictRow]) -> dict[UUID, tuple[int, int]]:
    """Broadcast -> assigned and completed, counted one by one."""
    found = {row["id"]: (0, 0) for row in connection.execute("SELECT id FROM broadcasts")}
    for row in connection.execute("SELECT * FROM assignments WHERE broadcast_id IS NOT NULL"):
        assigned, completed = found[row["broadcast_id"]]
        found[row["broadcast_id"]] = (assigned + 1, completed + (row["status"] == "COMPLETED"))
    return found


def stored_days(connection: Connection[DictRow]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """The same, as stored."""
    rows = connection.execute("SELECT * FROM team_day_summaries").fetchall()
    return {
        (row["team_id"], row["day"], row["client_id"], row["kind"]): (row["assigned"], row["completed"])
        for row in rows
    }


def stored_broadcasts(connection: Connection[DictRow]) -> dict[UUID, tuple[int, int]]:
    """The same, as stored."""
    rows = connection.execute("SELECT * FROM broadcast_summaries").fetchall()
    return {row["broadcast_id"]: (row["assigned"], row["completed"]) for row in rows}
