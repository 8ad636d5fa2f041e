"""What several payloads of one key become for one run: the latest, the first, or all of them merged.

`lua/includes/payload.lua` does the same. So that it need not parse JSON (Lua would round the numbers, and
make an empty list an object), a payload that is merged has one member a line, with a tab before its value.
"""

import json
from collections.abc import Iterable
from functools import partial, reduce
from typing import Any

from coalescing.errors import InvalidPayloadError
from coalescing.lanes import Lane


def one_member_a_line(lane: Lane, key: str, payload: bytes) -> bytes:
    """A payload as the script merges it; an empty one stays empty.

    Raises:
        InvalidPayloadError: it is not a JSON object, or a member of `lane.merge_max` is not a whole number.
    """
    return _lines(_members(lane, key, payload)) if payload else b""


def combined(lane: Lane, key: str, payloads: Iterable[bytes]) -> bytes:
    """What a run is given of its inputs, oldest first; empty if there are none.

    Raises:
        InvalidPayloadError: the lane merges, and a payload cannot be merged.
    """
    if lane.payload == "merge":
        payloads = (one_member_a_line(lane, key, payload) for payload in payloads)
    given = list(payloads)
    return reduce(partial(combine, lane), given) if given else b""


def combine(lane: Lane, earlier: bytes, later: bytes) -> bytes:
    """Two payloads of one key by the lane's policy; those of a merging lane have one member a line."""
    if lane.payload == "first":
        return earlier
    if lane.payload == "latest" or not earlier:
        return later
    if not later:
        return earlier
    members = json.loads(earlier)
    for name, value in json.loads(later).items():
        members[name] = _merged_value(lane, name, members[name], value) if name in members else value
    return _lines(members)


def _merged_value(lane: Lane, name: str, earlier: Any, later: Any) -> Any:
    if earlier is True and later is False:
        return earlier
    return max(earlier, later) if name in lane.merge_max else later


def _members(lane: Lane, key: str, payload: bytes) -> dict[str, Any]:
    where = f"lane {lane.name!r}, key {key!r}"
    try:
        members = json.loads(payload, parse_constant=_no_constant)
        json.dumps(members, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise InvalidPayloadError(f"{where}: a payload that is to be merged must be JSON: {error}") from None
    if not isinstance(members, dict):
        raise InvalidPayloadError(
            f"{where}: a payload that is to be merged must be a JSON object,"
            f" and this one is {type(members).__name__}"
        )
    for name in lane.merge_max:
        value = members.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InvalidPayloadError(
                f"{where}: {name} is {value!r}, and must be a whole number from 0 on:"
                " the larger of two stays when payloads are merged"
            )
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _lines(members: dict[str, Any]) -> bytes:
    lines = (
        f"\n{json.dumps(name)}:\t{json.dumps(value, separators=(',', ':'))}"
        for name, value in members.items()
    )
    return f"{{{','.join(lines)}\n}}".encode()
