"""One day of an athlete's training load: what is stored and shown of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.session_load import LoadUnit
from domain.strength_fatigue import StrengthDay
from domain.training_load import LoadZone, Spike

#: A check-in looks at the newest load of so many days before it: an older one says nothing of today.
FRESH_DAYS = 3


class Withheld(StrEnum):
    """Why a day has no ratio, and so no zone."""

    NO_KNOWN_LOAD = "NO_KNOWN_LOAD"
    HISTORY_TOO_SHORT = "HISTORY_TOO_SHORT"
    TOO_MANY_UNKNOWN = "TOO_MANY_UNKNOWN"
    NO_CHRONIC_LOAD = "NO_CHRONIC_LOAD"


@dataclass(frozen=True, slots=True)
class LoadDay:
    """One local day. All loads are in `unit`, with two decimals; None is unknown."""

    date: date
    unit: LoadUnit
    #: Sum of the sessions of which the load is known; 0 on a day of rest, None if none of its sessions' is.
    daily_load: float | None
    #: Distinct sessions, those among them of unknown load, and recordings left out because they are copies.
    sessions: int
    unknown_sessions: int
    duplicates: int
    #: Numerator and denominator of the ratio, and it.
    acute: float | None
    chronic: float | None
    acwr: float | None
    zone: LoadZone | None
    #: Why there is no ratio; None if there is one.
    withheld: Withheld | None
    monotony: float | None
    strain: float | None
    #: Load of the day's largest session, and how it compares with the largest of the thirty days before.
    largest_session: float | None
    spike_ratio: float | None
    spike: Spike | None
    #: The day's strength work; None without any.
    strength: StrengthDay | None
