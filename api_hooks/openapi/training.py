"""Bodies of what athletes and their coaches enter day by day."""

from typing import Any

from api_hooks.openapi.bodies import CLIENT_ID, SECURITY, body, named
from api_hooks.workout_fields import MOST_WORKOUTS

_CHECK_IN_EXAMPLE = {
    "clientId": CLIENT_ID,
    "date": "2026-03-14",
    "hrvRMSSD": 62.5,
    "hrvQuality": "GOOD",
    "restingHR": 48,
    "sleepQuality": 7,
    "sleepHours": 7.5,
    "muscleSoreness": 3,
    "energyLevel": 7,
    "mood": 8,
    "stress": 3,
    "injuryPain": 1,
    "notes": "Good night's sleep",
}

#: For the route that takes a check-in.
CHECK_IN_REQUEST: dict[str, Any] = {
    "security": SECURITY,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/CheckIn"},
                "examples": {
                    "a morning": {"value": _CHECK_IN_EXAMPLE},
                    "a correction of one field": {
                        "value": {
                            "clientId": CLIENT_ID,
                            "date": "2026-03-14T06:30:00+01:00",
                            "injuryPain": 6,
                            "injuryDetails": {"bodyPart": "KNEE", "side": "LEFT"},
                        }
                    },
                },
            }
        },
    },
}

#: For the route that takes an activity.
ACTIVITY_REQUEST: dict[str, Any] = {
    "security": SECURITY,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/NewActivity"},
                "examples": {
                    "a run": {
                        "value": {
                            "clientId": CLIENT_ID,
                            "type": "RUNNING",
                            "startedAt": "2026-03-14T17:30:00+01:00",
                            "durationSeconds": 3600,
                            "rpe": 6,
                        }
                    },
                    "from a watch": {
                        "value": {
                            "clientId": CLIENT_ID,
                            "source": "GARMIN",
                            "externalId": "16273849",
                            "type": "trail_running",
                            "startedAt": "2026-03-14T16:31:07Z",
                            "durationSeconds": 3582,
                            "averageHR": 148,
                            "maxHR": 171,
                            "distanceM": 10480,
                        }
                    },
                },
            }
        },
    },
}

_WORKOUT_EXAMPLE = {
    "clientId": CLIENT_ID,
    "date": "2026-03-16",
    "type": "RUNNING",
    "intensity": "THRESHOLD",
    "durationMinutes": 60,
}

#: For the route that plans workouts.
WORKOUT_REQUEST = body(
    {
        "anyOf": [
            named("NewWorkout"),
            {"type": "array", "items": named("NewWorkout"), "minItems": 1, "maxItems": MOST_WORKOUTS},
        ]
    },
    one=_WORKOUT_EXAMPLE,
    a_list=[_WORKOUT_EXAMPLE, {**_WORKOUT_EXAMPLE, "date": "2026-03-17", "intensity": "EASY"}],
)

#: For the route that changes a workout.
WORKOUT_CHANGE_REQUEST = body(
    named("ChangedWorkout"), it_was_done={"status": "COMPLETED"}, shorter={"durationMinutes": 30}
)

#: For the route by which a person assesses a case.
CASE_REQUEST = body(named("AssessedCase"), it_is_over={"status": "RESOLVED"})
