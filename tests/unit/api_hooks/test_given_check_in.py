"""What is read from a body, and that everything wrong with it is said at once."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_hooks.check_in_fields import OBJECTS, RULES
from api_hooks.errors import InvalidFieldsError
from api_hooks.given_check_in import GivenCheckIn, read_check_in
from domain.check_in import FIELD_BY_NAME, FIELDS, Field, Kind

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CLIENT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def read(**fields: Any) -> GivenCheckIn:
    body = {"clientId": CLIENT, "date": "2026-03-14", **fields}
    return read_check_in(json.dumps(body).encode(), now=NOW, max_age_days=366)


def refused(**fields: Any) -> dict[str, Any]:
    """The faults, by field: the value that each repeats."""
    with pytest.raises(InvalidFieldsError) as caught:
        read(**fields)
    return {fault.field: fault.value for fault in caught.value.details}


def wrapped(field: Field, value: Any) -> dict[str, Any]:
    """The body's part that gives this field."""
    inner = field.name.rpartition(".")[2]
    return {field.parent: {inner: value}} if field.parent else {inner: value}


def good_values(field: Field) -> st.SearchStrategy[Any]:
    low, high = field.minimum or 0, field.maximum or 0
    return {
        Kind.INT: st.integers(int(low), int(high)) | st.integers(int(low), int(high)).map(float),
        Kind.FLOAT: st.floats(low, high) | st.integers(int(low), int(high)),
        Kind.BOOL: st.booleans(),
        Kind.ENUM: st.sampled_from([choice.value for choice in field.enum or ()] or [None]),
        Kind.TEXT: st.text(
            st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=field.max_length
        ),
        Kind.JSON: st.lists(st.dictionaries(st.text("abc"), st.integers()), max_size=3),
    }[field.kind]


BAD_VALUES: dict[Kind, list[Any]] = {
    Kind.INT: ["7", True, 7.5, [7], {"n": 7}, ""],
    Kind.FLOAT: ["7", True, [7], {"n": 7}, "NaN"],
    Kind.BOOL: [0, 1, "true", "", []],
    Kind.ENUM: ["good", "NO_SUCH_CHOICE", 1, True, ["GOOD"], ""],
    Kind.TEXT: [7, True, ["text"], {"text": "text"}],
    Kind.JSON: ["text", 7, {"a": 1}, [1], ["text"], [None]],
}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@given(data=st.data())
def test_a_value_in_range_arrives_in_its_column(field: Field, data: st.DataObject) -> None:
    value = data.draw(good_values(field))
    assert read(**wrapped(field, value)).columns[field.column] == value


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_null_is_accepted_and_clears(field: Field) -> None:
    assert read(**wrapped(field, None)).columns[field.column] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param(field, value, id=f"{field.name}={value!r}")
        for field in FIELDS
        for value in BAD_VALUES[field.kind]
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(field: Field, value: Any) -> None:
    assert list(refused(**wrapped(field, value))) == [field.name]


@pytest.mark.parametrize(
    "field", [field for field in FIELDS if field.maximum is not None], ids=lambda f: f.name
)
def test_a_value_out_of_range_is_refused_by_name(field: Field) -> None:
    assert field.minimum is not None
    assert field.maximum is not None
    for value in (field.minimum - 1, field.maximum + 1, -(10**30), 10**30):
        assert list(refused(**wrapped(field, value))) == [field.name]


def test_the_longest_text_is_accepted_and_one_more_character_is_not() -> None:
    assert read(notes="å" * 500).columns == {"athlete_notes": "å" * 500}
    assert list(refused(notes="å" * 501)) == ["notes"]


def test_what_is_absent_is_not_given() -> None:
    assert read().columns == {}
    assert read(mood=5).columns == {"mood": 5}


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_replaces_all_of_its_columns(name: str) -> None:
    columns = {field.column for field in FIELDS if field.parent == name}
    assert read(**{name: {}}).columns == dict.fromkeys(columns)
    assert read(**{name: None}).columns == dict.fromkeys(columns)


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("value", ["text", 7, [], [{}], True])
def test_an_object_that_is_none_is_refused(name: str, value: Any) -> None:
    assert list(refused(**{name: value})) == [name]


def test_fields_that_nobody_knows_are_ignored() -> None:
    given = read(hasInjuryKeywords=True, mood=5, keywordAnalysis={"suggestedSide": "LEFT"}, revision=99)
    assert set(given.columns) == {
        "mood",
        *(field.column for field in FIELDS if field.parent == "keywordAnalysis"),
    }


def test_everything_that_is_wrong_is_said_at_once() -> None:
    faults = refused(
        clientId="someone",
        date="2026-02-30",
        mood=11,
        hrvRMSSD="62",
        injuryDetails={"side": "UP", "bodyPart": 3},
    )
    assert faults == {
        "clientId": "someone",
        "date": "2026-02-30",
        "mood": 11,
        "hrvRMSSD": "62",
        "injuryDetails.side": "UP",
        "injuryDetails.bodyPart": 3,
    }


def test_the_refusal_of_one_field_is_a_sentence() -> None:
    with pytest.raises(InvalidFieldsError, match=r"^mood must be a whole number from 1 to 10$"):
        read(mood=11)
    with pytest.raises(InvalidFieldsError, match=r"^hrvRMSSD must be a number from 1 to 300 ms$"):
        read(hrvRMSSD=301)


@pytest.mark.parametrize("name", ["clientId", "date"])
def test_what_every_check_in_needs_is_asked_for(name: str) -> None:
    body = {"clientId": CLIENT, "date": "2026-03-14"}
    del body[name]
    with pytest.raises(InvalidFieldsError, match=f"^{name} must be given, as "):
        read_check_in(json.dumps(body).encode(), now=NOW, max_age_days=366)
    assert refused(**{name: None}) == {name: None}
    assert refused(**{name: 7}) == {name: 7}


@pytest.mark.parametrize(
    "client",
    ["", "x", CLIENT[:-1], CLIENT.replace("-", ""), f"{{{CLIENT}}}", f"urn:uuid:{CLIENT}", f"{CLIENT}\n"],
)
def test_a_client_that_is_no_uuid_is_refused(client: str) -> None:
    assert refused(clientId=client) == {"clientId": client}


def test_a_client_in_capitals_is_the_same_client() -> None:
    assert read(clientId=CLIENT.upper()).client_id == CLIENT


def test_the_date_comes_along() -> None:
    assert read(date="2026-03-13").date.day == date(2026, 3, 13)
    assert read(date="2026-03-13T23:30:00Z").date.instant == datetime(2026, 3, 13, 23, 30, tzinfo=UTC)


def test_every_field_has_a_rule() -> None:
    assert set(RULES) == {*FIELD_BY_NAME, *OBJECTS, "clientId", "date"}
    assert all(RULES.values())
