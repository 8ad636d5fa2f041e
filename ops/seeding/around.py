"""What is around training: events, workouts made for a day, and what was done without a plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from domain.calendar import AdHocInput, EventStatus, EventType, Feeling, TrainingImpact, WodStatus
from domain.workouts import WorkoutIntensity, WorkoutType
from ops.seeding.people import Team, uuid_from

_EVENTS, _WODS, _AD_HOC = 1.2, 1.5, 2.0

#: What an event is called, how many days it lasts at most, and what it leaves of training.
_KINDS = (
    (EventType.TRAVEL, "Travelling", 3, TrainingImpact.REDUCED),
    (EventType.TRAINING_CAMP, "Camp", 9, TrainingImpact.MODIFIED),
    (EventType.VACATION, "Holiday", 14, TrainingImpact.REDUCED),
    (EventType.ILLNESS, "Ill", 5, TrainingImpact.NO_TRAINING),
    (EventType.PERSONAL, "Family", 1, TrainingImpact.NORMAL),
    (EventType.WORK, "Conference", 3, TrainingImpact.REDUCED),
)
_WOD_FATES, _WOD_SHARES = tuple(WodStatus), (0.15, 0.1, 0.65, 0.1)
_ADJUSTED = 0.3
_UNPLANNED = (WorkoutType.CYCLING, WorkoutType.RUNNING, WorkoutType.SWIMMING, WorkoutType.CORE)

EVENT_COLUMNS = (
    *("id", "client_id", "created_by", "title", "event_type", "status", "start_date", "end_date"),
    "training_impact",
)
WOD_COLUMNS = (
    *("id", "client_id", "title", "status", "mode", "primary_sport", "requested_duration"),
    *("actual_duration", "intensity_adjusted", "session_rpe", "created_at"),
)
AD_HOC_COLUMNS = (
    *("id", "client_id", "date", "input_type", "workout_type", "duration", "distance", "perceived_effort"),
    *("intensity", "feeling", "confidence"),
)

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Around:
    """Rows of `EVENT_COLUMNS`, `WOD_COLUMNS` and `AD_HOC_COLUMNS`."""

    events: list[Row] = field(default_factory=list)
    wods: list[Row] = field(default_factory=list)
    ad_hoc: list[Row] = field(default_factory=list)


def around(team: Team, today: date, days: int, rng: np.random.Generator) -> Around:
    """Of a team's athletes: events around today, and the rest in the `days` before it."""
    made = Around()
    for athlete in team.athletes:
        for offset in rng.integers(-days, days + 1, rng.poisson(_EVENTS)).tolist():
            made.events.append(_event(athlete.id, team.coach.id, today + timedelta(days=offset), today, rng))
        for offset in rng.integers(1, days + 1, rng.poisson(_WODS)).tolist():
            made.wods.append(_wod(athlete.id, team.sport, today - timedelta(days=offset), rng))
        for offset in rng.integers(1, days + 1, rng.poisson(_AD_HOC)).tolist():
            made.ad_hoc.append(_ad_hoc(athlete.id, today - timedelta(days=offset), rng))
    return made


def _event(athlete: UUID, coach: UUID, first: date, today: date, rng: np.random.Generator) -> Row:
    kind, title, longest, impact = _KINDS[int(rng.integers(len(_KINDS)))]
    last = first + timedelta(days=int(rng.integers(longest)))
    if last < today:
        status = EventStatus.COMPLETED
    else:
        status = EventStatus.ACTIVE if first <= today else EventStatus.SCHEDULED
    return uuid_from(rng), athlete, coach, title, kind.value, status.value, first, last, impact.value


def _wod(athlete: UUID, sport: str, day: date, rng: np.random.Generator) -> Row:
    status = _WOD_FATES[rng.choice(len(_WOD_FATES), p=_WOD_SHARES)]
    asked = int(15 * rng.integers(2, 6))
    is_done = status is WodStatus.COMPLETED
    return (
        *(uuid_from(rng), athlete, f"{asked} minutes", status.value, "STRUCTURED", sport, asked),
        asked + int(rng.integers(-5, 6)) if is_done else None,
        bool(rng.random() < _ADJUSTED),
        int(rng.integers(3, 9)) if is_done else None,
        datetime.combine(day, time(7), UTC) + timedelta(minutes=int(rng.integers(12 * 60))),
    )


def _ad_hoc(athlete: UUID, day: date, rng: np.random.Generator) -> Row:
    what = _UNPLANNED[int(rng.integers(len(_UNPLANNED)))]
    minutes = int(5 * rng.integers(4, 25))
    return (
        *(uuid_from(rng), athlete, day, tuple(AdHocInput)[int(rng.integers(3))].value, what.value, minutes),
        None if what is WorkoutType.CORE else round(minutes * float(rng.uniform(0.1, 0.4)), 1),
        int(rng.integers(2, 9)),
        tuple(WorkoutIntensity)[int(rng.integers(1, 4))].value,
        tuple(Feeling)[int(rng.integers(len(Feeling)))].value,
        round(float(rng.uniform(0.7, 1.0)), 2),
    )
