"""What the platform itself can tell of an athlete: read in four statements, whatever the question."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from chat.context.reading import Reader, Row
from picture.cases import OpenCase, open_cases
from picture.rows import derived
from picture.verdict import Verdict, verdict_of
from storage.athlete_picture import OPERATORS_PICTURE, PICTURE_CASES, PICTURE_LOADS
from storage.chat_facts import COMING_WORKOUTS

#: Days that are looked back, today included: two weeks, to hold the one against the other.
DAYS = 14


@dataclass(frozen=True, slots=True)
class Workout:
    """One that is planned, with codes as they are stored."""

    date: date
    type: str
    status: str
    intensity: str | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One athlete, without a name."""

    #: The athlete's own day.
    today: date
    verdict: Verdict
    #: Readiness by day, where it is known; and how many of the days have a check-in.
    scores: Mapping[date, float]
    check_ins: int
    #: The newest day of training load: `acute`, `chronic`, `acwr`, `zone`, `withheld`; None where there is
    #: none.
    load: Row | None
    cases: tuple[OpenCase, ...]
    workouts: tuple[Workout, ...]

    def mean(self, first: int, last: int) -> float | None:
        """The mean readiness of the days from so many to so many days ago, both included."""
        days = (self.today - timedelta(days=ago) for ago in range(first, last + 1))
        known = [self.scores[day] for day in days if day in self.scores]
        return sum(known) / len(known) if known else None


async def read_facts(reader: Reader, client_id: UUID) -> Facts | None:
    """The facts of an athlete whom the asker may see; None if there is no such athlete."""
    rows = await reader.rows(OPERATORS_PICTURE, {"client_id": client_id, "days": DAYS})
    if not rows:
        return None
    today: date = rows[0]["today"]
    span = {"client_id": client_id, "first": today - timedelta(days=DAYS - 1), "last": today}
    loads, cases, workouts = await asyncio.gather(
        reader.rows(PICTURE_LOADS, span),
        reader.rows(PICTURE_CASES, span),
        reader.rows(COMING_WORKOUTS, {"client_id": client_id, "first": today}),
    )
    check_ins = [row for row in rows if row["id"] is not None]
    scored = ((row["date"], derived(row, "readiness_score")) for row in check_ins)
    return Facts(
        today=today,
        verdict=verdict_of(check_ins[-1] if check_ins else None, today),
        scores={day: score for day, score in scored if score is not None},
        check_ins=len(check_ins),
        load=loads[-1] if loads else None,
        cases=open_cases(cases),
        workouts=tuple(Workout(**row) for row in workouts),
    )
