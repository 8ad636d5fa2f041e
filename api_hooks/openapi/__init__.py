"""What the OpenAPI document says beyond the routes: bodies, errors, and how to authenticate."""

from api_hooks.openapi.assistant import CHAT_ANSWERS, CHAT_REQUEST, DOCUMENT_REQUEST
from api_hooks.openapi.bodies import AUTHENTICATED, BY_ADDRESS
from api_hooks.openapi.calendars import ENTRY_CHANGE_REQUESTS, ENTRY_REQUESTS, RACE_RESULT_REQUEST
from api_hooks.openapi.document import DESCRIPTION, ENTRY_BODIES, TITLE, document
from api_hooks.openapi.groups import ASSIGNMENTS_REQUEST, BROADCAST_REQUEST, PERFORMANCE_TEST_REQUEST
from api_hooks.openapi.notifying import CHANNEL_REQUEST, PREFERENCES_REQUEST
from api_hooks.openapi.problems import errors
from api_hooks.openapi.services import PROVIDER_EVENTS
from api_hooks.openapi.training import (
    ACTIVITY_REQUEST,
    CASE_REQUEST,
    CHECK_IN_REQUEST,
    WORKOUT_CHANGE_REQUEST,
    WORKOUT_REQUEST,
)

__all__ = [
    "ACTIVITY_REQUEST",
    "ASSIGNMENTS_REQUEST",
    "AUTHENTICATED",
    "BROADCAST_REQUEST",
    "BY_ADDRESS",
    "CASE_REQUEST",
    "CHANNEL_REQUEST",
    "CHAT_ANSWERS",
    "CHAT_REQUEST",
    "CHECK_IN_REQUEST",
    "DESCRIPTION",
    "DOCUMENT_REQUEST",
    "ENTRY_BODIES",
    "ENTRY_CHANGE_REQUESTS",
    "ENTRY_REQUESTS",
    "PERFORMANCE_TEST_REQUEST",
    "PREFERENCES_REQUEST",
    "PROVIDER_EVENTS",
    "RACE_RESULT_REQUEST",
    "TITLE",
    "WORKOUT_CHANGE_REQUEST",
    "WORKOUT_REQUEST",
    "document",
    "errors",
]
