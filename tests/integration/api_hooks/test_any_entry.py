"""Whatever is entered into a calendar, or sent as a result, is stored and shown, or refused with a reason."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from domain.calendar import EventType, TrainingImpact
from domain.races import RaceDistance

pytestmark = pytest.mark.integration

TODAY = datetime.now(UTC).date()

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([10**400, 1e308, 5e-324, "\0", "\ud800", "{}", "'); DROP", "NaN", "", "24:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
days = st.sampled_from(
    [str(TODAY), str(TODAY + timedelta(days=400)), "2026-02-29", "0001-01-01", "9999-12-31"]
)
events: dict[str, st.SearchStrategy[Any]] = {
    "title": st.text(max_size=50),
    "eventType": st.sampled_from(EventType).map(str),
    "startDate": days,
    "endDate": days | st.none(),
    "allDay": st.booleans(),
    "startTime": st.sampled_from(["00:00", "23:59"]) | st.none(),
    "trainingImpact": st.sampled_from(TrainingImpact).map(str),
    "altitude": st.floats(-500, 9_000) | st.none(),
    "medicalClearance": st.booleans() | st.none(),
}
results: dict[str, st.SearchStrategy[Any]] = {
    "raceDate": days,
    "distance": st.sampled_from(RaceDistance).map(str),
    "timeMinutes": st.floats(0.1, 10_000),
    "customDistanceKm": st.floats(0.1, 500) | st.none(),
    "raceName": st.text(max_size=20) | st.none(),
    "temperature": st.floats(-50, 60) | st.none(),
    "splits": st.lists(st.dictionaries(st.text(max_size=5), st.integers()), max_size=3),
    "usedForZones": st.booleans(),
    "conditions": st.text(max_size=20) | st.none(),
}


def bodies(plausible: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    spoilt = {name: value | anything for name, value in plausible.items()}
    return st.fixed_dictionaries({}, optional=plausible) | st.fixed_dictionaries({}, optional=spoilt)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entered=bodies(events), change=bodies(events))
@example(entered={"title": "\\N {} $1 %s %(given)s \x01"}, change={"endDate": None})
@example(entered={"startDate": "2026-03-14", "endDate": "2027-03-14"}, change={"startDate": "2025-01-01"})
def test_any_event(entered: dict[str, Any], change: dict[str, Any], shared: Any) -> None:
    usual = {"clientId": shared.people.client, "title": "A", "eventType": "REST", "startDate": str(TODAY)}
    headers = {**shared.as_coach, "content-type": "application/json"}
    body = json.dumps(usual | entered).encode()
    answer = shared.api.post("/api/calendar/events", content=body, headers=headers)
    event(f"entering is answered {answer.status_code}")
    assert answer.status_code in {201, 400, 422}, answer.text
    if answer.status_code != 201:
        assert answer.json()["error"]
        return
    entry = answer.json()["entry"]
    assert all(entry[name] == value for name, value in entered.items() if value is not None)
    url = f"/api/calendar/events/{entry['id']}"
    changed = shared.api.patch(url, content=json.dumps(change).encode(), headers=headers)
    event(f"changing is answered {changed.status_code}")
    assert changed.status_code in {200, 400, 422}, changed.text
    if changed.status_code == 200:
        assert all(changed.json()["entry"][name] == value for name, value in change.items())
    read = shared.api.get(
        "/api/calendar/unified", params={"clientId": shared.people.client}, headers=shared.as_coach
    )
    assert read.status_code == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=bodies(results))
@example(sent={"distance": "CUSTOM", "customDistanceKm": 0.1, "timeMinutes": 0.16})
@example(sent={"distance": "CUSTOM", "customDistanceKm": 500, "timeMinutes": 9_999})
@example(sent={"raceName": " \\N {} $1 %s %(given)s \x01 "})
def test_any_race_result(sent: dict[str, Any], shared: Any) -> None:
    usual = {"clientId": shared.people.client, "raceDate": str(TODAY), "distance": "5K", "timeMinutes": 20}
    headers = {**shared.as_coach, "content-type": "application/json"}
    body = json.dumps(usual | sent).encode()
    answer = shared.api.post("/api/race-results", content=body, headers=headers)
    event(f"it is answered {answer.status_code}")
    assert answer.status_code in {200, 201, 400, 422}, answer.text
    if answer.status_code < 400:
        shown = answer.json()
        told = {name: value for name, value in sent.items() if name != "raceName"}
        assert all(shown[name] == value for name, value in told.items())
        listed = shared.api.get(
            f"/api/race-results?clientId={shared.people.client}", headers=shared.as_coach
        ).json()
        assert shown in listed
