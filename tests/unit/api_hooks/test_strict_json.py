"""What is JSON by its standard comes through unchanged; what is not, is refused by name."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_hooks.errors import InvalidFieldsError, MalformedBodyError
from api_hooks.strict_json import DEEPEST, parse_object, parse_objects

storable_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | storable_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(storable_text, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(storable_text, values))
def test_what_is_well_formed_comes_through(value: dict[str, object]) -> None:
    for ascii_only in (True, False):
        assert parse_object(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_they_are_an_object_or_a_named_refusal(body: bytes) -> None:
    with suppress(MalformedBodyError, InvalidFieldsError):
        assert isinstance(parse_object(body), dict)


@pytest.mark.parametrize(("written", "read"), [("7.0", 7), ("7e0", 7), ("70e-1", 7.0), ("-0.0", 0)])
def test_a_whole_number_is_an_int_however_it_is_written(written: str, read: int) -> None:
    value = parse_object(f'{{"n": {written}}}'.encode())["n"]
    assert value == read
    assert isinstance(value, int)


def test_a_fraction_stays_one() -> None:
    assert parse_object(b'{"n": 7.5}') == {"n": 7.5}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"mood": %s}', "mood"),
        ('{"injuryDetails": {"side": %s}}', "injuryDetails.side"),
        ('{"a": {"b": [1, {"c": %s}]}}', "a.b[1].c"),
    ],
)
def test_a_number_that_is_none_is_named(body: str, field: str, number: str) -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        parse_object((body % number).encode())
    assert [fault.field for fault in caught.value.details] == [field]
    assert str(caught.value) == f"{field} must be a finite number"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"mood": 1, "stress": 2, "mood": 3}', "mood"),
        (b'{"mood": 1, "mood": 1}', "mood"),
        (b'{"injuryDetails": {"side": "LEFT", "side": "RIGHT"}}', "side"),
        (b'{"m\\u006fod": 1, "mood": 2}', "mood"),
    ],
)
def test_a_name_given_twice_is_refused_by_name(body: bytes, name: str) -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        parse_object(body)
    assert [(fault.field, fault.rule) for fault in caught.value.details] == [(name, "given only once")]


@pytest.mark.parametrize("text", ["a\\u0000b", "\\ud83d alone", "\\udc00"])
@pytest.mark.parametrize(
    ("body", "field"),
    [('{"notes": "%s"}', "notes"), ('{"k": [{"x": "%s"}]}', "k[0].x")],
)
def test_text_that_cannot_be_stored_is_named(body: str, field: str, text: str) -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        parse_object((body % text).encode())
    assert [fault.field for fault in caught.value.details] == [field]


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse_object(b'{"notes": "\\ud83d\\ude80"}') == {"notes": "\N{ROCKET}"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1,}',
        b"{'a': 1}",
        b'{"a": 1} {"b": 2}',
        b'{"a": 01}',
        b'{"notes": "a\x00b"}',
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b"9" * 5000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_not_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        parse_object(body)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"mood"', b"7", b"true", b"NaN"])
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedBodyError, match="must be a JSON object"):
        parse_object(body)


@pytest.mark.parametrize("levels", [DEEPEST + 1, 1_000, 30_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_body_nested_too_deeply_is_refused(levels: int, opening: str, closing: str) -> None:
    body = '{"a":' + opening * (levels - 1) + "1" + closing * (levels - 1) + "}"
    with pytest.raises(MalformedBodyError, match="nested"):
        parse_object(body.encode())


def test_a_body_nested_as_deeply_as_allowed_is_read() -> None:
    body = '{"a":' + "[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1) + "}"
    assert parse_object(body.encode())


def test_many_objects_beside_each_other_are_not_deep() -> None:
    assert len(parse_object(json.dumps({"k": [{"a": [1]}] * 500}).encode())["k"]) == 500


def test_a_byte_order_mark_is_no_error() -> None:
    assert parse_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_objects_may_come_one_or_several() -> None:
    assert parse_objects(b'{"a": 1.0}') == {"a": 1}
    assert parse_objects(b'[{"a": 1}, {}]') == [{"a": 1}, {}]
    assert parse_objects(b"[]") == []


@pytest.mark.parametrize("body", [b"7", b"[7]", b"[[]]", b"null", b"", b"[{}", b"\xff"])
def test_what_are_no_objects(body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        parse_objects(body)


def test_where_in_a_list_something_cannot_be_stored_is_said() -> None:
    with pytest.raises(InvalidFieldsError) as caught:
        parse_objects(b'[{}, {"a": NaN}]')
    assert [fault.field for fault in caught.value.details] == ["[1].a"]
