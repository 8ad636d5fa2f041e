"""An activity as Garmin describes it, to one of ours."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from domain.activity import DURATION, TYPE
from providers.changes import Nothing, Recorded
from providers.measured import measured_of, number_within

#: What Garmin calls what is measured, by our column.
_NAMES: Mapping[str, str] = {
    "average_hr": "averageHeartRateInBeatsPerMinute",
    "max_hr": "maxHeartRateInBeatsPerMinute",
    "average_watts": "averagePowerInWatts",
    "elevation_gain_m": "totalElevationGainInMeters",
    "distance_m": "distanceInMeters",
}


def recorded(given: Mapping[str, Any], *, external_id: str, event_at: datetime) -> Recorded | Nothing:
    """The activity; nothing if it has no length, or if what it said is removed."""
    duration = number_within(given.get("durationInSeconds"), DURATION)
    if duration is None:
        return Nothing("the activity has no length that could be counted")
    return Recorded(
        external_id=external_id,
        event_at=event_at,
        started_at=datetime.fromtimestamp(given["startTimeInSeconds"], UTC),
        source_type=given["activityType"][: TYPE.max_length],
        duration_seconds=duration,
        measured=measured_of(given, _NAMES),
    )
