"""The load of one session, in one of two units that are never added up or compared."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.sessions import Session
from domain.training_load import Sex, session_rpe, trimp

_UNKNOWN = math.nan


class LoadUnit(StrEnum):
    """What loads are measured in. An hour of the same effort may be 420 of one and 113 of the other."""

    RPE = "RPE"
    TRIMP = "TRIMP"


@dataclass(frozen=True, slots=True)
class HeartRateProfile:
    """What an athlete's heart rates are held against; None where it is not known. Nothing is assumed."""

    #: In bpm.
    resting: float | None = None
    maximum: float | None = None
    sex: Sex | None = None


def session_load(session: Session, unit: LoadUnit, profile: HeartRateProfile) -> float:
    """The session's load; NaN where it is not known, which is not zero.

    Args:
        session: what was done.
        unit: RPE is the athlete's rating times minutes; TRIMP needs a heart rate, and all of the profile.
        profile: the athlete's own.
    """
    minutes = session.duration_seconds / 60
    if unit is LoadUnit.RPE:
        return _UNKNOWN if session.rpe is None else session_rpe(minutes, session.rpe)
    resting, maximum, sex = profile.resting, profile.maximum, profile.sex
    if session.average_hr is None or resting is None or maximum is None or sex is None or maximum <= resting:
        return _UNKNOWN
    return trimp(minutes, session.average_hr, resting=resting, maximum=maximum, sex=sex)
