"""An activity as Strava describes it, to one of ours: what is not said, or cannot be, is not known."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.activity import DURATION, TYPE
from domain.provider_instants import instant_of_text
from providers.changes import Nothing, Recorded
from providers.errors import RefusedError
from providers.measured import measured_of, number_within

#: What Strava calls what is measured, by our column.
_NAMES: Mapping[str, str] = {
    "rpe": "perceived_exertion",
    "average_hr": "average_heartrate",
    "max_hr": "max_heartrate",
    "average_watts": "average_watts",
    "elevation_gain_m": "total_elevation_gain",
    "distance_m": "distance",
}


def recorded(given: Mapping[str, Any], *, owner: str, event_at: datetime) -> Recorded | Nothing:
    """The activity; nothing if it has no length.

    Args:
        given: as `GET /activities/{id}` or the athlete's list answers it; a list says less, and what it does
            not speak of stays as it is.
        owner: the account that it is to be of.
        event_at: as of when it is so.

    Raises:
        RefusedError: it is somebody else's, or not what Strava describes activities as.
    """
    athlete = given.get("athlete")
    if not isinstance(athlete, Mapping) or str(athlete.get("id")) != owner:
        raise RefusedError("Strava has answered with an activity of another account")
    started_at = instant_of_text(given.get("start_date"))
    source_type = given.get("sport_type") or given.get("type")
    if started_at is None or not isinstance(source_type, str) or not given.get("id"):
        raise RefusedError(
            "Strava has answered with what is no activity: id, start_date or sport_type is missing"
        )
    # Heart rates are means over the time in motion, so that is how long it was; of some, there is none.
    duration = number_within(given.get("moving_time"), DURATION) or number_within(
        given.get("elapsed_time"), DURATION
    )
    if duration is None:
        return Nothing("the activity has no length that could be counted")
    measured = measured_of(given, _NAMES)
    if given.get("device_watts") is not True:
        # What Strava makes of speed and slope is a guess of its own, and measured by nobody.
        measured.pop("average_watts", None)
    return Recorded(
        external_id=str(given["id"]),
        event_at=event_at,
        started_at=started_at,
        source_type=source_type[: TYPE.max_length],
        duration_seconds=duration,
        measured=measured,
    )
