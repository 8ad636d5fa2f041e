"""What Garmin pushes is read as it is meant, or refused with all that is wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest

from providers.event_errors import InvalidEventError
from providers.garmin.given_push import read_push

NOW = datetime(2026, 3, 14, 18, tzinfo=UTC)
RUN: dict[str, Any] = {
    "userId": "ann",
    "summaryId": "x153a9f3-5a9478d4",
    "activityId": 16_273_849,
    "activityType": "TRAIL_RUNNING",
    "startTimeInSeconds": 1_773_500_000,
    "durationInSeconds": 3_582,
    "averageHeartRateInBeatsPerMinute": 148,
    "startingLatitudeInDegree": 59.33,
    "deviceName": "Ann's watch",
}


def test_a_push_may_be_about_several_athletes_and_tell_several_things() -> None:
    push = {
        "activities": [RUN, RUN | {"userId": "bo", "activityId": 7}],
        "manuallyUpdatedActivities": [RUN],
        "deregistrations": [{"userId": "bo"}],
        "sleeps": [{"userId": "ann"}],
    }
    events = read_push(push, NOW)
    assert [(event.owner, event.object_type, event.object_id, event.aspect) for event in events] == [
        ("ann", "activity", "16273849", "create"),
        ("bo", "activity", "7", "create"),
        ("ann", "activity", "16273849", "update"),
        ("bo", "athlete", "bo", "deregistration"),
    ]
    assert len({event.name for event in events}) == 4


def test_neither_place_nor_device_is_kept() -> None:
    (event,) = read_push({"activities": [RUN]}, NOW)
    assert event.payload == {
        name: RUN[name]
        for name in (
            "activityType",
            "startTimeInSeconds",
            "durationInSeconds",
            "averageHeartRateInBeatsPerMinute",
        )
    }


def test_without_an_activitys_id_its_summary_names_it() -> None:
    (event,) = read_push({"activities": [{k: v for k, v in RUN.items() if k != "activityId"}]}, NOW)
    assert event.object_id == "x153a9f3-5a9478d4"


@pytest.mark.parametrize(
    ("push", "fields"),
    [
        ({}, ["activities"]),
        ({"activities": {"userId": "ann"}, "sleeps": []}, ["activities"]),
        ({"activities": [7]}, ["activities[0]"]),
        (
            {"activities": [RUN, {"userId": "ann"}], "deregistrations": [{}]},
            [
                "activities[1].summaryId",
                "activities[1].activityType",
                "activities[1].startTimeInSeconds",
                "deregistrations[0].userId",
            ],
        ),
    ],
)
def test_what_is_wrong_is_named(push: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(InvalidEventError) as refused:
        read_push(push, NOW)
    assert [fault.field for fault in refused.value.faults] == fields
