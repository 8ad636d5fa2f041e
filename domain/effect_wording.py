"""An effect in one line, for people who wonder what happened."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Values = Mapping[str, Any]


def effect_line(kind: str, before: Values | None, after: Values) -> str:
    """What an effect has made of its subject, in one line; other kinds than ours are told by their names."""
    teller = _LINES.get(kind)
    return teller(before or {}, after) if teller else kind


def _case(_: Values, after: Values) -> str:
    what = "illness" if after.get("kind") == "ILLNESS" else _named(after.get("body_part"))
    return _listed(f"case: {what}", after.get("status"), after.get("severity"), after.get("decision"))


def _restriction(_: Values, after: Values) -> str:
    span = f"{after.get('start_date')} to {after.get('end_date')}"
    return _listed(f"restriction: {after.get('type')}", span)


def _workout(before: Values, after: Values) -> str:
    changed = [
        f"{_LABELS.get(name, name + ' ')}{_shown(before.get(name))} -> {_shown(value)}"
        for name, value in after.items()
        if name in before and before[name] != value
    ]
    kept = after.get("type") if before.get("type") == after.get("type") else None
    return _listed(f"workout: {kept}" if kept else "workout", *changed)


def _notice(_: Values, after: Values) -> str:
    told = " and ".join(str(who).lower() for who in after.get("audience", ()))
    return f"notice: {after.get('kind')} to {told or 'nobody'}"


#: What is written before a value that was changed; a status speaks for itself.
_LABELS = {
    "type": "type ",
    "status": "",
    "intensity": "intensity ",
    "duration_minutes": "minutes ",
    "distance_m": "metres ",
}


def _named(part: object) -> str:
    return "unknown part" if part in (None, "UNKNOWN") else str(part)


def _shown(value: object) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _listed(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part not in (None, ""))


_LINES: Mapping[str, Callable[[Values, Values], str]] = MappingProxyType(
    {"case": _case, "restriction": _restriction, "workout": _workout, "notice": _notice}
)
