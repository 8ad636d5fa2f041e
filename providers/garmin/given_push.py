"""A push of Garmin's, to events of the inbox: it may be about many athletes, and says all there is to say."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from providers.event_errors import EventFault, InvalidEventError
from providers.events import GivenEvent
from providers.fields import Fields

#: Lists of a push that are about activities, and what has happened to those.
_ACTIVITIES: Mapping[str, str] = {"activities": "create", "manuallyUpdatedActivities": "update"}
_DEREGISTRATIONS = "deregistrations"

#: What of a summary is kept: no place, no device, no name.
KEPT = (
    "activityType",
    "startTimeInSeconds",
    "durationInSeconds",
    "averageHeartRateInBeatsPerMinute",
    "maxHeartRateInBeatsPerMinute",
    "averagePowerInWatts",
    "distanceInMeters",
    "totalElevationGainInMeters",
)


def read_push(given: Mapping[str, Any], now: datetime) -> list[GivenEvent]:
    """The events in a body. Lists of other kinds, such as sleep, are none of ours.

    Garmin does not say when something has happened, so the newest is what came last. For the same reason what
    it says twice is taken in twice: an athlete may have changed it, and changed it back.

    Raises:
        InvalidEventError: with every field that is not right, and the events that are; or it has no list.
    """
    if not any(isinstance(value, list) for value in given.values()):
        raise InvalidEventError([EventFault("activities", None, "given, or another list of Garmin's")])
    faults: list[EventFault] = []
    events: list[GivenEvent] = []
    for name in (*_ACTIVITIES, _DEREGISTRATIONS):
        for fields in _each(given, name, faults):
            if name == _DEREGISTRATIONS:
                event = _deregistration(fields, now)
            else:
                event = _activity(fields, _ACTIVITIES[name], now)
            if fields.faults:
                faults += fields.faults
            else:
                events.append(event)
    if faults:
        raise InvalidEventError(faults, events)
    return events


def _each(given: Mapping[str, Any], name: str, faults: list[EventFault]) -> Iterator[Fields]:
    listed = given.get(name, [])
    if not isinstance(listed, list):
        faults.append(EventFault(name, listed, "a list"))
        return
    for index, one in enumerate(listed):
        if isinstance(one, dict):
            yield Fields(one, f"{name}[{index}]")
        else:
            faults.append(EventFault(f"{name}[{index}]", one, "an object"))


def _activity(fields: Fields, aspect: str, now: datetime) -> GivenEvent:
    owner = fields.word("userId")
    # The summary's id changes when a device sends it again; older pushes have no other.
    object_id = fields.id("activityId") if "activityId" in fields.given else fields.word("summaryId")
    fields.word("activityType")
    fields.instant("startTimeInSeconds", now)
    kept = {name: fields.given[name] for name in KEPT if name in fields.given}
    return GivenEvent(
        object_type="activity",
        object_id=object_id,
        aspect=aspect,
        owner=owner,
        event_at=now,
        name=f"{fields.path}:{object_id}:{now.timestamp():.6f}",
        payload=kept,
    )


def _deregistration(fields: Fields, now: datetime) -> GivenEvent:
    owner = fields.word("userId")
    return GivenEvent(
        object_type="athlete",
        object_id=owner,
        aspect="deregistration",
        owner=owner,
        event_at=now,
        name=f"{fields.path}:{owner}:{now.timestamp():.6f}",
    )
