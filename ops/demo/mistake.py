"""A mistake, put right: pain 2, by mistake 8, and 2 again; what the 8 set in motion is all undone."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from ops.demo.http import HttpClient
from ops.demo.screen import Screen
from ops.demo.stage import Stage
from ops.errors import OpsError

ATHLETE = UUID("3f1b0f5e-6f0b-4b57-9a53-7d2f8e6a0c11")
TIME_ZONE = "Europe/Stockholm"

_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.05

#: Planned from today on: type, intensity, minutes.
_PLAN = (
    (0, "RUNNING", "THRESHOLD", 60),
    (1, "STRENGTH", "MODERATE", 45),
    (2, "RUNNING", "EASY", 50),
    (4, "RUNNING", "INTERVAL", 55),
)

_USUAL = {
    "sleepQuality": 8,
    "sleepHours": 8.0,
    "muscleSoreness": 2,
    "energyLevel": 8,
    "mood": 8,
    "stress": 2,
    "restingHR": 50,
}

#: Pain, where it hurts, and how the demo tells it.
_WRITES = (
    (2, None, "checks in with pain 2"),
    (8, {"bodyPart": "KNEE", "side": "LEFT"}, "by mistake 8, in the knee"),
    (2, None, "corrected to 2"),
)

_STANDING = "SELECT count(*) AS n FROM effects WHERE client_id = %s AND withdrawn_at IS NULL"

_EFFECTS = "SELECT * FROM effects WHERE client_id = %s ORDER BY made_at, effect_key"

_PLANNED = (
    "SELECT date, type, status, intensity, duration_minutes FROM workouts WHERE client_id = %s"
    " ORDER BY date, position"
)

_OWED = (
    "SELECT count(*) AS n FROM owed_work WHERE done_revision < revision"
    " AND (key LIKE %(client)s || '%%' OR lane IN ('notices', 'deliveries'))"
)


@dataclass(frozen=True, slots=True)
class Step:
    """How things stood after one of the three writes."""

    pain: int
    #: Effects that stand.
    standing: int
    #: The planned workouts, as they are now.
    workouts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """All three, and the effects in the order in which they were made."""

    steps: Sequence[Step]
    effects: Sequence[Mapping[str, Any]]

    @property
    def is_undone(self) -> bool:
        """Whether the mistake had effects, and in the end all is as it was before it."""
        before, mistaken, after = self.steps
        had_effects = mistaken.standing > before.standing and mistaken.workouts != before.workouts
        return had_effects and (before.standing, before.workouts) == (after.standing, after.workouts)

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "is_undone": self.is_undone,
            "standing": [step.standing for step in self.steps],
            "made": len(self.effects),
            "withdrawn": sum(effect["withdrawn_at"] is not None for effect in self.effects),
        }


def make_a_mistake(stage: Stage, screen: Screen, coach: UUID, token: str) -> Mistake:
    """Have an athlete check in three times, and wait each time for all that follows.

    Raises:
        OpsError: a check-in was not accepted, or what follows from it takes too long.
    """
    today = datetime.now(ZoneInfo(TIME_ZONE)).date()
    with stage.connect() as connection:
        connection.execute(
            "INSERT INTO clients (id, user_id, name, time_zone) VALUES (%s, %s, 'Robin Ek', %s)",
            [ATHLETE, coach, TIME_ZONE],
        )
        for days, kind, intensity, minutes in _PLAN:
            connection.execute(
                "INSERT INTO workouts (client_id, date, type, intensity, duration_minutes)"
                " VALUES (%s, %s, %s, %s, %s)",
                [ATHLETE, today + timedelta(days=days), kind, intensity, minutes],
            )
        steps = []
        for pain, where, text in _WRITES:
            with screen.step(f"{text}, and all that follows"):
                body: dict[str, Any] = {
                    **_USUAL,
                    "clientId": str(ATHLETE),
                    "date": str(today),
                    "injuryPain": pain,
                }
                body["injuryDetails"] = where
                asyncio.run(_post(stage.platform.api_url, token, body))
                _wait(stage, connection)
            row = connection.execute(_STANDING, [ATHLETE]).fetchone()
            workouts = connection.execute(_PLANNED, [ATHLETE]).fetchall()
            steps.append(Step(pain, row["n"] if row else 0, workouts))
        return Mistake(steps, connection.execute(_EFFECTS, [ATHLETE]).fetchall())


async def _post(api_url: str, token: str, body: Mapping[str, Any]) -> None:
    async with HttpClient(api_url, token, connections=1, timeout=_PATIENCE_SECONDS) as client:
        answer = await client.post("/api/daily-metrics", body)
    if not answer.is_ok:
        raise OpsError(f"A check-in was not accepted: {answer.status} {answer.content[:300]!r}")


def _wait(stage: Stage, connection: Any) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while connection.execute(_OWED, {"client": str(ATHLETE)}).fetchone()["n"]:
        if time.monotonic() > deadline:
            raise OpsError(f"What a check-in has set in motion was not done within {_PATIENCE_SECONDS:g} s.")
        stage.stopping.check()
        time.sleep(_LOOK_SECONDS)
