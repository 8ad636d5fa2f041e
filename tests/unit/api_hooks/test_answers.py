"""Errors repeat what was given: briefly, and whatever it was."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api_hooks.answers import LONGEST_ECHO, error_answer, json_answer
from api_hooks.errors import FieldFault, InvalidFieldsError, UnauthorizedError, UnavailableError


def sent(response: Any) -> Any:
    return json.loads(response.body)


def fault_of(value: Any) -> dict[str, Any]:
    answer = sent(error_answer(InvalidFieldsError([FieldFault("field", value, "right")])))
    found: dict[str, Any] = answer["details"][0]
    return found


@pytest.mark.parametrize("value", [None, True, False, 7, 7.5, "seven", ""])
def test_short_values_are_repeated_as_they_are(value: Any) -> None:
    assert fault_of(value) == {"field": "field", "value": value, "rule": "right"}


@pytest.mark.parametrize(
    ("value", "echo"),
    [
        ([1, {"a": None}], '[1,{"a":null}]'),
        (float("nan"), "nan"),
        (10**40, str(10**40)),
        ("x" * 101, "x" * 100 + "…"),
        (["x" * 200], '["' + "x" * 98 + "…"),
        ("a\ud800b", "a\\ud800b"),
        ("a\0b", "a\0b"),
    ],
)
def test_others_are_repeated_as_short_text(value: Any, echo: str) -> None:
    assert fault_of(value)["value"] == echo


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
@example(value=["\ud800"])
@example(value={"\ud800": float("nan")})
def test_whatever_was_given_can_be_repeated(value: Any) -> None:
    echoed = fault_of(value)["value"]
    assert not isinstance(echoed, str) or len(echoed) <= LONGEST_ECHO + 1


def test_several_faults_are_named_in_one_sentence() -> None:
    faults = [
        FieldFault("mood", 11, "a whole number from 1 to 10"),
        FieldFault("stress", "x", "a whole number"),
    ]
    answer = error_answer(InvalidFieldsError(faults))
    assert answer.status_code == 422
    assert sent(answer)["error"] == "2 fields are not right: mood, stress"
    assert [detail["field"] for detail in sent(answer)["details"]] == ["mood", "stress"]


def test_thousands_of_faults_are_not_all_repeated() -> None:
    faults = [FieldFault(f"field-{number}", None, "a rule") for number in range(10_000)]
    body = sent(error_answer(InvalidFieldsError(faults)))
    assert [detail["field"] for detail in body["details"]] == [f"field-{number}" for number in range(50)]
    assert body["error"].startswith("10000 fields are not right: field-0, ")
    assert body["error"].endswith("field-49, ...")


def test_when_to_try_again_is_in_the_header_and_in_the_body() -> None:
    answer = error_answer(UnavailableError("Away", retry_after_seconds=7))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "7"
    assert sent(answer) == {"error": "Away", "retryAfter": 7}


def test_a_challenge_goes_with_every_401() -> None:
    answer = error_answer(UnauthorizedError(token_was_given=True))
    assert sent(answer) == {"error": "Unauthorized"}
    assert answer.headers["www-authenticate"] == 'Bearer realm="afterwrite", error="invalid_token"'


def test_nobody_may_keep_an_answer() -> None:
    assert json_answer({}).headers["cache-control"] == "no-store"
    assert json_answer({}).headers["content-type"] == "application/json"
