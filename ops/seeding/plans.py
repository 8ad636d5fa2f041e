"""What athletes have planned: a program each, and its workouts of the last two weeks and the next two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import numpy as np

from domain.workouts import WorkoutIntensity, WorkoutStatus, WorkoutType
from ops.seeding.people import uuid_from

#: Days before today, and after it, that workouts are made for.
DAYS_BACK, DAYS_AHEAD = 14, 14

_PROGRAM_WEEKS = 16
_PHASES = ("BASE", "BUILD", "PEAK", "TAPER")
_DONE = 0.86
_STRENGTH = 0.2
_INTENSITIES = tuple(WorkoutIntensity)[:5]
_INTENSITY_SHARES = (0.1, 0.45, 0.25, 0.12, 0.08)
_SPORTS = {"CYCLING": WorkoutType.CYCLING, "SKIING": WorkoutType.SKIING, "TRIATHLON": WorkoutType.TRIATHLON}

#: Kilometres in a minute.
_SPEED = {WorkoutType.RUNNING: 0.19, WorkoutType.CYCLING: 0.45, WorkoutType.SKIING: 0.25}


@dataclass(frozen=True, slots=True)
class Program:
    """A program of an athlete, in its middle."""

    id: UUID
    client_id: UUID
    name: str
    begins: date
    goal: date


#: In the order of the values of a planned workout.
WORKOUT_COLUMNS = (
    *("client_id", "program_id", "date", "type", "status", "intensity", "duration_minutes", "distance_m"),
    *("phase", "week_number", "day_number", "segment_count", "completed_at"),
)


def program(athlete: UUID, today: date, rng: np.random.Generator) -> Program:
    """A program that began some weeks ago."""
    begins = today - timedelta(days=today.weekday() + 7 * int(rng.integers(3, 10)))
    goal = begins + timedelta(weeks=_PROGRAM_WEEKS, days=-1)
    return Program(uuid_from(rng), athlete, f"{begins:%B} program", begins, goal)


def planned(plan: Program, sport: str, today: date, rng: np.random.Generator) -> Iterator[Sequence[object]]:
    """The program's workouts around today, by day: rows of `WORKOUT_COLUMNS`."""
    weekdays = set(rng.choice(7, size=int(rng.integers(3, 6)), replace=False).tolist())
    offsets = [
        offset
        for offset in range(-DAYS_BACK, DAYS_AHEAD + 1)
        if (today + timedelta(days=offset)).weekday() in weekdays
    ]
    chances = rng.random((3, len(offsets)))
    hardness = rng.choice(len(_INTENSITIES), size=len(offsets), p=_INTENSITY_SHARES)
    minutes = 15 * rng.integers(2, 8, len(offsets))
    own = _SPORTS.get(sport, WorkoutType.RUNNING)
    for offset, (kind, fate, parts), hard, lasts in zip(
        offsets, chances.T.tolist(), hardness.tolist(), minutes.tolist(), strict=True
    ):
        day = today + timedelta(days=offset)
        week, weekday = divmod((day - plan.begins).days, 7)
        what = WorkoutType.STRENGTH if kind < _STRENGTH else own
        is_done = offset < 0 and fate < _DONE
        yield (
            plan.client_id,
            plan.id,
            day,
            what.value,
            (WorkoutStatus.COMPLETED if is_done else WorkoutStatus.PLANNED).value,
            _INTENSITIES[hard].value,
            lasts,
            round(lasts * _SPEED[what] * 1_000) if what in _SPEED else None,
            _PHASES[min(week * len(_PHASES) // _PROGRAM_WEEKS, len(_PHASES) - 1)],
            week + 1,
            weekday + 1,
            1 + int(parts * 5),
            datetime.combine(day, time(17), UTC) if is_done else None,
        )
