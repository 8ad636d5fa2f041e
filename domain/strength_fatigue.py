"""How much strength work lies behind an athlete on the morning of a check-in: 10 is fresh, 0 is spent.

Only what lies before the check-in's date counts, whatever the time at which it is looked at, and a session
that two services have recorded counts once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.activity_types import ActivitySource, ActivityType
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
    #: Day of the last one; None if there was none.
    last_day: date | None
    #: Days without strength work since: 0 after one of yesterday, -1 if there was none.
    days_since: int
    warning: StrengthWarning | None
    #: Sessions by who recorded them.
    sources: Mapping[ActivitySource, int]

    def as_dict(self) -> dict[str, Any]:
        """As it is stored and shown."""
        return {
            "objectiveScore": self.score,
            "blendedScore": self.blended_score,
            "volume7d": self.minutes,
            "sessions7d": self.sessions,
            "lastStrengthDate": None if self.last_day is None else self.last_day.isoformat(),
            "daysSinceLastStrength": self.days_since,
            "warning": self.warning,
            "sources": {source.lower(): count for source, count in sorted(self.sources.items())},
        }


def strength_fatigue(sessions: Iterable[Session], day: date, soreness: int | None = None) -> StrengthFatigue:
    """The strength work of the seven days before a day.

    Args:
        sessions: of one athlete, of any kind and time; what does not count is left out here.
        day: the check-in's date, which itself does not count.
        soreness: the athlete's answer, 1 (none) to 10 (severe); None if there is none.
    """
    first = day - timedelta(days=STRENGTH_DAYS)
    # Chosen before copies are left out: one service may know what another calls a workout.
    strength = (each for each in sessions if each.type is ActivityType.STRENGTH and first <= each.day < day)
    counted = distinct_sessions(strength)
    minutes = int(half_up(sum(each.duration_seconds for each in counted) / 60))
    last_day = max((each.day for each in counted), default=None)
    days_since = -1 if last_day is None else (day - last_day).days - 1
    score = _score(minutes, len(counted), days_since)
    return StrengthFatigue(
        score=score,
        blended_score=_blended(score, soreness),
        minutes=minutes,
        sessions=len(counted),
        last_day=last_day,
        days_since=days_since,
        warning=_warning(score),
        sources=Counter(each.source for each in counted),
    )


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
