"""People to be told, and notices raised and withdrawn as the cascades do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from domain.effects import Because, Standing, Wanted
from domain.notices import Audience, NoticeKind, Priority
from storage.notices import owe_notices, raise_notices, withdraw_notices
from tasks.notice_effects import notice_content

ZONE = "Europe/Stockholm"
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0ZXN0cywgbG9uZyBlbm91Z2g="

#: What nobody may find in a log or outside: a name, a reason, a pain.
ATHLETE_NAME = "Petronella Quist"
PAIN = {
    "bodyPart": "KNEE",
    "pain": 6,
    "severity": "HIGH",
    "decision": "REST",
    "until": "2026-03-20",
    "workouts": 2,
    "caseId": None,
    "pauseWeeks": None,
    "goalShiftDays": None,
}


@dataclass(frozen=True)
class Athlete:
    """An athlete with a coach, and with a login."""

    id: UUID
    coach: UUID
    login: UUID


class NoticeBoard:
    """Works on a connection in autocommit."""

    def __init__(self, connection: Connection[DictRow]) -> None:
        self.connection = connection

    def user(self, role: str = "COACH", language: str = "en") -> UUID:
        return self._id(
            "INSERT INTO users (email, name, role, language)"
            " VALUES (gen_random_uuid() || '@example.org', 'A', %s, %s) RETURNING id",
            role,
            language,
        )

    def athlete(self, **columns: Any) -> Athlete:
        """A new athlete of a new coach."""
        coach, login = self.user(), self.user("ATHLETE")
        values = {"user_id": coach, "name": ATHLETE_NAME, "time_zone": ZONE, **columns}
        id_ = self.row("clients", **values)
        self.connection.execute("INSERT INTO athlete_accounts VALUES (%s, %s)", [id_, login])
        return Athlete(id_, coach, login)

    def row(self, table: str, **values: Any) -> UUID:
        """Insert a row; answers its id."""
        names, places = ", ".join(values), ", ".join(["%s"] * len(values))
        return self._id(f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", *values.values())

    def channel(self, user: UUID, url: str, minimum: str = "LOW", **values: Any) -> UUID:
        """A webhook, unless another kind is named."""
        values = {"kind": "WEBHOOK", **values}
        secret = SECRET if values["kind"] == "WEBHOOK" else None
        return self.row(
            "notification_channels",
            user_id=user,
            url=url,
            secret=secret,
            label="mine",
            minimum_priority=minimum,
            **values,
        )

    def prefer(self, user: UUID, switches: dict[str, bool] | None = None, **columns: Any) -> None:
        values = {"user_id": user, "switches": Jsonb(switches or {}), **columns}
        names, places = ", ".join(values), ", ".join(["%s"] * len(values))
        self.connection.execute("DELETE FROM notification_preferences WHERE user_id = %s", [user])
        self.connection.execute(
            f"INSERT INTO notification_preferences ({names}) VALUES ({places})".encode(),
            list(values.values()),
        )

    def raise_(
        self,
        athlete: Athlete,
        *,
        key: str = "condition",
        kind: NoticeKind = NoticeKind.SYMPTOM_FLAG,
        audience: Sequence[Audience] = (Audience.COACH,),
        priority: Priority = Priority.NORMAL,
        params: dict[str, Any] | None = None,
        days_ago: int = 0,
        expires_days: int | None = None,
    ) -> str:
        """Raise a notice and owe it to its lane; answers its key there."""
        content = notice_content(kind, audience, priority, params or PAIN, expires_days=expires_days)
        wanted = Wanted(
            key=f"{key}:{athlete.id}",
            kind="notice",
            client_id=athlete.id,
            date=self.today() - timedelta(days=days_ago),
            revision=1,
            cause={},
            after=content,
        )
        with self.connection.transaction():
            ids = raise_notices(self.connection, [wanted])
            owe_notices(self.connection, ids)
        return str(ids[0])

    def withdraw(
        self, athlete: Athlete, *, key: str = "condition", because: Because = Because.CORRECTED
    ) -> None:
        standing = Standing(
            id=uuid4(),
            key=f"{key}:{athlete.id}",
            kind="notice",
            client_id=athlete.id,
            date=self.today(),
            revision=1,
            after={},
        )
        with self.connection.transaction():
            owe_notices(self.connection, withdraw_notices(self.connection, [(standing, because)]))

    def owe_again(self) -> None:
        """Owe every notice once more, as a run does that was not needed."""
        ids = [row["id"] for row in self.connection.execute("SELECT id FROM notices")]
        owe_notices(self.connection, ids)

    def told(self, user: UUID) -> list[DictRow]:
        return self.connection.execute(
            "SELECT * FROM notifications WHERE recipient_id = %s ORDER BY created_at, id", [user]
        ).fetchall()

    def deliveries(self) -> list[DictRow]:
        return self.connection.execute("SELECT * FROM deliveries ORDER BY created_at, id").fetchall()

    def today(self) -> date:
        row = self.connection.execute("SELECT (now() AT TIME ZONE %s)::date AS today", [ZONE]).fetchone()
        assert row is not None
        today: date = row["today"]
        return today

    def _id(self, statement: str, *parameters: Any) -> UUID:
        row = self.connection.execute(statement.encode(), parameters).fetchone()
        assert row is not None
        found: UUID = row["id"]
        return found
