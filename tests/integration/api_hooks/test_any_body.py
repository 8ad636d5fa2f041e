"""Whatever the body is, it is stored and shown again, or refused with a reason. It is never a defect."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from api_hooks.check_in_fields import OBJECTS
from domain.check_in import FIELDS, Field, Kind

pytestmark = pytest.mark.integration

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([10**400, -(10**30), 1e308, 5e-324, "\0", "\ud800", "😀", "{}", "'); DROP", "NaN", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def plausible(field: Field) -> st.SearchStrategy[Any]:
    """Values that a field may well accept, edges included."""
    low, high = field.minimum, field.maximum
    return {
        Kind.INT: st.sampled_from([low, high]),
        Kind.FLOAT: st.floats(low, high) if low is not None else st.none(),
        Kind.BOOL: st.booleans(),
        Kind.ENUM: st.sampled_from([choice.value for choice in field.enum or ()] or [None]),
        Kind.TEXT: st.text(max_size=field.max_length),
        Kind.JSON: st.lists(st.dictionaries(st.text(), anything, max_size=3), max_size=3),
    }[field.kind]


def fields_of(parent: str | None) -> dict[str, st.SearchStrategy[Any]]:
    return {
        field.name.rpartition(".")[2]: st.none() | plausible(field) | anything
        for field in FIELDS
        if field.parent == parent
    }


bodies = st.fixed_dictionaries(
    {},
    optional={
        **fields_of(None),
        **{name: anything | st.fixed_dictionaries({}, optional=fields_of(name)) for name in OBJECTS},
        "unknown": anything,
    },
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
@example(
    body={
        "keywordAnalysis": {"matches": [{"": 10**400, "a": 1e308, "b": [5e-324, -0.0, 12345678901234567890]}]}
    }
)
@example(body={"keywordAnalysis": {"matches": [{'a"b\\': "\\u0041 \n\t\x7f\u2028"}] * 100}})
@example(body={"notes": "\\N {} $1 %s %(mood)s \x01\x1f"})
def test_any_body(body: dict[str, Any], shared: Any, today: str) -> None:
    whole = {"clientId": shared.people.client, "date": today, **body}
    answer = shared.api.post(
        "/api/daily-metrics",
        content=json.dumps(whole).encode(),
        headers={**shared.as_coach, "content-type": "application/json"},
    )
    event(f"answered {answer.status_code}")
    assert answer.status_code in {200, 400, 422}, answer.text
    if answer.status_code != 200:
        assert answer.json()["error"]
        return
    shown = answer.json()["dailyMetrics"]
    read = shared.api.get(f"/api/daily-metrics?clientId={shared.people.client}", headers=shared.as_coach)
    assert read.json()["metrics"] == [shown]
    for field in FIELDS:
        if field.parent is None and field.name in body and field.name in shown:
            assert shown[field.name] == (
                body[field.name] or (False if field.kind is Kind.BOOL else body[field.name])
            )
    if "notes" in body:
        assert shown["athleteNotes"] == body["notes"]
