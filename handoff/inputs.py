"""What is to be owed, checked before anything is written: the same at the sync and at the async door."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from coalescing.declared import lane_named
from coalescing.errors import InvalidKeyError, InvalidPayloadError, UnknownLaneError
from coalescing.lanes import Lane, PayloadPolicy
from coalescing.submission import submit_arguments
from handoff.errors import RowLaneError
from handoff.receipt import Receipt
from storage.check_ins import LANE as CHECKINS

#: Bytes as they are; a mapping, or in a lane that appends a list, as JSON; None where the key says it all.
Payload: TypeAlias = bytes | Mapping[str, Any] | list[Any] | tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs of one lane, in the form in which the ledger keeps them."""

    lane: str
    payloads: dict[str, bytes | None]
    #: The lane's, for payloads.
    policy: PayloadPolicy

    @classmethod
    def checked(cls, lanes: Mapping[str, Lane], lane: Lane | str, given: Mapping[str, Payload]) -> Self:
        """Check what is given.

        Raises:
            UnknownLaneError: the lane is not among `lanes`.
            RowLaneError: the lane's revisions are those of rows.
            InvalidKeyError: a key is empty, too long, or no text that can be stored.
            InvalidPayloadError: a payload is neither bytes nor a mapping (or list, where the lane appends)
                that JSON can say, or it is to be merged or appended and cannot be.
            PayloadTooLargeError: a payload is too large.
        """
        declared = _declared(lanes, lane)
        payloads = {key: _payload(declared, key, payload) for key, payload in given.items()}
        for key, payload in payloads.items():
            _check_key(declared, key)
            submit_arguments(declared, key, payload or b"", if_absent=False, delay_ms=None)
        return cls(declared.name, payloads, declared.payload)

    def receipts(self, revisions: Mapping[str, int]) -> list[Receipt]:
        """The receipts, in the order in which the inputs were given."""
        return [Receipt(self.lane, key, revisions[key]) for key in self.payloads]


def _declared(lanes: Mapping[str, Lane], lane: Lane | str) -> Lane:
    name = lane if isinstance(lane, str) else lane.name
    declared = lane_named(name, lanes)
    if isinstance(lane, Lane) and lane != declared:
        raise UnknownLaneError(f"lane {name!r} is declared, but with another policy than this one")
    if name == CHECKINS:
        raise RowLaneError(
            f"lane {name!r}: its revisions are those of the check-ins' rows; storing a check-in owes it"
        )
    return declared


def _check_key(lane: Lane, key: object) -> None:
    if not isinstance(key, str):
        raise InvalidKeyError(f"lane {lane.name!r}: key is {key!r}, and must be text")
    try:
        is_storable = b"\0" not in key.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        is_storable = False
    if not is_storable:
        raise InvalidKeyError(f"lane {lane.name!r}: key is {key!r}, and must be text that can be stored")


def _payload(lane: Lane, key: str, payload: object) -> bytes | None:
    if payload is None or isinstance(payload, bytes):
        return payload
    where = f"lane {lane.name!r}, key {key!r}"
    is_list = isinstance(payload, list | tuple) and lane.payload == "append"
    if not is_list and not isinstance(payload, Mapping):
        kind = "a list" if lane.payload == "append" else "a mapping"
        raise InvalidPayloadError(
            f"{where}: payload is of type {type(payload).__name__}, and must be bytes, {kind} or None"
        )
    document = dict(payload) if isinstance(payload, Mapping) else payload
    try:
        return json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidPayloadError(f"{where}: the payload must be what JSON can say: {error}") from None
