"""A submit as `submit.lua` takes it: the same for the sync and the async door."""

import os

from coalescing.errors import InvalidKeyError, PayloadTooLargeError
from coalescing.lanes import Lane

#: Of a key; Redis holds it twice while the entry waits.
MAX_KEY_CHARS = 512
#: Of a payload: more belongs into a database, with its address in the payload.
MAX_PAYLOAD_BYTES = 64 * 1024

SubmitArguments = tuple[str, bytes, int, bytes, int]


def submit_arguments(
    lane: Lane, key: str, payload: bytes, *, if_absent: bool, delay_ms: int | None
) -> SubmitArguments:
    """Key, payload, window, a submit id that no other submit has, and the flavour.

    Raises:
        InvalidKeyError: the key is empty or over `MAX_KEY_CHARS`.
        PayloadTooLargeError: the payload is over `MAX_PAYLOAD_BYTES`.
    """
    if not 0 < len(key) <= MAX_KEY_CHARS:
        raise InvalidKeyError(
            f"lane {lane.name!r}: a key has 1 to {MAX_KEY_CHARS} characters, and this one {len(key)}"
        )
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLargeError(
            f"lane {lane.name!r}, key {key!r}: the payload has {len(payload)} bytes,"
            f" and at most {MAX_PAYLOAD_BYTES} are allowed"
        )
    window_ms = lane.window_ms if delay_ms is None else delay_ms
    return key, payload, window_ms, os.urandom(8), int(if_absent)
