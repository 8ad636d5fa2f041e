"""What a check-in of each kind has to set in motion, and what it did: held against each other by athlete."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from storage.conservation import balance
from tests.faults.load import DAY
from tests.faults.offline_checker import Findings

WELL = {
    "sleep_quality": 8,
    "sleep_hours": 8.0,
    "muscle_soreness": 2,
    "energy_level": 8,
    "mood": 8,
    "stress": 2,
    "injury_pain": 1,
    "injury_body_part": None,
    "is_illness": False,
    "illness_type": None,
}

#: Days from `DAY` on with one planned workout each: a run on the first, strength on the second, and so on.
PLANNED_DAYS = 7

_PLANNED = """
INSERT INTO workouts (client_id, date, type, intensity, duration_minutes)
SELECT athlete, %(day)s::date + days, (ARRAY['RUNNING', 'STRENGTH'])[1 + days %% 2], 'MODERATE', 50
FROM unnest(%(athletes)s::uuid[]) AS athlete, generate_series(0, %(days)s - 1) AS days
"""

# Everything that the cascade makes, a line each: of what kind it is, and what it looks like.
_MADE = """
SELECT client_id, 'effect' AS what, kind AS how FROM effects
    WHERE client_id = ANY(%(athletes)s) AND withdrawn_at IS NULL AND lane = 'injuries'
UNION ALL SELECT client_id, 'case', kind || ' ' || body_part || ' ' || status FROM injury_cases
    WHERE client_id = ANY(%(athletes)s) AND status <> 'WITHDRAWN'
UNION ALL SELECT client_id, 'restriction', 'active' FROM training_restrictions
    WHERE client_id = ANY(%(athletes)s) AND is_active
UNION ALL SELECT client_id, 'workout', type || ' ' || status || ' ' || duration_minutes FROM workouts
    WHERE client_id = ANY(%(athletes)s)
UNION ALL SELECT workouts.client_id, 'modification', decision FROM workout_modifications
    JOIN workouts ON workouts.id = workout_id
    WHERE workouts.client_id = ANY(%(athletes)s) AND undone_at IS NULL
UNION ALL SELECT client_id, 'notice', kind FROM notices
    WHERE client_id = ANY(%(athletes)s) AND withdrawn_at IS NULL
UNION ALL SELECT client_id, 'told the coach', kind FROM notifications
    WHERE client_id = ANY(%(athletes)s) AND withdrawn_at IS NULL
UNION ALL SELECT client_id, 'streak', 'counted' FROM streaks WHERE client_id = ANY(%(athletes)s)
"""

_RUN, _STRENGTH = "RUNNING PLANNED 50", "STRENGTH PLANNED 50"

Made = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of check-in: its answers, and what they set in motion."""

    name: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    #: Of the planned workouts: how many are not as they were, and what has become of them.
    changed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    decision: str = ""
    case: str | None = None
    notice: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """All columns of the check-in."""
        return {**WELL, **self.answers}

    @property
    def made(self) -> Made:
        """Everything that has to be there."""
        runs = (PLANNED_DAYS + 1) // 2
        made: Made = Counter({("workout", _RUN): runs, ("workout", _STRENGTH): PLANNED_DAYS - runs})
        made["streak", "counted"] = 1
        for (before, after), times in self.changed.items():
            made["workout", before] -= times
            made["workout", after] += times
        workouts = sum(self.changed.values())
        made["effect", "workout"] = made["modification", self.decision] = workouts
        if self.case:
            made["case", self.case] = made["effect", "case"] = 1
            made["restriction", "active"] = made["effect", "restriction"] = 1
        if self.notice:
            made["effect", "notice"] = made["notice", self.notice] = made["told the coach", self.notice] = 1
        return +made


KINDS = (
    Kind("well"),
    Kind(
        "pain of 8",
        {"injury_pain": 8, "injury_body_part": "KNEE"},
        {(_RUN, "RUNNING CANCELLED 50"): 4, (_STRENGTH, "STRENGTH CANCELLED 50"): 3},
        "REST",
        "INJURY KNEE ACTIVE",
        "SYMPTOM_FLAG",
    ),
    Kind(
        "pain of 4",
        {"injury_pain": 4, "injury_body_part": "ANKLE_FOOT"},
        {(_RUN, "ALTERNATIVE MODIFIED 60"): 4},
        "CROSS_TRAINING_ONLY",
        "INJURY ANKLE_FOOT ACTIVE",
        "SYMPTOM_FLAG",
    ),
    Kind(
        "fever",
        {"is_illness": True, "illness_type": "FEVER"},
        {(_RUN, "RUNNING CANCELLED 50"): 2, (_STRENGTH, "STRENGTH CANCELLED 50"): 1},
        "REST",
        "ILLNESS NONE ACTIVE",
        "ILLNESS_REPORT",
    ),
    Kind("no sleep", {"sleep_hours": 4.0}, {(_RUN, "RUNNING CANCELLED 50"): 1}, "REST", None, "FATIGUE_FLAG"),
)


def plan(connection: Connection[DictRow], athletes: Sequence[UUID]) -> None:
    """Plan a workout for each athlete and day."""
    connection.execute(_PLANNED, {"athletes": list(athletes), "day": DAY, "days": PLANNED_DAYS})


def examine_cascades(connection: Connection[DictRow], final: Mapping[UUID, Kind], accepted: int) -> Findings:
    """Hold what stands against what each athlete's last check-in calls for.

    What is missing is lost, what is there and should not be is stale, and more than one of what there has to
    be one of is a duplicate as well.
    """
    made: dict[UUID, Made] = {athlete: Counter() for athlete in final}
    for row in connection.execute(_MADE, {"athletes": list(final)}):
        made[row["client_id"]][row["what"], row["how"]] += 1
    lost, stale, duplicates = [], [], 0
    for athlete, kind in final.items():
        missing, surplus = kind.made - made[athlete], made[athlete] - kind.made
        if missing:
            lost.append(f"{athlete} ({kind.name}): {dict(missing)}")
        if surplus:
            stale.append(f"{athlete} ({kind.name}): {dict(surplus)}")
        duplicates += sum(times for one, times in surplus.items() if one in kind.made)
    return Findings(accepted, 0, lost, stale, duplicates, sum(abs(book.lost) for book in balance(connection)))


def kinds_of(athletes: Iterable[UUID]) -> dict[UUID, Kind]:
    """Nine in ten are well; the others are of the other kinds, in turns."""
    troubled = KINDS[1:]
    return {
        athlete: troubled[number // 10 % len(troubled)] if number % 10 == 0 else KINDS[0]
        for number, athlete in enumerate(athletes)
    }
