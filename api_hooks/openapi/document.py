"""The OpenAPI document of the app, made of its routes and of the bodies that they read themselves."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api_hooks import entry_fields
from api_hooks.activity_fields import ActivityBody
from api_hooks.broadcast_fields import NewBroadcast
from api_hooks.case_fields import AssessedCase
from api_hooks.chat_fields import ChatBody
from api_hooks.check_in_fields import CheckInBody
from api_hooks.document_fields import GivenDocument
from api_hooks.openapi.problems import problem
from api_hooks.performance_test_fields import NewTest
from api_hooks.race_result_fields import NewRaceResult
from api_hooks.same_origin import SAFE_METHODS
from api_hooks.workout_fields import ChangedWorkout, NewWorkout
from domain.wording import SAFETY_NOTE, URGENT_NOTE

TITLE = "Afterwrite"


DESCRIPTION = (
    "Check-ins of athletes. A write is stored and acknowledged at once; what follows from it is done a few"
    " seconds later, once per burst, with the latest input. Every accepted write has a receipt that can be"
    " asked about.\n\n"
    "Every answer carries `x-handler-ms`, and `x-correlation-id`: yours, if you sent one of up to 64 letters,"
    f" digits, `_` and `-`.\n\n_{SAFETY_NOTE}_\n\n_{URGENT_NOTE}_"
)


#: Schemas of what is entered into a calendar, and of changes.
ENTRY_BODIES = (
    *("NewEvent", "ChangedEvent", "NewRace", "ChangedRace", "NewFieldTest", "ChangedFieldTest"),
    *("NewAdHocWorkout", "ChangedAdHocWorkout"),
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
        "NewRaceResult": NewRaceResult,
        **{name: getattr(entry_fields, name) for name in ENTRY_BODIES},
        "GivenDocument": GivenDocument,
        "ChatQuestion": ChatBody,
    }
)


#: Whatever a door does: too much of it, too large, or too slow.
_OF_EVERY_CHANGE = (408, 413, 429)


def _changes(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The operations by which a caller changes something."""
    for methods in made["paths"].values():
        for method, operation in methods.items():
            if method.upper() not in SAFE_METHODS and operation.get("security"):
                yield operation


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
                "description": "a JWT",
            },
            "metrics": {
                "type": "http",
                "scheme": "bearer",
                "description": "the token for metrics, where the platform is set up with one",
            },
        }
        for operation in _changes(made):
            for status in _OF_EVERY_CHANGE:
                operation["responses"].setdefault(str(status), problem(status))
        app.openapi_schema = made
    return app.openapi_schema
