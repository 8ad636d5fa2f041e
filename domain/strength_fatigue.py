"""How much strength work lies behind an athlete on the morning of a check-in: 10 is fresh, 0 is spent.

Only what lies before the check-in's date counts, whatever the time at which it is looked at, and a session
that two services have recorded counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypedDict

from domain.activity_types import ActivityType
from domain.rounding import half_up
from domain.sessions import Session, distinct_sessions

#: Days before the check-in's date that are looked at.
STRENGTH_DAYS = 7

#: Weight of the sessions against that of the athlete's own answer.
OBJECTIVE_WEIGHT = 0.4

_FRESH = 10.0
_FEW_SESSIONS = 3
_HIGH_BELOW, _MODERATE_BELOW = 4.0, 6.0


class StrengthWarning(StrEnum):
    """What stands out."""

    STRENGTH_LOAD_HIGH = "STRENGTH_LOAD_HIGH"
    STRENGTH_LOAD_MODERATE = "STRENGTH_LOAD_MODERATE"


class StrengthDay(TypedDict):
    """The strength work of one day, as JSON can say it."""

    seconds: float
    #: Sessions by the source that recorded them.
    sources: dict[str, int]


@dataclass(frozen=True, slots=True)
class StrengthFatigue:
    """The strength work of the seven days before a check-in."""

    #: Of the sessions alone, 0..10, one decimal.
    score: float
    #: Together with the athlete's soreness; the same as `score` where that is not known.
    blended_score: float
    #: Whole minutes of strength work.
    minutes: int
    sessions: int
    #: Days without strength work since: 0 after one of yesterday, -1 if there was none.
    days_since: int
    warning: StrengthWarning | None
    #: Sessions by who recorded them.
    sources: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """As it is stored and shown."""
        return {
            "objectiveScore": self.score,
            "blendedScore": self.blended_score,
            "volume7d": self.minutes,
            "sessions7d": self.sessions,
            "daysSinceLastStrength": self.days_since,
            "warning": self.warning,
            "sources": {source.lower(): self.sources[source] for source in sorted(self.sources)},
        }


def strength_days(sessions: Iterable[Session]) -> dict[date, StrengthDay]:
    """The strength work of each day that has any.

    Args:
        sessions: of one athlete, of any kind and in any order, copies included.
    """
    # Chosen before copies are left out: one service may know what another calls a workout.
    strength = distinct_sessions(each for each in sessions if each.type is ActivityType.STRENGTH)
    of_day: defaultdict[date, list[Session]] = defaultdict(list)
    for session in strength:
        of_day[session.day].append(session)
    return {day: _told(of_that_day) for day, of_that_day in of_day.items()}


def strength_fatigue(days: Mapping[int, StrengthDay], soreness: int | None = None) -> StrengthFatigue:
    """The strength work of the seven days before a day.

    Args:
        days: by how many days before the check-in's date; the date itself and what is older do not count.
        soreness: the athlete's answer, 1 (none) to 10 (severe); None if there is none.
    """
    counted = {ago: day for ago, day in days.items() if 1 <= ago <= STRENGTH_DAYS}
    sources: Counter[str] = Counter()
    for day in counted.values():
        sources.update(day["sources"])
    minutes = int(half_up(sum(day["seconds"] for day in counted.values()) / 60))
    days_since = min(counted) - 1 if counted else -1
    score = _score(minutes, sources.total(), days_since)
    return StrengthFatigue(
        score=score,
        blended_score=_blended(score, soreness),
        minutes=minutes,
        sessions=sources.total(),
        days_since=days_since,
        warning=_warning(score),
        sources=sources,
    )


def _told(sessions: list[Session]) -> StrengthDay:
    # Sorted, since the sum of floats depends on their order.
    seconds = sum(sorted(each.duration_seconds for each in sessions))
    return {"seconds": seconds, "sources": dict(Counter(each.source.value for each in sessions))}


def _score(minutes: int, sessions: int, days_since: int) -> float:
    score = _FRESH - min(4.0, minutes / 180 * 2) - min(2.0, max(0, sessions - _FEW_SESSIONS) * 0.5)
    if days_since == 0:
        score -= 1.0
    elif days_since > 1:
        score += min(2.0, (days_since - 1) * 0.5)
    return half_up(min(max(score, 0.0), _FRESH), 1)


def _blended(score: float, soreness: int | None) -> float:
    if soreness is None:
        return score
    freshness = 11 - soreness  # the question's 1 is no soreness at all
    return half_up(OBJECTIVE_WEIGHT * score + (1 - OBJECTIVE_WEIGHT) * freshness, 1)


def _warning(score: float) -> StrengthWarning | None:
    if score < _HIGH_BELOW:
        return StrengthWarning.STRENGTH_LOAD_HIGH
    return StrengthWarning.STRENGTH_LOAD_MODERATE if score < _MODERATE_BELOW else None
