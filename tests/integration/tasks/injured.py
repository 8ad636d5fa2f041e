"""An athlete with a plan, whose check-ins run through the lanes checkins and injuries."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import INJURIES
from storage import ledger
from storage.workouts import owe_changed_plans
from tasks.checkins import assess_check_ins
from tasks.drain import run
from tasks.injuries import run_cascade
from tasks.resources import lane_client
from tests.intake import CheckInWriter

MONDAY = date(2026, 3, 2)

#: A check-in by which nothing is wrong.
WELL = {
    "sleep_quality": 7,
    "sleep_hours": 8.0,
    "muscle_soreness": 2,
    "energy_level": 7,
    "mood": 7,
    "stress": 2,
    "injury_pain": 1,
    "injury_body_part": None,
    "injury_specific_type": None,
    "is_illness": False,
    "illness_type": None,
    "request_physio_contact": False,
}


def day(number: int) -> date:
    """A day of the story: day 0 is a Monday."""
    return MONDAY + timedelta(days=number)


class Story:
    """What one athlete goes through."""

    def __init__(self, writer: CheckInWriter, lane: LaneClient) -> None:
        self._writer = writer
        self._lane = lane
        self.connection: Connection[DictRow] = writer.connection
        self.athlete: UUID = writer.athlete()

    def says(self, number: int, **columns: Any) -> "Story":
        """Check in, or check in again, on a day: well but for what is said."""
        self._lane.submit(self._writer.key(self.athlete, day(number), **(WELL | columns)))
        return self

    def hurts(self, number: int, pain: int, part: str | None = "KNEE", **columns: Any) -> "Story":
        """Check in with pain, and have it assessed."""
        return self.says(number, injury_pain=pain, injury_body_part=part, **columns).settle()

    def is_ill(self, number: int, illness: str | None = "FEVER", **columns: Any) -> "Story":
        """Check in with an illness, and have it assessed."""
        return self.says(number, is_illness=True, illness_type=illness, **columns).settle()

    def is_well(self, *numbers: int) -> "Story":
        """Check in on these days without anything."""
        for number in numbers:
            self.says(number).settle()
        return self

    def settle(self) -> "Story":
        """Run both lanes until nothing is due."""
        run(self._lane, assess_check_ins)
        run(lane_client(INJURIES.name), run_cascade)
        return self

    def replans(self, *numbers: int) -> dict[str, dict[str, int]]:
        """Say that the plan of these days has changed, as whoever changes one does; answers what is owed."""
        owed = owe_changed_plans(self.connection, {self.athlete: [day(number) for number in numbers]})
        for lane, keys in owed.items():
            lane_client(lane).submit_many([(key, b"", revision) for key, revision in keys.items()])
        self.settle()
        return owed

    def look_again(self, *numbers: int) -> "Story":
        """Owe the lane these days, as if their check-ins had changed."""
        payload = orjson.dumps([day(number).isoformat() for number in numbers])
        revisions = ledger.owe(
            self.connection, INJURIES.name, {str(self.athlete): payload}, policy=INJURIES.payload
        )
        lane_client(INJURIES.name).submit_many([(str(self.athlete), b"", revisions[str(self.athlete)])])
        return self.settle()

    def plans(self, number: int, kind: str = "RUNNING", **columns: Any) -> UUID:
        """Plan a workout."""
        values = {
            "status": "PLANNED",
            "intensity": "THRESHOLD",
            "duration_minutes": 60.0,
            "distance_m": 12000.0,
        }
        values |= {"client_id": self.athlete, "date": day(number), "type": kind} | columns
        statement = "INSERT INTO workouts ({}) VALUES ({}) RETURNING id".format(
            ", ".join(values), ", ".join(f"%({name})s" for name in values)
        )
        row = self.connection.execute(statement.encode(), values).fetchone()
        assert row is not None
        planned: UUID = row["id"]
        return planned

    def touches(self, workout: UUID, **columns: Any) -> None:
        """A person changes a workout."""
        changes = ", ".join(f"{name} = %({name})s" for name in columns)
        self.connection.execute(
            f"UPDATE workouts SET {changes} WHERE id = %(id)s".encode(), columns | {"id": workout}
        )

    def workout(self, workout: UUID) -> tuple[str, str, str | None, float | None, float | None]:
        """Type, status, intensity, duration and distance of a workout."""
        row = self.connection.execute(
            "SELECT type, status, intensity, duration_minutes, distance_m FROM workouts WHERE id = %s",
            [workout],
        ).fetchone()
        assert row is not None
        kind, status, intensity, duration, distance = row.values()
        return kind, status, intensity, duration, distance

    def rows(self, table: str, columns: str = "*", order: str = "1") -> list[DictRow]:
        """The athlete's rows of a table."""
        query = f"SELECT {columns} FROM {table} WHERE client_id = %s ORDER BY {order}"
        return self.connection.execute(query.encode(), [self.athlete]).fetchall()

    def cases(self) -> list[DictRow]:
        """The athlete's cases that were not withdrawn."""
        rows = self.rows("injury_cases", order="opened_on, kind, body_part, created_at")
        return [row for row in rows if row["status"] != "WITHDRAWN"]

    def restrictions(self) -> list[DictRow]:
        """The athlete's active restrictions."""
        return [row for row in self.rows("training_restrictions", order="start_date, id") if row["is_active"]]

    def notices(self) -> list[tuple[str, Mapping[str, Any]]]:
        """What there is to tell: kinds and params of notices that were not withdrawn."""
        rows = self.rows("notices", order="date, kind, notice_key")
        return [(row["kind"], row["params"]) for row in rows if row["withdrawn_at"] is None]

    def told(self) -> list[str]:
        """The kinds of the same."""
        return [kind for kind, _ in self.notices()]

    def standing(self) -> dict[str, tuple[str, Any, Any]]:
        """Standing effects: kind, before and after by key."""
        rows = self.rows("effects")
        return {
            row["effect_key"]: (row["kind"], row["before"], row["after"])
            for row in rows
            if row["withdrawn_at"] is None
        }
