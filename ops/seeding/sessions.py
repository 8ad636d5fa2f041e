"""What teams are given to do: broadcasts on some days of the week, and what became of each athlete's part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from domain.assignments import AssignmentKind, AssignmentStatus
from ops.seeding.people import Team, uuid_from

#: Days after today that have sessions already.
DAYS_AHEAD = 7

_NAMES = {
    AssignmentKind.STRENGTH: ("Strength A", "Strength B", "Core and mobility"),
    AssignmentKind.CARDIO: ("Easy hour", "Threshold 4 x 8", "Long session", "Hill repeats"),
    AssignmentKind.HYBRID: ("Circuit", "Brick session"),
    AssignmentKind.AGILITY: ("Footwork", "Change of direction"),
}
_KINDS = tuple(_NAMES)
_KIND_SHARES = (0.35, 0.45, 0.12, 0.08)

#: What became of a session that is not completed.
_UNDONE = (AssignmentStatus.SKIPPED, AssignmentStatus.PENDING, AssignmentStatus.MODIFIED)
_UNDONE_SHARES = (0.45, 0.45, 0.1)


@dataclass(frozen=True, slots=True)
class Session:
    """A broadcast, and the rows of its assignments."""

    id: UUID
    kind: str
    name: str
    day: date
    #: Id, athlete, status, and when it was completed.
    assignments: Sequence[tuple[UUID, UUID, str, datetime | None]]


def sessions(team: Team, today: date, days: int, rng: np.random.Generator) -> Iterator[Session]:
    """A team's broadcasts of the last `days` days and of the days ahead, oldest first."""
    weekdays = set(rng.choice(7, size=int(rng.integers(2, 5)), replace=False).tolist())
    diligence = {athlete.id: float(rng.beta(6, 2)) for athlete in team.athletes}
    for offset in range(-days, DAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        if day.weekday() in weekdays:
            yield _session(day, diligence, rng, is_past=offset < 0)


def _session(day: date, diligence: dict[UUID, float], rng: np.random.Generator, *, is_past: bool) -> Session:
    kind = _KINDS[rng.choice(len(_KINDS), p=_KIND_SHARES)]
    undone = rng.choice(len(_UNDONE), size=len(diligence), p=_UNDONE_SHARES)
    done = rng.random(len(diligence)) < list(diligence.values())
    minutes = rng.integers(0, 14 * 60, len(diligence))
    rows: list[tuple[UUID, UUID, str, Any]] = []
    for athlete, otherwise, is_done, minute in zip(diligence, undone, done, minutes, strict=True):
        status, at = AssignmentStatus.SCHEDULED, None
        if is_past and is_done:
            status, at = AssignmentStatus.COMPLETED, _moment(day, int(minute))
        elif is_past:
            status = _UNDONE[otherwise]
        rows.append((uuid_from(rng), athlete, status.value, at))
    return Session(uuid_from(rng), kind.value, str(rng.choice(_NAMES[kind])), day, rows)


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(6), UTC) + timedelta(minutes=minute)
