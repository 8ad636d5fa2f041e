"""Check-ins written as the web process writes them: with its own statement, without HTTP around it."""

from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from storage.check_ins import INTAKE
from storage.models import INPUT_COLUMNS


class CheckInWriter:
    """Makes athletes, and takes in check-ins for them, in the name of a coach of its own."""

    def __init__(self, connection: Connection[DictRow]) -> None:
        self.connection = connection
        self.coach: UUID = self._id(
            "INSERT INTO users (email, name, role) VALUES (gen_random_uuid() || '@example.org', 'A', 'COACH')"
            " RETURNING id"
        )

    def athlete(self) -> UUID:
        """A new athlete of the coach's."""
        return self._id("INSERT INTO clients (user_id, name) VALUES (%s, 'An athlete') RETURNING id")

    def take(self, athlete: UUID, day: date, **columns: Any) -> DictRow:
        """Store the columns that are given; answers the stored row, and whether it `changed`."""
        parameters: dict[str, Any] = dict.fromkeys(INPUT_COLUMNS)
        for name, value in columns.items():
            parameters[name] = Jsonb(value) if isinstance(value, list) else value
        parameters |= {"caller_id": self.coach, "caller_email": None, "client_id": athlete, "instant": None}
        parameters |= {"day": day, "present": list(columns)}
        row = self.connection.execute(INTAKE.text, parameters).fetchone()
        assert row is not None
        assert row["allowed"]
        return row

    def key(self, athlete: UUID, day: date, **columns: Any) -> str:
        """The same; answers the key in the checkins lane."""
        row = self.take(athlete, day, **columns)
        return f"{row['client_id']}:{row['date']}"

    def _id(self, statement: str) -> UUID:
        parameters = [self.coach] if "%s" in statement else []
        row = self.connection.execute(statement.encode(), parameters).fetchone()
        assert row is not None
        found: UUID = row["id"]
        return found
