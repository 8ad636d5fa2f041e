"""A club with somebody to talk about: a business, its coach, an athlete with weeks behind and plans ahead."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from storage.documents import ADD
from tests.teams import one


@dataclass(frozen=True)
class Club:
    """Who there is. The athlete's name is Åsa Öberg, the coach's Robin Lindqvist."""

    connection: Connection[DictRow]
    business: UUID
    coach: UUID
    #: The athlete, and the athlete's login.
    athlete: UUID
    login: UUID
    today: date

    def run(self, statement: str, *parameters: Any) -> None:
        self.connection.execute(statement.encode(), parameters)

    def one(self, statement: str, *parameters: Any) -> Any:
        return one(self.connection, statement, *parameters)

    def user(self, name: str, role: str = "COACH") -> UUID:
        made: UUID = self.one(
            "INSERT INTO users (email, name, role) VALUES (gen_random_uuid() || '@example.org', %s, %s)"
            " RETURNING id",
            *(name, role),
        )
        return made

    def member(self, name: str) -> UUID:
        """Another athlete of the business."""
        made: UUID = self.one(
            "INSERT INTO clients (user_id, business_id, name) VALUES (%s, %s, %s) RETURNING id",
            *(self.coach, self.business, name),
        )
        return made

    def workout(self, days: int, **columns: Any) -> UUID:
        names = ["client_id", "date", "type", *columns]
        values = [self.athlete, self.today + timedelta(days=days), "RUNNING", *columns.values()]
        places = ", ".join("%s" for _ in names)
        made: UUID = self.one(
            f"INSERT INTO workouts ({', '.join(names)}) VALUES ({places}) RETURNING id",
            *values,
        )
        return made

    def document(self, *passages: str, language: str = "en", title: str = "Heat", **place: Any) -> str:
        """A document of the business, unless another `client_id` or `business_id` is given."""
        parameters = {
            "caller_id": self.coach,
            "caller_email": None,
            "client_id": None,
            "business_id": self.business,
            "title": title,
            "language": language,
            "characters": sum(map(len, passages)),
            "passages": orjson.dumps(passages).decode(),
            **place,
        }
        row = self.connection.execute(ADD.text, parameters).fetchone()
        assert row is not None
        assert row["id"] is not None
        return str(row["id"])


def make_club(connection: Connection[DictRow]) -> Club:
    """A new one."""

    def user(name: str, role: str) -> UUID:
        made: UUID = one(
            connection,
            "INSERT INTO users (email, name, role) VALUES (gen_random_uuid() || '@example.org', %s, %s)"
            " RETURNING id",
            *(name, role),
        )
        return made

    business = one(connection, "INSERT INTO businesses (name) VALUES ('A business') RETURNING id")
    coach, login = user("Robin Lindqvist", "COACH"), user("Åsa Öberg", "ATHLETE")
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [business, coach],
    )
    athlete = one(
        connection,
        "INSERT INTO clients (user_id, business_id, name, time_zone) VALUES (%s, %s, 'Åsa Öberg', 'UTC')"
        " RETURNING id",
        *(coach, business),
    )
    connection.execute("INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)", [athlete, login])
    today = one(connection, "SELECT (now() AT TIME ZONE 'UTC')::date")
    return Club(connection, business, coach, athlete, login, today)
