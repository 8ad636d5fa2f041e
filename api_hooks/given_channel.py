"""From the bytes of a request to a channel that can be stored, or to a list of all that is wrong."""

import asyncio
import base64
import secrets
from typing import Any

from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from domain.notice_delivery import ChannelKind
from domain.notices import Priority
from notifications.channels.rules import problem_with
from runtime.settings import Settings

LONGEST_LABEL = 100
_SECRET_BYTES = 32

_KIND_RULE = f"one of {', '.join(ChannelKind)}"
_PRIORITY_RULE = f"one of {', '.join(Priority)}"
_LABEL_RULE = f"text of 1 to {LONGEST_LABEL} characters"


async def read_channel(body: bytes, settings: Settings) -> dict[str, Any]:
    """The parameters of the statement that makes a channel. A webhook gets a secret of its own.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right; a URL, which may hold a password, is not
            repeated.
    """
    parsed = parse_object(body)
    faults: list[FieldFault] = []
    kind, url = parsed.get("kind"), parsed.get("url")
    label, priority = parsed.get("label"), parsed.get("minimumPriority", Priority.NORMAL.value)
    if kind not in list(ChannelKind):
        faults.append(FieldFault("kind", kind, _KIND_RULE))
    if not isinstance(label, str) or not 1 <= len(label) <= LONGEST_LABEL:
        faults.append(FieldFault("label", label, _LABEL_RULE))
    if priority not in list(Priority):
        faults.append(FieldFault("minimumPriority", priority, _PRIORITY_RULE))
    if not isinstance(url, str):
        faults.append(FieldFault("url", None, "text"))
    elif kind in list(ChannelKind):
        # Apprise takes half a second to begin with, and others are waiting.
        problem = await asyncio.to_thread(
            problem_with,
            ChannelKind(kind),
            url,
            schemas=settings.delivery_services,
            allow_private=settings.delivery_allow_private,
        )
        faults += [FieldFault("url", None, problem)] if problem else []
    if faults:
        raise InvalidFieldsError(faults)
    return {
        "kind": kind,
        "url": url,
        "label": label,
        "minimum_priority": priority,
        "secret": new_secret() if kind == ChannelKind.WEBHOOK else None,
    }


def new_secret() -> str:
    """A secret as Standard Webhooks has it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
