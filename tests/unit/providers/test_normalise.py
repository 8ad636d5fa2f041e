"""An activity of a provider's becomes one of ours; what is not said, or cannot be, is not known."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.activity import MEASURED
from domain.activity_types import ActivityType, activity_type_of
from providers.changes import Nothing, Recorded
from providers.errors import RefusedError
from providers.garmin import normalise as garmin
from providers.strava import normalise as strava

AT = datetime(2026, 3, 14, 18, tzinfo=UTC)
RIDE: dict[str, Any] = {
    "id": 7,
    "athlete": {"id": 134_815},
    "sport_type": "GravelRide",
    "type": "Ride",
    "start_date": "2026-03-14T16:31:07Z",
    "moving_time": 3_500,
    "elapsed_time": 4_000,
    "distance": 28_000.5,
    "total_elevation_gain": 310,
    "average_heartrate": 141.3,
    "max_heartrate": 171,
    "average_watts": 205.5,
    "device_watts": True,
    "perceived_exertion": 6,
}


def normalised(**changed: Any) -> Recorded:
    found = strava.recorded(RIDE | changed, owner="134815", event_at=AT)
    assert isinstance(found, Recorded)
    return found


def test_stravas_names_become_ours() -> None:
    ride = normalised()
    assert (ride.external_id, ride.source_type, ride.duration_seconds) == ("7", "GravelRide", 3_500)
    assert ride.started_at == datetime(2026, 3, 14, 16, 31, 7, tzinfo=UTC)
    assert ride.event_at == AT
    assert ride.measured == {
        "rpe": 6,
        "average_hr": 141.3,
        "max_hr": 171,
        "average_watts": 205.5,
        "distance_m": 28_000.5,
        "elevation_gain_m": 310,
    }
    assert set(ride.measured) == {field.column for field in MEASURED}


def test_what_a_list_does_not_speak_of_is_not_spoken_of() -> None:
    given = {name: value for name, value in RIDE.items() if name != "perceived_exertion"}
    found = strava.recorded(given, owner="134815", event_at=AT)
    assert isinstance(found, Recorded)
    assert "rpe" not in found.measured


def test_watts_that_nobody_has_measured_are_not_known() -> None:
    assert "average_watts" not in normalised(device_watts=False).measured


@pytest.mark.parametrize("value", [0, 12, 400, "148", None, True, float("inf")])
def test_a_heart_rate_that_cannot_be_is_not_known(value: Any) -> None:
    assert normalised(average_heartrate=value).measured["average_hr"] is None


def test_of_work_without_motion_the_time_is_how_long_it_took() -> None:
    assert normalised(moving_time=0).duration_seconds == 4_000


def test_an_activity_without_any_length_is_nothing() -> None:
    found = strava.recorded(RIDE | {"moving_time": 0, "elapsed_time": 0}, owner="134815", event_at=AT)
    assert isinstance(found, Nothing)


@pytest.mark.parametrize(
    "changed",
    [
        {"athlete": {"id": 8}},
        {"athlete": None},
        {"start_date": "yesterday"},
        {"start_date": "2026-03-14T16:31:07"},
        {"sport_type": None, "type": 3},
        {"id": None},
    ],
)
def test_g5_what_is_another_accounts_or_no_activity_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        strava.recorded(RIDE | changed, owner="134815", event_at=AT)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("Run VirtualRun TrailRun", ActivityType.RUNNING),
        ("Ride VirtualRide GravelRide MountainBikeRide", ActivityType.CYCLING),
        ("Swim", ActivityType.SWIMMING),
        ("Walk Hike Workout", ActivityType.CROSS_TRAINING),
        ("NordicSki RollerSki BackcountrySki", ActivityType.SKIING),
        ("WeightTraining", ActivityType.STRENGTH),
        ("Yoga", ActivityType.RECOVERY),
        ("Kitesurf", ActivityType.OTHER),
    ],
)
def test_kinds_are_those_of_the_contract(names: str, kind: ActivityType) -> None:
    assert {activity_type_of(name) for name in names.split()} == {kind}


def test_garmins_names_become_ours() -> None:
    given = {
        "activityType": "TRAIL_RUNNING",
        "startTimeInSeconds": 1_773_505_867,
        "durationInSeconds": 3_582,
        "averageHeartRateInBeatsPerMinute": 148,
        "maxHeartRateInBeatsPerMinute": 999,
        "distanceInMeters": 10_480.2,
    }
    found = garmin.recorded(given, external_id="7", event_at=AT)
    assert isinstance(found, Recorded)
    assert (found.external_id, found.source_type, found.duration_seconds) == ("7", "TRAIL_RUNNING", 3_582)
    assert found.started_at == datetime.fromtimestamp(1_773_505_867, UTC)
    assert found.measured == {"average_hr": 148, "max_hr": None, "distance_m": 10_480.2}


def test_what_garmin_has_said_and_is_removed_is_nothing() -> None:
    assert isinstance(garmin.recorded({}, external_id="7", event_at=AT), Nothing)
