"""Bodies of what is entered into a calendar, and of race results."""

from types import MappingProxyType
from typing import Any

from api_hooks.openapi.bodies import CLIENT_ID, body, named

#: For the route that takes a race result.
RACE_RESULT_REQUEST = body(
    named("NewRaceResult"),
    five_kilometres={
        "clientId": CLIENT_ID,
        "raceDate": "2026-03-14",
        "raceName": "Spring 5K",
        "distance": "5K",
        "timeMinutes": 19.95,
        "temperature": 12,
    },
    another_distance={
        "clientId": CLIENT_ID,
        "raceDate": "2026-03-14T10:00:00+01:00",
        "distance": "CUSTOM",
        "customDistanceKm": 16.1,
        "timeMinutes": 71.5,
        "terrain": "TRAIL",
        "elevation": 240,
    },
)

_ATHLETE = {"clientId": CLIENT_ID}

#: For the routes that enter something into a calendar, by their address.
ENTRY_REQUESTS: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        "events": body(
            named("NewEvent"),
            a_camp={
                **_ATHLETE,
                "title": "Camp in Livigno",
                "eventType": "ALTITUDE_CAMP",
                "startDate": "2026-07-06",
                "endDate": "2026-07-19",
                "trainingImpact": "MODIFIED",
                "altitude": 1816,
            },
            an_afternoon={
                **_ATHLETE,
                "title": "Exam",
                "eventType": "PERSONAL",
                "startDate": "2026-03-16",
                "allDay": False,
                "startTime": "13:00",
                "endTime": "17:00",
                "trainingImpact": "REDUCED",
            },
        ),
        "races": body(
            named("NewRace"),
            a_marathon={
                **_ATHLETE,
                "name": "City marathon",
                "date": "2026-09-27",
                "distance": "MARATHON",
                "classification": "A",
                "targetTime": 195,
                "taperWeeks": 2,
            },
        ),
        "field-tests": body(
            named("NewFieldTest"),
            thirty_minutes={
                **_ATHLETE,
                "date": "2026-03-12",
                "testType": "TIME_TRIAL_30_MIN",
                "lt2Pace": 4.2,
                "lt2HR": 172,
                "confidence": "HIGH",
            },
        ),
        "ad-hoc": body(
            named("NewAdHocWorkout"),
            a_ride={
                **_ATHLETE,
                "date": "2026-03-14",
                "workoutType": "CYCLING",
                "duration": 95,
                "distance": 38.5,
                "perceivedEffort": 4,
                "feeling": "GOOD",
            },
        ),
    }
)

#: For those that change it.
ENTRY_CHANGE_REQUESTS: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        "events": body(named("ChangedEvent"), cancelled={"status": "CANCELLED"}),
        "races": body(named("ChangedRace"), another_goal={"targetTime": 190}),
        "field-tests": body(named("ChangedFieldTest"), it_went_wrong={"valid": False}),
        "ad-hoc": body(named("ChangedAdHocWorkout"), discarded={"status": "DISCARDED"}),
    }
)
