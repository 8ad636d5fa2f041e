"""Bodies of what other services send."""

from typing import Any

#: For the route by which providers tell us something. Each has a body of its own.
PROVIDER_EVENTS: dict[str, Any] = {
    "security": [],
    "parameters": [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": description,
            "schema": {"type": "string"},
        }
        for name, description in (
            ("provider", "`strava`, `garmin`, or that of an adapter of your own"),
            ("secret", "the secret that only the provider has been told"),
        )
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "examples": {
                    "Strava: an activity": {
                        "value": {
                            "object_type": "activity",
                            "object_id": 1360128428,
                            "aspect_type": "create",
                            "owner_id": 134815,
                            "subscription_id": 120475,
                            "event_time": 1773512467,
                            "updates": {},
                        }
                    },
                    "Garmin: an activity": {
                        "value": {
                            "activities": [
                                {
                                    "userId": "4aacafe8-6a21-4d0b-8d8e-4a1c7b9e5f02",
                                    "summaryId": "x153a9f3-5a9478d4",
                                    "activityId": 16273849,
                                    "activityType": "TRAIL_RUNNING",
                                    "startTimeInSeconds": 1773505867,
                                    "durationInSeconds": 3582,
                                    "averageHeartRateInBeatsPerMinute": 148,
                                }
                            ]
                        }
                    },
                },
            }
        },
    },
}
