"""What a key's next run is to be given."""

from dataclasses import replace

from coalescing.lanes import CHECKINS, Lane
from coalescing.outcomes import EntryState, PeekedEntry
from ops.hands.key_view import KeyView

MERGING = replace(CHECKINS, payload="merge")


def payload(lane: Lane | None, *inputs: bytes, entry: PeekedEntry | None = None) -> bytes:
    return KeyView("k", lane, "checkins", entry, None, inputs, None, None).payload


def test_it_is_what_the_lane_makes_of_the_inputs_that_are_owed() -> None:
    inputs = (b'{"revision": 3}', b'{"revision": 2, "new": true}')
    assert payload(CHECKINS, *inputs) == inputs[1]
    assert payload(replace(CHECKINS, payload="first"), *inputs) == inputs[0]
    assert b"".join(payload(MERGING, *inputs).split()) == b'{"revision":3,"new":true}'


def test_inputs_that_do_not_go_together_are_no_reason_to_say_nothing() -> None:
    assert payload(MERGING, b"{}", b"[") == b"["
    assert payload(None, b"{}", b"[") == b"["


def test_where_the_ledger_has_none_it_is_what_redis_has() -> None:
    entry = PeekedEntry("k", EntryState.HELD, b"now")
    assert payload(CHECKINS, entry=entry) == b"now"
    assert payload(CHECKINS, entry=entry._replace(next_payload=b"next")) == b"next"
    assert payload(CHECKINS) == b""
