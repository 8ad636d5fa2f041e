"""What several payloads of one key become: the definition, which the scripts are held to elsewhere."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalescing.errors import InvalidPayloadError
from coalescing.lanes import Lane
from coalescing.payloads import MAX_LEVELS, canonical, combine, combined

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=5,
)
objects = st.dictionaries(st.text(max_size=3) | st.sampled_from(["a", "b", "flag"]), json_values, max_size=5)
payloads = objects.map(lambda members: json.dumps(members | {"revision": len(members)}).encode())


def lane_with(policy: str, **more: Any) -> Lane:
    return Lane(name="x", queue="x", key_form="any", window_ms=0, batch=1, **({"payload": policy} | more))


MERGE, APPEND = lane_with("merge"), lane_with("append")


@given(payloads)
def test_a_payload_that_is_merged_is_the_same_json_with_a_member_a_line(payload: bytes) -> None:
    lines = canonical(MERGE, "k", payload)

    assert json.loads(lines) == json.loads(payload)
    assert canonical(MERGE, "k", lines) == lines
    members = lines.decode().split("\n")[1:-1]
    assert [json.loads(line.partition(":\t")[0]) for line in members] == list(json.loads(payload))


@given(st.lists(payloads, min_size=1, max_size=5))
def test_merging_is_the_same_in_whatever_steps(given_payloads: list[bytes]) -> None:
    at_once = combined(MERGE, "k", given_payloads)

    step_by_step = b""
    for payload in given_payloads:
        step_by_step = combine(MERGE, step_by_step, canonical(MERGE, "k", payload))

    assert step_by_step == at_once
    members = json.loads(at_once)
    assert members["revision"] == max(json.loads(payload)["revision"] for payload in given_payloads)
    assert set(members) == set().union(*(json.loads(payload) for payload in given_payloads))


NUMBERS = [b"0.12345678901234567890123", b"1e2", b"1E+2", b"-0", b"1.0", b"1e999", b"-0.0", b"9" * 5_000]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_stay_as_they_were(number: bytes) -> None:
    merged = combined(MERGE, "k", [b'{"a": %b, "b": [{"c": %b}]}' % (number, number), b'{"d": 1}'])
    assert merged == b'{\n"a":\t%b,\n"b":\t[{"c":%b}],\n"d":\t1\n}' % (number, number)
    assert combined(APPEND, "k", [b"[ %b]" % number, b"[1]"]) == b"[%b,1]" % number


def test_the_larger_of_two_numbers_is_that_of_more_digits() -> None:
    merged = combined(MERGE, "k", [b'{"revision": 10}', b'{"revision": 9}', b'{"revision": %b}' % (b"0")])
    assert json.loads(merged) == {"revision": 10}


def test_values_may_be_as_deep_as_the_limit() -> None:
    lists = b"[" * (MAX_LEVELS - 1) + b"]" * (MAX_LEVELS - 1)

    assert combined(MERGE, "k", [b'{"a": %b}' % lists, b'{"b": 1}']) == b'{\n"a":\t%b,\n"b":\t1\n}' % lists


def test_text_is_stored_as_text_on_one_line() -> None:
    text = "\u0444\u2028\x7f\x85\U0001f600"
    lines = canonical(MERGE, "k", json.dumps({text: f"{text}\n\t\r\0"}).encode())
    assert lines == f'{{\n"{text}":\t"{text}\\n\\t\\r\\u0000"\n}}'.encode()


def test_truth_sticks_and_other_values_are_the_latest() -> None:
    merged = combined(
        MERGE,
        "k",
        [b'{"a": true, "b": true, "c": 1, "d": true}', b'{"a": false, "b": 0, "c": false, "e": 1}'],
    )

    assert json.loads(merged) == {"a": True, "b": 0, "c": False, "d": True, "e": 1}


@pytest.mark.parametrize(("policy", "expected"), [("latest", b"3"), ("first", b"1")])
def test_latest_and_first(policy: str, expected: bytes) -> None:
    assert combined(lane_with(policy), "k", [b"1", b"2", b"3"]) == expected
    assert combined(lane_with(policy), "k", []) == b""


@given(st.lists(st.lists(json_values, max_size=3), max_size=5))
def test_lists_are_appended(lists: list[list[Any]]) -> None:
    together = combined(APPEND, "k", [json.dumps(items).encode() for items in lists])

    assert json.loads(together or b"[]") == [item for items in lists for item in items]


def test_what_is_to_be_appended_is_a_list() -> None:
    with pytest.raises(InvalidPayloadError, match=r"lane 'x', key 'k': .* must be a JSON list.*is dict"):
        combined(APPEND, "k", [b"{}"])


def test_nothing_adds_nothing() -> None:
    assert combined(APPEND, "k", [b"", b"[ ]", b" [1 ] ", b""]) == b"[1]"
    assert combined(MERGE, "k", []) == combined(MERGE, "k", [b"", b""]) == b""
    assert json.loads(combined(MERGE, "k", [b"", b'{"a": 1}', b""])) == {"a": 1}


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"no", "must be JSON"),
        (b"\xff", "must be JSON"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": "\\ud800"}', "must be JSON"),
        (b'{"a\xed\xa0\x80": 1}', "must be JSON"),
        (b'{"a": ' + b"[" * MAX_LEVELS + b"]" * MAX_LEVELS + b"}", "at more than 100 levels"),
        (b"[" * 60_000, "must be JSON"),
        (b"[]", "must be a JSON object, since payloads are put together, and this one is list"),
        (b"null", "must be a JSON object"),
        (b'{"revision": -1}', "revision is -1, and must be a whole number from 0 on"),
        (b'{"revision": 1.5}', "revision is 1.5"),
        (b'{"revision": true}', "revision is True"),
        (b'{"revision": "7"}', "revision is '7'"),
        (b'{"revision": -0}', "revision is -0"),
        (b'{"revision": [1.50]}', "revision is [1.50]"),
        (b"1.5", "this one is float"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_lane_key_and_rule(payload: bytes, said: str) -> None:
    with pytest.raises(InvalidPayloadError, match="lane 'x', key 'k'") as error:
        canonical(MERGE, "k", payload)
    assert said in str(error.value)
