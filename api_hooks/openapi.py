"""What the OpenAPI document says beyond the routes: the request body, errors, and how to authenticate."""

from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api_hooks.activity_fields import ActivityBody
from api_hooks.broadcast_fields import NewBroadcast
from api_hooks.case_fields import AssessedCase
from api_hooks.check_in_fields import CheckInBody
from api_hooks.performance_test_fields import NewTest
from api_hooks.schemas import Problem
from api_hooks.workout_fields import MOST_WORKOUTS, ChangedWorkout, NewWorkout
from domain.languages import LanguageCode
from domain.notice_delivery import ChannelKind
from domain.notice_switches import Switch
from domain.notices import Priority
from domain.wording import SAFETY_NOTE, URGENT_NOTE
from storage.assignment_doors import MOST_ASSIGNMENTS

TITLE = "Afterwrite"
DESCRIPTION = (
    "Check-ins of athletes. A write is stored and acknowledged at once; what follows from it is done a few"
    " seconds later, once per burst, with the latest input. Every accepted write has a receipt that can be"
    " asked about.\n\n"
    "Every answer carries `x-handler-ms`, and `x-correlation-id`: yours, if you sent one of up to 64 letters,"
    f" digits, `_` and `-`.\n\n_{SAFETY_NOTE}_\n\n_{URGENT_NOTE}_"
)

_REASONS = MappingProxyType(
    {
        400: "The body is not a JSON object (or a list of them, where that is allowed)",
        401: "No token, or one that is forged, expired or for somebody else",
        403: "The athlete is not the caller's (or does not exist), or a foreign page sent the cookie",
        404: "No such user; for an ADMIN also: no such athlete. Receipts: never accepted. Notifications and"
        " channels: none of the caller's. Else: no such one, or a foreign athlete's",
        409: "It does not go together with what there is",
        413: "The body is larger than 64 KB",
        422: "The request is well formed and says something impossible; all such fields are listed",
        429: "The caller has asked too often; `X-RateLimit-Reset` says until when",
        501: "A setting is missing for it; the answer says which",
        503: "The database does not answer; nothing is acknowledged. Try again after `Retry-After` seconds",
    }
)

_EXAMPLES: MappingProxyType[int, dict[str, Any]] = MappingProxyType(
    {
        401: {"error": "Unauthorized"},
        403: {"error": "Access denied"},
        404: {"error": "User not found"},
        422: {
            "error": "mood must be a whole number from 1 to 10",
            "details": [{"field": "mood", "value": 11, "rule": "a whole number from 1 to 10"}],
        },
        429: {
            "error": "RATE_LIMIT_EXCEEDED",
            "message": "More than 6000 requests in a minute; try again in 7 s",
            "retryAfter": 7,
        },
        501: {"error": "Strava cannot be connected here: AFTERWRITE_STRAVA_CLIENT_ID is not set"},
        503: {"error": "The database does not answer; try again in a moment", "retryAfter": 2},
    }
)

#: Bodies that routes read themselves, by the names of their schemas.
_BODIES: MappingProxyType[str, type[BaseModel]] = MappingProxyType(
    {
        "CheckIn": CheckInBody,
        "NewActivity": ActivityBody,
        "NewWorkout": NewWorkout,
        "ChangedWorkout": ChangedWorkout,
        "AssessedCase": AssessedCase,
        "NewBroadcast": NewBroadcast,
        "NewTest": NewTest,
    }
)

_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]

#: For routes that need a caller.
AUTHENTICATED: dict[str, Any] = {"security": _SECURITY}

_CHECK_IN_EXAMPLE = {
    "clientId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
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
    "security": _SECURITY,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/CheckIn"},
                "examples": {
                    "a morning": {"value": _CHECK_IN_EXAMPLE},
                    "a correction of one field": {
                        "value": {
                            "clientId": _CHECK_IN_EXAMPLE["clientId"],
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
    "security": _SECURITY,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/NewActivity"},
                "examples": {
                    "a run": {
                        "value": {
                            "clientId": _CHECK_IN_EXAMPLE["clientId"],
                            "type": "RUNNING",
                            "startedAt": "2026-03-14T17:30:00+01:00",
                            "durationSeconds": 3600,
                            "rpe": 6,
                        }
                    },
                    "from a watch": {
                        "value": {
                            "clientId": _CHECK_IN_EXAMPLE["clientId"],
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
    "clientId": _CHECK_IN_EXAMPLE["clientId"],
    "date": "2026-03-16",
    "type": "RUNNING",
    "intensity": "THRESHOLD",
    "durationMinutes": 60,
}


def _body(schema: dict[str, Any], **examples: Any) -> dict[str, Any]:
    described = {name.replace("_", " "): {"value": value} for name, value in examples.items()}
    content = {"application/json": {"schema": schema, "examples": described}}
    return {"security": _SECURITY, "requestBody": {"required": True, "content": content}}


def _named(schema: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{schema}"}


#: For the route that plans workouts.
WORKOUT_REQUEST = _body(
    {
        "anyOf": [
            _named("NewWorkout"),
            {"type": "array", "items": _named("NewWorkout"), "minItems": 1, "maxItems": MOST_WORKOUTS},
        ]
    },
    one=_WORKOUT_EXAMPLE,
    a_list=[_WORKOUT_EXAMPLE, {**_WORKOUT_EXAMPLE, "date": "2026-03-17", "intensity": "EASY"}],
)

#: For the route that changes a workout.
WORKOUT_CHANGE_REQUEST = _body(
    _named("ChangedWorkout"), it_was_done={"status": "COMPLETED"}, shorter={"durationMinutes": 30}
)

#: For the route that completes assignments.
ASSIGNMENTS_REQUEST = _body(
    {
        "type": "object",
        "properties": {
            "ids": {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": 1,
                "maxItems": MOST_ASSIGNMENTS,
            }
        },
        "required": ["ids"],
    },
    two={"ids": [_CHECK_IN_EXAMPLE["clientId"], "5f0c8a52-9d5e-4a86-8f6e-0a4f5a6f2f11"]},
)

#: For the route that gives a team a broadcast.
BROADCAST_REQUEST = _body(
    _named("NewBroadcast"), legs={"kind": "STRENGTH", "name": "Legs", "assignedDate": "2026-03-14"}
)

#: For the route that stores a performance test.
PERFORMANCE_TEST_REQUEST = _body(
    _named("NewTest"),
    on_the_track={
        "clientId": _CHECK_IN_EXAMPLE["clientId"],
        "testDate": "2026-03-14T17:30:00+01:00",
        "testType": "RUNNING",
        "testerId": "5f0c8a52-9d5e-4a86-8f6e-0a4f5a6f2f11",
    },
)

#: For the route by which a person assesses a case.
CASE_REQUEST = _body(_named("AssessedCase"), it_is_over={"status": "RESOLVED"})


_PREFERENCES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "switches": {
            "type": ["object", "null"],
            "description": "those to be set, by name; null brings the default back",
            "properties": {switch.value: {"type": ["boolean", "null"]} for switch in Switch},
        },
        "quietHours": {
            "type": ["object", "null"],
            "description": "local times, HH:MM, that may lie on both sides of midnight; null for none",
            "properties": {"from": {"type": "string"}, "to": {"type": "string"}},
            "required": ["from", "to"],
        },
        "timeZone": {
            "type": ["string", "null"],
            "description": "IANA name; null for an athlete's own, or Europe/Stockholm",
        },
        "outsideHealthDetails": {
            "type": "boolean",
            "description": "whether messages outside of the app say who it is about, and what",
        },
        "language": {"type": ["string", "null"], "enum": [*LanguageCode, None]},
    },
}
_CHANNEL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": list(ChannelKind)},
        "url": {"type": "string", "description": "of a webhook, or of a service as Apprise writes it"},
        "label": {"type": "string", "minLength": 1, "maxLength": 100},
        "minimumPriority": {"type": "string", "enum": list(Priority), "default": Priority.NORMAL.value},
    },
    "required": ["kind", "url", "label"],
}


def _request(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, "example": example}}
    return {"security": _SECURITY, "requestBody": {"required": True, "content": content}}


#: For the routes that change how somebody is told.
PREFERENCES_REQUEST = _request(
    _PREFERENCES,
    {"switches": {"milestoneAlertsEnabled": False}, "quietHours": {"from": "22:00", "to": "07:00"}},
)
CHANNEL_REQUEST = _request(
    _CHANNEL, {"kind": "WEBHOOK", "url": "https://hooks.example.org/afterwrite", "label": "our club's board"}
)


#: For routes that whoever knows their address may call.
BY_ADDRESS: dict[str, Any] = {"security": []}

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


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Documentation of a route's errors."""
    documented: dict[int | str, dict[str, Any]] = {}
    for status in (*statuses, 500):
        entry: dict[str, Any] = {
            "model": Problem,
            "description": _REASONS.get(status, HTTPStatus(status).phrase),
        }
        if status in _EXAMPLES:
            entry["content"] = {"application/json": {"example": _EXAMPLES[status]}}
        documented[status] = entry
    return documented


def document(app: FastAPI, cookie_name: str) -> dict[str, Any]:
    """The OpenAPI document of the app, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        components = made.setdefault("components", {})
        for name, model in _BODIES.items():
            body = model.model_json_schema(ref_template="#/components/schemas/{model}")
            components.setdefault("schemas", {}).update(body.pop("$defs", {}), **{name: body})
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "cookie": {
                "type": "apiKey",
                "in": "cookie",
                "name": cookie_name,
                "description": "a JWT; changes must come from a page of the same origin",
            },
            "metrics": {
                "type": "http",
                "scheme": "bearer",
                "description": "the token for metrics, where the platform is set up with one",
            },
        }
        app.openapi_schema = made
    return app.openapi_schema
