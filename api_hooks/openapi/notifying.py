"""Bodies that say how somebody is told."""

from typing import Any

from api_hooks.openapi.bodies import plain_request
from domain.languages import LanguageCode
from domain.notice_delivery import ChannelKind
from domain.notice_switches import Switch
from domain.notices import Priority

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

#: For the routes that change how somebody is told.
PREFERENCES_REQUEST = plain_request(
    _PREFERENCES,
    {"switches": {"milestoneAlertsEnabled": False}, "quietHours": {"from": "22:00", "to": "07:00"}},
)

CHANNEL_REQUEST = plain_request(
    _CHANNEL, {"kind": "WEBHOOK", "url": "https://hooks.example.org/afterwrite", "label": "our club's board"}
)
