"""A submit as `submit.lua` takes it, and what it answers: the same for the sync and the async door."""

import os

from coalescing.errors import InvalidKeyError, PayloadTooLargeError
from coalescing.lanes import Lane
from coalescing.outcomes import SubmitOutcome
from coalescing.payloads import canonical

#: Of a key; Redis holds it twice while the entry waits.
MAX_KEY_CHARS = 512
#: Of a payload: more belongs into a database, with its address in the payload.
MAX_PAYLOAD_BYTES = 64 * 1024

#: A key with its payload, and its revision where there is one.
LaneInput = tuple[str, bytes] | tuple[str, bytes, int]

SubmitArguments = tuple[str, bytes, int, bytes, int, int, str]


def submit_arguments(
    lane: Lane,
    key: str,
    payload: bytes,
    revision: int = 0,
    *,
    if_absent: bool,
    delay_ms: int | None,
) -> SubmitArguments:
    """Key, payload, revision, a submit id that no other submit has, the flavour, and the lane's policy.

    Raises:
        InvalidKeyError: the key is empty or over `MAX_KEY_CHARS`.
        InvalidPayloadError: the payload is not what the lane can merge or append.
        PayloadTooLargeError: the payload is over `MAX_PAYLOAD_BYTES`, as it is given or as it is stored.
    """
    if not 0 < len(key) <= MAX_KEY_CHARS:
        raise InvalidKeyError(
            f"lane {lane.name!r}: a key has 1 to {MAX_KEY_CHARS} characters, and this one {len(key)}"
        )
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise _too_large(lane, key, payload)
    if lane.rules:
        payload = canonical(lane, key, payload)
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise _too_large(lane, key, payload)
    if delay_ms is None:
        return key, payload, revision, os.urandom(8), int(if_absent), lane.window_ms, lane.rules
    return key, payload, revision, os.urandom(8), int(if_absent), delay_ms, lane.rules_if_delayed


def _too_large(lane: Lane, key: str, payload: bytes) -> PayloadTooLargeError:
    return PayloadTooLargeError(
        f"lane {lane.name!r}, key {key!r}: the payload has {len(payload)} bytes,"
        f" and at most {MAX_PAYLOAD_BYTES} are allowed"
    )


def submit_outcome(lane: Lane, key: str, code: int) -> SubmitOutcome:
    """The outcome of a submit that was not refused.

    Raises:
        PayloadTooLargeError: together with what is there the payload would be too large.
    """
    outcome = SubmitOutcome(code)
    if outcome is SubmitOutcome.REFUSED:
        raise PayloadTooLargeError(
            f"lane {lane.name!r}, key {key!r}: together with what waits, the payload would have more than"
            f" {MAX_PAYLOAD_BYTES} bytes"
        )
    return outcome
