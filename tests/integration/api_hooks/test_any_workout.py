"""Whatever the body of a workout is, it is planned and shown, or refused with a reason; never a defect."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from domain.workouts import WorkoutIntensity, WorkoutStatus, WorkoutType

pytestmark = pytest.mark.integration

TODAY = datetime.now(UTC).date()

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
    "date": st.sampled_from([str(TODAY), str(TODAY + timedelta(days=731))])
    | st.sampled_from(["0001-01-01", "9999-12-31", "2026-02-29", "2026-W11-6"]),
    "type": st.sampled_from(WorkoutType).map(str),
    "status": st.sampled_from(WorkoutStatus).map(str),
    "intensity": st.sampled_from(WorkoutIntensity).map(str) | st.none(),
    "durationMinutes": st.floats(0, 1440) | st.none(),
    "distanceM": st.floats(0, 500_000) | st.none(),
    "position": st.integers(0, 100),
    "coachNotes": st.text(max_size=50) | st.none(),
}
likely = st.fixed_dictionaries({}, optional=plausible)
bodies = likely | st.fixed_dictionaries(
    {}, optional={name: value | anything for name, value in plausible.items()}
)
odd = {"coachNotes": "\\N {} $1 %s %(date)s \x01\x1f", "durationMinutes": 5e-324}


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(planned=bodies, change=bodies, in_a_list=st.booleans())
@example(planned=odd, change=odd, in_a_list=True)
@example(planned={}, change={"date": str(TODAY), "status": "COMPLETED"}, in_a_list=False)
def test_any_workout(planned: dict[str, Any], change: dict[str, Any], in_a_list: bool, shared: Any) -> None:
    usual = {"clientId": shared.people.client, "date": str(TODAY), "type": "RUNNING"} | planned
    headers = {**shared.as_coach, "content-type": "application/json"}
    body = json.dumps([usual] if in_a_list else usual).encode()
    answer = shared.api.post("/api/workouts", content=body, headers=headers)
    event(f"planning is answered {answer.status_code}")
    assert answer.status_code in {201, 400, 422}, answer.text
    if answer.status_code != 201:
        assert answer.json()["error"]
        return
    (workout,) = answer.json()["workouts"]
    assert all(workout[name] == value for name, value in planned.items() if name != "status")
    url = f"/api/workouts/{workout['id']}"
    changed = shared.api.patch(url, content=json.dumps(change).encode(), headers=headers)
    event(f"changing is answered {changed.status_code}")
    assert changed.status_code in {200, 400, 422}, changed.text
    if changed.status_code == 200:
        now = changed.json()["workout"]
        assert all(now[name] == value for name, value in change.items())
        assert all(now[name] == workout[name] for name in plausible if name not in change)
    assert shared.api.delete(url, headers=shared.as_coach).status_code == 200
