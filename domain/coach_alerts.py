"""What a coach is told of an athlete: the rules, on what is known today. The wording is the notices'.

An alert says what is noticed, and is a reason to look and to ask. It foretells nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.load_day import FRESH_DAYS
from domain.rounding import half_up

#: So many newest scores, all of them below this one (of 10), the newest no older than so many days.
SCORES = 3
LOW_SCORE = 5.5
SCORE_DAYS = 3
#: Their mean decides how much it stands out.
HIGH_BELOW, CRITICAL_BELOW = 5.0, 4.0

#: Whoever has checked in so often, and then not for so many days.
USUAL_CHECK_INS = 7
MISSED_DAYS = 3

#: Workouts of so many days that are over.
WORKOUT_DAYS = 3

#: A ratio above this one.
HIGH_RATIO = 1.5


class AlertType(StrEnum):
    """What is noticed."""

    READINESS_DROP = "READINESS_DROP"
    MISSED_CHECKINS = "MISSED_CHECKINS"
    MISSED_WORKOUTS = "MISSED_WORKOUTS"
    HIGH_ACWR = "HIGH_ACWR"


class AlertSeverity(StrEnum):
    """How much it stands out, the least first."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class AlertStatus(StrEnum):
    """Where an alert stands. One that a coach has dealt with stays quiet until its condition has ended."""

    ACTIVE = "ACTIVE"
    DISMISSED = "DISMISSED"
    ACTIONED = "ACTIONED"
    #: The condition ended while it was active.
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOfAthlete:
    """What the rules look at. None, or nothing, is unknown, and calls for no alert."""

    #: The athlete's local day.
    today: date
    #: Days with a readiness score (0..10) and the scores, the newest `SCORES` of them, newest first.
    scores: Sequence[tuple[date, float]] = field(default=())
    #: How many check-ins there are, counted up to `USUAL_CHECK_INS`; and the day of the newest.
    check_ins: int = 0
    newest_check_in: date | None = None
    #: Planned workouts of the last `WORKOUT_DAYS` days that are over, and were neither done nor cancelled.
    missed_workouts: int = 0
    #: The newest ratio, and its day.
    acwr: float | None = None
    acwr_on: date | None = None


@dataclass(frozen=True, slots=True)
class CalledFor:
    """One condition that holds today."""

    type: AlertType
    severity: AlertSeverity
    #: As `domain.notices.NoticeKind` names them for the kind of the same name.
    context: Mapping[str, float]


def alerts_called_for(known: KnownOfAthlete) -> dict[AlertType, CalledFor]:
    """The conditions that hold for an athlete today."""
    rules = (_readiness_drop, _missed_check_ins, _missed_workouts, _high_acwr)
    return {alert.type: alert for rule in rules for alert in rule(known)}


def _readiness_drop(known: KnownOfAthlete) -> Iterator[CalledFor]:
    newest = known.scores[:SCORES]
    if len(newest) < SCORES or (known.today - newest[0][0]).days > SCORE_DAYS:
        return
    if any(score >= LOW_SCORE for _, score in newest):
        return
    # Scores have one decimal: what floats add to that is not to decide on a severity.
    mean = half_up(sum(score for _, score in newest) / SCORES, 6)
    severity = AlertSeverity.MEDIUM
    if mean < HIGH_BELOW:
        severity = AlertSeverity.CRITICAL if mean < CRITICAL_BELOW else AlertSeverity.HIGH
    yield CalledFor(AlertType.READINESS_DROP, severity, {"mean": half_up(mean, 1), "days": SCORES})


def _missed_check_ins(known: KnownOfAthlete) -> Iterator[CalledFor]:
    if known.newest_check_in is None or known.check_ins < USUAL_CHECK_INS:
        return
    days = (known.today - known.newest_check_in).days
    if days < MISSED_DAYS:
        return
    severity = _severity(days, [(7, AlertSeverity.HIGH), (5, AlertSeverity.MEDIUM)])
    yield CalledFor(AlertType.MISSED_CHECKINS, severity or AlertSeverity.LOW, {"days": days})


def _missed_workouts(known: KnownOfAthlete) -> Iterator[CalledFor]:
    count = known.missed_workouts
    severity = _severity(count, [(4, AlertSeverity.HIGH), (2, AlertSeverity.MEDIUM)])
    if severity is not None:
        yield CalledFor(AlertType.MISSED_WORKOUTS, severity, {"count": count})


def _high_acwr(known: KnownOfAthlete) -> Iterator[CalledFor]:
    if known.acwr is None or known.acwr_on is None or known.acwr <= HIGH_RATIO:
        return
    if (known.today - known.acwr_on).days > FRESH_DAYS:
        return
    severity = _severity(known.acwr, [(2.0, AlertSeverity.CRITICAL), (1.8, AlertSeverity.HIGH)])
    yield CalledFor(AlertType.HIGH_ACWR, severity or AlertSeverity.MEDIUM, {"acwr": half_up(known.acwr, 2)})


def _severity(value: float, edges: Sequence[tuple[float, AlertSeverity]]) -> AlertSeverity | None:
    """That of the first edge that the value has reached; None if it has reached none."""
    return next((severity for edge, severity in edges if value >= edge), None)
