"""What a submit sends."""

import pytest

from coalescing.errors import InvalidKeyError, PayloadTooLargeError
from coalescing.lanes import CHECKINS
from coalescing.submission import MAX_KEY_CHARS, MAX_PAYLOAD_BYTES, submit_arguments


def test_the_window_is_the_lanes_unless_another_one_is_given() -> None:
    key, payload, window_ms, submit_id, flavour = submit_arguments(
        CHECKINS, "a", b"x", if_absent=False, delay_ms=None
    )

    assert (key, payload, window_ms, len(submit_id), flavour) == ("a", b"x", CHECKINS.window_ms, 8, 0)
    assert submit_arguments(CHECKINS, "a", b"x", if_absent=True, delay_ms=0)[2:] != (window_ms, submit_id, 0)
    assert submit_arguments(CHECKINS, "a", b"x", if_absent=True, delay_ms=0)[2] == 0
    assert submit_arguments(CHECKINS, "a", b"x", if_absent=True, delay_ms=0)[4] == 1


def test_every_submit_has_an_id_of_its_own() -> None:
    ids = {submit_arguments(CHECKINS, "a", b"", if_absent=False, delay_ms=None)[3] for _ in range(1_000)}

    assert len(ids) == 1_000


def test_the_limits_are_inclusive() -> None:
    submit_arguments(CHECKINS, "k" * MAX_KEY_CHARS, bytes(MAX_PAYLOAD_BYTES), if_absent=False, delay_ms=None)
    with pytest.raises(InvalidKeyError, match="513"):
        submit_arguments(CHECKINS, "k" * (MAX_KEY_CHARS + 1), b"", if_absent=False, delay_ms=None)
    with pytest.raises(PayloadTooLargeError, match="65537"):
        submit_arguments(CHECKINS, "k", bytes(MAX_PAYLOAD_BYTES + 1), if_absent=False, delay_ms=None)
