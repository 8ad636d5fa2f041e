"""From the bytes of a request to preferences that can be stored, or to a list of all that is wrong."""

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from api_hooks.errors import FieldFault, InvalidFieldsError
from api_hooks.strict_json import parse_object
from domain.languages import LanguageCode
from domain.notice_switches import Switch

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_CLOCK_RULE = "a local time from 00:00 to 23:59"
_HOURS_RULE = "null, or an object with from and to"
_ZONE_RULE = "an IANA time zone, or null"
_YES_OR_NO = "true or false"
_LANGUAGE_RULE = f"one of {', '.join(LanguageCode)}, or null for {LanguageCode.ENGLISH}"
_OTHERS = ("quietHours", "timeZone", "outsideHealthDetails", "language")


def read_preferences(body: bytes) -> dict[str, Any]:
    """The parameters of the statement that changes preferences. What is absent keeps what is stored.

    Raises:
        MalformedBodyError: the body is not a JSON object.
        InvalidFieldsError: with every field that is not right.
    """
    parsed = parse_object(body)
    faults: list[FieldFault] = []
    switches = _switches(parsed.get("switches", {}), faults)
    hours = _hours(parsed.get("quietHours"), faults)
    zone, details = parsed.get("timeZone"), parsed.get("outsideHealthDetails")
    if zone is not None and not (isinstance(zone, str) and zone in available_timezones()):
        faults.append(FieldFault("timeZone", zone, _ZONE_RULE))
    if details is not None and not isinstance(details, bool):
        faults.append(FieldFault("outsideHealthDetails", details, _YES_OR_NO))
    language = parsed.get("language")
    if language is not None and language not in list(LanguageCode):
        faults.append(FieldFault("language", language, _LANGUAGE_RULE))
    if faults:
        raise InvalidFieldsError(faults)
    return {
        "switches": {name: value for name, value in switches.items() if value is not None},
        "unset": tuple(name for name, value in switches.items() if value is None),
        "given": tuple(name for name in _OTHERS if name in parsed),
        "quiet_from": hours.get("from"),
        "quiet_to": hours.get("to"),
        "time_zone": zone,
        "outside_health_details": details,
        "language": language,
    }


def _switches(given: Any, faults: list[FieldFault]) -> dict[str, bool | None]:
    if given is None:
        return dict.fromkeys(Switch)
    if not isinstance(given, dict):
        faults.append(FieldFault("switches", given, "null, or an object"))
        return {}
    for name, value in given.items():
        if name not in {switch.value for switch in Switch}:
            faults.append(FieldFault(f"switches.{name}", value, f"one of {', '.join(Switch)}"))
        elif value is not None and not isinstance(value, bool):
            faults.append(FieldFault(f"switches.{name}", value, f"{_YES_OR_NO}, or null for the default"))
    return given


def _hours(given: Any, faults: list[FieldFault]) -> Mapping[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not {"from", "to"} <= given.keys():
        faults.append(FieldFault("quietHours", given, _HOURS_RULE))
        return {}
    faults += [
        FieldFault(f"quietHours.{name}", given[name], _CLOCK_RULE)
        for name in ("from", "to")
        if not (isinstance(given[name], str) and _CLOCK.fullmatch(given[name]))
    ]
    return given
