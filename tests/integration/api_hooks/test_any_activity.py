"""Whatever the body of an activity is, it is stored and shown, or refused with a reason; never a defect."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from domain.activity import ACTIVITY_FIELDS, MEASURED
from domain.activity_types import ActivitySource

pytestmark = pytest.mark.integration

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([10**400, 1e308, 5e-324, "\0", "\ud800", "😀", "{}", "'); DROP", "NaN", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
plausible: dict[str, st.SearchStrategy[Any]] = {
    field.name: st.floats(field.minimum or 0, field.maximum or 0)
    for field in ACTIVITY_FIELDS
    if field.maximum
}
plausible |= {
    "type": st.text(min_size=1, max_size=60),
    "externalId": st.text(min_size=1, max_size=200),
    "source": st.sampled_from(ActivitySource).map(str),
    "startedAt": st.sampled_from(
        ["2026-02-29T10:00Z", "9999-12-31T23:59:59.999999-14:00", "0001-01-01T00:00"]
    ),
}
bodies = st.fixed_dictionaries(
    {}, optional={name: st.none() | value | anything for name, value in plausible.items()}
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
@example(body={"externalId": "\\N {} $1 %s %(rpe)s \x01\x1f", "type": '"\\u2028'})
def test_any_activity(body: dict[str, Any], shared: Any) -> None:
    usual = {"type": "Run", "startedAt": f"{datetime.now(UTC):%Y-%m-%dT%H:%M}Z", "durationSeconds": 60}
    whole = {"clientId": shared.people.client, **usual, **body}
    answer = shared.api.post(
        "/api/activities",
        content=json.dumps(whole).encode(),
        headers={**shared.as_coach, "content-type": "application/json"},
    )
    event(f"answered {answer.status_code}")
    assert answer.status_code in {202, 400, 422}, answer.text
    if answer.status_code != 202:
        assert answer.json()["error"]
        return
    shown = answer.json()["activity"]
    assert shown["sourceType"] == whole["type"]
    for field in MEASURED:
        assert field.name not in body or shown[field.name] == body[field.name]
    removed = shared.api.delete(f"/api/activities/{shown['id']}", headers=shared.as_coach)
    assert removed.json()["activity"] == shown
