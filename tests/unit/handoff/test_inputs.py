"""What can be owed and what cannot, said before anything is written."""

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalescing.errors import (
    CoalescingError,
    InvalidKeyError,
    InvalidPayloadError,
    PayloadTooLargeError,
    UnknownLaneError,
)
from coalescing.lanes import CHECKINS, Lane
from coalescing.payloads import combined
from coalescing.submission import MAX_KEY_CHARS, MAX_PAYLOAD_BYTES
from handoff.errors import RowLaneError
from handoff.inputs import Inputs, Payload
from handoff.receipt import Receipt, by_lane

MAILS = Lane(name="mails", queue="q", key_form="any", window_ms=0, batch=1, handler="a:b")
TOTALS = Lane(name="totals", queue="q", key_form="any", window_ms=0, batch=1, handler="a:b", payload="merge")
CLICKS = Lane(name="clicks", queue="q", key_form="any", window_ms=0, batch=1, handler="a:b", payload="append")
LANES = {lane.name: lane for lane in (MAILS, TOTALS, CLICKS, CHECKINS)}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), json_values))
def test_a_mapping_becomes_the_json_that_says_the_same(payload: dict[str, Any]) -> None:
    checked = Inputs.checked(LANES, MAILS, {"a": MappingProxyType(payload)})
    assert json.loads(checked.payloads["a"] or b"") == payload


@given(st.lists(json_values, max_size=3))
def test_a_list_becomes_the_json_that_says_the_same_where_the_lane_appends(payload: list[Any]) -> None:
    checked = Inputs.checked(LANES, CLICKS, {"list": payload, "tuple": tuple(payload)})
    assert [json.loads(checked.payloads[key] or b"") for key in ("list", "tuple")] == [payload, payload]


def test_lists_that_were_owed_one_after_the_other_are_one_list_for_the_run() -> None:
    inputs: tuple[Payload, ...] = ([1, {"x": None}], [], ("two",), b'["three"]', None)
    owed = [Inputs.checked(LANES, "clicks", {"a": payload}).payloads["a"] for payload in inputs]
    assert json.loads(combined(CLICKS, "a", filter(None, owed))) == [1, {"x": None}, "two", "three"]


def test_bytes_stay_as_they_are_and_none_stays_none() -> None:
    checked = Inputs.checked(LANES, "mails", {"a": b"\x00\xff", "b": None, "c": b""})
    assert checked == Inputs("mails", {"a": b"\x00\xff", "b": None, "c": b""}, "latest")


def test_receipts_come_in_the_order_of_the_inputs() -> None:
    checked = Inputs.checked(LANES, "mails", {"b": None, "a": None})
    receipts = checked.receipts({"a": 7, "b": 1})
    assert receipts == [Receipt("mails", "b", 1), Receipt("mails", "a", 7)]
    other = Receipt("totals", "a", 2)
    assert by_lane([receipts[0], other, receipts[1]]) == {"mails": receipts, "totals": [other]}


@pytest.mark.parametrize(
    ("lane", "key", "payload", "error", "said"),
    [
        (
            "mail",
            "a",
            None,
            UnknownLaneError,
            "'mail' is not declared; known lanes: checkins, clicks, mails, totals",
        ),
        (
            Lane(name="mails", queue="q", key_form="any", window_ms=9, batch=1),
            "a",
            None,
            UnknownLaneError,
            "'mails' is declared, but with another policy",
        ),
        ("checkins", "a", None, RowLaneError, "'checkins': its revisions are those of the check-ins' rows"),
        ("mails", "", None, InvalidKeyError, "'mails': a key has 1 to 512 characters, and this one 0"),
        ("mails", "a" * (MAX_KEY_CHARS + 1), None, InvalidKeyError, "and this one 513"),
        ("mails", 7, None, InvalidKeyError, "'mails': key is 7, and must be text"),
        ("mails", "a\0b", None, InvalidKeyError, r"key is 'a\\x00b', and must be text that can be stored"),
        ("mails", "\ud800", None, InvalidKeyError, "must be text that can be stored"),
        (
            "mails",
            "a",
            b"x" * (MAX_PAYLOAD_BYTES + 1),
            PayloadTooLargeError,
            "'mails', key 'a': the payload has 65537 bytes, and at most 65536 are allowed",
        ),
        ("mails", "a", {"x": "y" * MAX_PAYLOAD_BYTES}, PayloadTooLargeError, "the payload has 65544 bytes"),
        ("mails", "a", "text", InvalidPayloadError, "payload is of type str, and must be bytes, a mapping"),
        ("mails", "a", {"x": float("nan")}, InvalidPayloadError, "must be what JSON can say"),
        ("mails", "a", {"x": object()}, InvalidPayloadError, "must be what JSON can say"),
        ("mails", "a", [1], InvalidPayloadError, "payload is of type list, and must be bytes, a mapping or"),
        ("totals", "a", (1,), InvalidPayloadError, "payload is of type tuple, and must be bytes, a mapping"),
        ("clicks", "a", "text", InvalidPayloadError, "payload is of type str, and must be bytes, a list or"),
        ("clicks", "a", {"x": 1}, InvalidPayloadError, "must be a JSON list, .* this one is dict"),
        ("clicks", "a", b"7", InvalidPayloadError, "must be a JSON list, .* this one is int"),
        ("clicks", "a", [object()], InvalidPayloadError, "must be what JSON can say"),
        ("clicks", "a", ["y" * MAX_PAYLOAD_BYTES], PayloadTooLargeError, "the payload has 65540 bytes"),
        ("totals", "a", b"[1]", InvalidPayloadError, "must be a JSON object"),
        ("totals", "a", b"{", InvalidPayloadError, "must be JSON"),
        (
            "totals",
            "a",
            {"revision": "2"},
            InvalidPayloadError,
            "revision is '2', and must be a whole number",
        ),
    ],
)
def test_what_cannot_be_owed_is_refused_with_the_rule(
    lane: Lane | str, key: str, payload: Any, error: type[CoalescingError], said: str
) -> None:
    with pytest.raises(error, match=said):
        Inputs.checked(LANES, lane, {"good": None, key: payload})


def test_the_largest_key_and_payload_are_taken() -> None:
    given = {"a" * MAX_KEY_CHARS: b"x" * MAX_PAYLOAD_BYTES}
    assert Inputs.checked(LANES, MAILS, given).payloads == given
