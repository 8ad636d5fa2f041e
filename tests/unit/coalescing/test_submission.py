"""What a submit sends."""

import json
from dataclasses import replace

import pytest

from coalescing.errors import InvalidKeyError, PayloadTooLargeError
from coalescing.lanes import CHECKINS
from coalescing.submission import MAX_KEY_CHARS, MAX_PAYLOAD_BYTES, submit_arguments


def test_the_window_is_the_lanes_unless_another_one_is_given() -> None:
    key, payload, revision, submit_id, flavour, window_ms, rules = submit_arguments(
        CHECKINS, "a", b"x", 7, if_absent=False, delay_ms=None
    )

    assert (key, payload, revision, len(submit_id), flavour) == ("a", b"x", 7, 8, 0)
    assert (window_ms, rules) == (CHECKINS.window_ms, "")
    assert submit_arguments(CHECKINS, "a", b"x", if_absent=True, delay_ms=0)[4:6] == (1, 0)


def test_the_policy_of_the_lane_is_sent_along() -> None:
    lane = replace(
        CHECKINS,
        mode="debounce",
        max_wait_ms=9_000,
        max_inputs=4,
        leading=True,
        payload="merge",
        merge_max=("n", 'a"b'),
    )

    *_, window_ms, rules = submit_arguments(lane, "a", b'{"n": 1}', if_absent=False, delay_ms=None)

    assert (window_ms, rules) == (3_000, '9000 4 1 merge\n"n"\n"a\\"b"\n')
    delayed = submit_arguments(lane, "a", b"", if_absent=False, delay_ms=5)
    assert delayed[5:] == (5, '9000 4 0 merge\n"n"\n"a\\"b"\n'), "with a delay of its own nothing leads"
    assert replace(lane, leading=False, merge_max=()).rules == "9000 4 0 merge"


def test_every_submit_has_an_id_of_its_own() -> None:
    ids = {submit_arguments(CHECKINS, "a", b"", if_absent=False, delay_ms=None)[3] for _ in range(1_000)}

    assert len(ids) == 1_000


def test_the_limits_are_inclusive() -> None:
    submit_arguments(CHECKINS, "k" * MAX_KEY_CHARS, bytes(MAX_PAYLOAD_BYTES), if_absent=False, delay_ms=None)
    with pytest.raises(InvalidKeyError, match="513"):
        submit_arguments(CHECKINS, "k" * (MAX_KEY_CHARS + 1), b"", if_absent=False, delay_ms=None)
    with pytest.raises(PayloadTooLargeError, match="65537"):
        submit_arguments(CHECKINS, "k", bytes(MAX_PAYLOAD_BYTES + 1), if_absent=False, delay_ms=None)


def test_what_is_stored_is_no_larger_than_what_is_allowed() -> None:
    lane = replace(CHECKINS, payload="merge")
    text = "\u0444" * 30_000  # two bytes each
    _, payload, *_ = submit_arguments(
        lane, "k", json.dumps({"t": text}, ensure_ascii=False).encode(), if_absent=False, delay_ms=None
    )
    assert json.loads(payload) == {"t": text}
    assert len(payload) < 60_020

    room = MAX_PAYLOAD_BYTES - len('{\n"t":\t""\n}')
    submit_arguments(lane, "k", b'{"t":"%b"}' % (b"x" * room), if_absent=False, delay_ms=None)
    with pytest.raises(PayloadTooLargeError, match="65537"):
        submit_arguments(lane, "k", b'{"t":"%b"}' % (b"x" * (room + 1)), if_absent=False, delay_ms=None)
