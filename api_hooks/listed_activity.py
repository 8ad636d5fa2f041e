"""One activity as it is listed: what is stored, and what it weighs by the athlete's own heart rates."""

import math
from typing import Any

from api_hooks.database import Row
from api_hooks.row_names import json_names
from domain.activity_types import ActivitySource, ActivityType
from domain.rounding import half_up
from domain.session_load import HeartRateProfile, LoadUnit, session_load
from domain.sessions import Session
from domain.training_load import Sex
from domain.training_stress import training_stress, usual_intensity
from storage.models import ACTIVITY_COLUMNS

_NAMES = json_names(*ACTIVITY_COLUMNS)


def listed_activity(row: Row) -> dict[str, Any]:
    """A row of `storage.activity_reading.ACTIVITIES` as `load_schemas.ListedActivity`."""
    shown = {name: row[column] for name, column in _NAMES.items()}
    session = _session_of(row)
    sex = Sex(row["own_sex"]) if row["own_sex"] else None
    profile = HeartRateProfile(row["own_resting_hr"], row["own_max_hr"], sex)
    load = {
        "rpe": _known(session_load(session, LoadUnit.RPE, profile)),
        "trimp": _known(session_load(session, LoadUnit.TRIMP, profile)),
        "stress": training_stress(session.duration_seconds, session.average_hr, profile.maximum),
    }
    return shown | {"intensity": usual_intensity(row["source_type"]), "load": load}


def _session_of(row: Row) -> Session:
    return Session(
        source=ActivitySource(row["source"]),
        external_id=row["external_id"],
        type=ActivityType(row["type"]),
        started_at=row["started_at"],
        day=row["day"],
        duration_seconds=row["duration_seconds"],
        rpe=row["rpe"],
        average_hr=row["average_hr"],
    )


def _known(load: float) -> float | None:
    return None if math.isnan(load) else half_up(load, 1)
