"""What several payloads of one key become for one run: the latest, the first, all merged, or all in a list.

`lua/includes/payload.lua` does the same. So that it need not parse JSON (Lua would round the numbers, and
make an empty list an object), a payload that is merged has one member a line, with a tab before its value;
one that is appended is a list without spaces around it, and an empty list is no payload.
"""

import json
from collections.abc import Iterable
from typing import Any

from coalescing.errors import InvalidPayloadError
from coalescing.lanes import Lane

#: Objects and lists in each other. How much Python bears depends on who asks, and then a drain could refuse
#: what the door took in; so this is less than either bears.
MAX_LEVELS = 100


class _Number(str):
    """A number as its text: what Python would make of it could be another one."""

    __slots__ = ()

    __repr__ = str.__str__

    @property
    def is_whole(self) -> bool:
        return self.removeprefix("-").isdigit()


def canonical(lane: Lane, key: str, payload: bytes) -> bytes:
    """A payload in the form in which the lane puts several together; an empty one stays empty.

    Raises:
        InvalidPayloadError: the lane merges, and it is no JSON object, or a member of `lane.merge_max` is no
            whole number; or the lane appends, and it is no JSON list.
    """
    if not payload:
        return b""
    if lane.payload == "merge":
        return _lines(_members(lane, key, payload))
    if lane.payload == "append":
        items = _parsed(lane, key, payload, list, "list")
        return _text(items).encode() if items else b""
    return payload


def combined(lane: Lane, key: str, payloads: Iterable[bytes]) -> bytes:
    """What a run is given of its inputs, oldest first; empty if there are none.

    Raises:
        InvalidPayloadError: a payload is not of the kind that the lane puts together.
    """
    given = [form for payload in payloads if (form := canonical(lane, key, payload)) or _counts_empty(lane)]
    if lane.payload == "merge":  # each is read once, however many there are
        members: dict[str, Any] = {}
        for payload in given:
            _merge_into(lane, members, _values(payload))
        return _lines(members) if given else b""
    if lane.payload == "append":
        return b"[%b]" % b",".join(payload[1:-1] for payload in given) if given else b""
    if not given:
        return b""
    return given[0] if lane.payload == "first" else given[-1]


def combine(lane: Lane, earlier: bytes, later: bytes) -> bytes:
    """Two payloads of one key, in the form of `canonical`, by the lane's policy."""
    if lane.payload == "first":
        return earlier
    if lane.payload == "latest" or not earlier:
        return later
    if not later:
        return earlier
    if lane.payload == "append":
        return earlier[:-1] + b"," + later[1:]
    members: dict[str, Any] = _values(earlier)
    _merge_into(lane, members, _values(later))
    return _lines(members)


def _counts_empty(lane: Lane) -> bool:
    """Whether an empty payload is one like any other, and not nothing."""
    return lane.payload in {"latest", "first"}


def _merge_into(lane: Lane, members: dict[str, Any], later: dict[str, Any]) -> None:
    for name, value in later.items():
        members[name] = _merged_value(lane, name, members[name], value) if name in members else value


def _merged_value(lane: Lane, name: str, earlier: Any, later: Any) -> Any:
    if earlier is True and later is False:
        return earlier
    return max(earlier, later, key=lambda digits: (len(digits), digits)) if name in lane.merge_max else later


def _members(lane: Lane, key: str, payload: bytes) -> dict[str, Any]:
    members: dict[str, Any] = _parsed(lane, key, payload, dict, "object")
    for name in lane.merge_max:
        value = members.get(name, _Number("0"))
        if not isinstance(value, _Number) or not value.isdigit():
            raise InvalidPayloadError(
                f"lane {lane.name!r}, key {key!r}: {name} is {value!r}, and must be a whole number from 0 on:"
                " the larger of two stays when payloads are merged"
            )
    return members


def _parsed(lane: Lane, key: str, payload: bytes, kind: type[Any], name: str) -> Any:
    where = f"lane {lane.name!r}, key {key!r}"
    try:
        value = _values(payload)
        _text(value).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise InvalidPayloadError(
            f"{where}: the payload must be JSON, since payloads are put together: {error}"
        ) from None
    if not isinstance(value, kind):
        raise InvalidPayloadError(
            f"{where}: the payload must be a JSON {name}, since payloads are put together,"
            f" and this one is {_kind(value)}"
        )
    return value


def _kind(value: Any) -> str:
    if isinstance(value, _Number):
        return "int" if value.is_whole else "float"
    return type(value).__name__


def _values(payload: bytes) -> Any:
    return json.loads(payload, parse_float=_Number, parse_int=_Number, parse_constant=_no_constant)


def _text(value: Any, levels: int = MAX_LEVELS) -> str:
    """Compact JSON, in which line feeds and tabs are escaped and numbers are as they were."""
    if isinstance(value, _Number):
        return str(value)
    if not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if not levels:
        raise ValueError(f"it has objects and lists in each other at more than {MAX_LEVELS} levels")
    if isinstance(value, list):
        return f"[{','.join([_text(item, levels - 1) for item in value])}]"
    members = [f"{_text(name)}:{_text(member, levels - 1)}" for name, member in value.items()]
    return f"{{{','.join(members)}}}"


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _lines(members: dict[str, Any]) -> bytes:
    lines = (f"\n{_text(name)}:\t{_text(value)}" for name, value in members.items())
    return f"{{{','.join(lines)}\n}}".encode()
