"""What is read from an activity's body, and that everything wrong with it is said at once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from api_hooks.activity_fields import RULES
from api_hooks.errors import InvalidFieldsError
from api_hooks.given_activity import GivenActivity, read_activity

NOW = datetime(2026, 3, 14, 20, tzinfo=UTC)
BODY = {
    "clientId": "7C9E6679-7425-40de-944b-e07fc1f90ae7",
    "type": "TrailRun",
    "startedAt": "2026-03-14T16:30:00Z",
    "durationSeconds": 3600,
}


def read(**fields: Any) -> GivenActivity:
    body = json.dumps({name: value for name, value in (BODY | fields).items() if value != "absent"})
    return read_activity(body.encode(), now=NOW, max_age_days=366)


def refused(**fields: Any) -> dict[str, str]:
    """The rule of each field at fault."""
    with pytest.raises(InvalidFieldsError) as caught:
        read(**fields)
    return {fault.field: fault.rule for fault in caught.value.details}


def test_the_least_that_is_an_activity() -> None:
    given = read()
    assert given.client_id == "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    assert given.start.instant == datetime(2026, 3, 14, 16, 30, tzinfo=UTC)
    assert given.parameters == {
        "source": "MANUAL",
        "external_id": None,
        "event_at": None,
        "type": "RUNNING",
        "source_type": "TrailRun",
        "duration_seconds": 3600,
        "rpe": None,
        "average_hr": None,
        "max_hr": None,
        "average_watts": None,
        "distance_m": None,
        "elevation_gain_m": None,
        "present": [],
    }


def test_what_is_null_is_given_and_what_is_absent_is_not() -> None:
    given = read(rpe=None, averageHR=150.5, source=None, externalId=None, unknown="ignored")
    assert given.parameters["present"] == ["rpe", "average_hr"]
    assert (given.parameters["rpe"], given.parameters["average_hr"]) == (None, 150.5)
    assert given.parameters["source"] == "MANUAL"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("clientId", [None, 7, "nobody", ""]),
        ("type", [None, "", "x" * 61, 7]),
        ("startedAt", [None, "yesterday", "2026-03-14", 1773500000]),
        ("startedAt", ["2026-03-15T10:00:00Z", "2020-01-01T00:00Z"]),
        ("durationSeconds", [None, 0, -1, 86_401, "60", True]),
        ("source", ["garmin", "FITBIT", 7, ""]),
        ("externalId", ["", "x" * 201, 7]),
        ("rpe", [-1, 10.5, "7", False]),
        ("averageHR", [29, 251, "150"]),
        ("maxHR", [29, 251, [150]]),
        ("distanceM", [-1, 500_001]),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused_by_name_with_the_rule(field: str, values: list[Any]) -> None:
    for value in values:
        rules = refused(**{field: value})
        assert set(rules) == {field}, value
        assert rules[field] == RULES[field] or field == "startedAt"


@pytest.mark.parametrize("field", ["clientId", "type", "startedAt", "durationSeconds"])
def test_what_is_missing_is_said(field: str) -> None:
    assert refused(**{field: "absent"}) == {field: f"given, as {RULES[field]}"}


def test_everything_is_said_at_once() -> None:
    assert set(refused(clientId="x", type="", startedAt="x", durationSeconds=0, rpe=11)) == {
        "clientId",
        "type",
        "startedAt",
        "durationSeconds",
        "rpe",
    }


def test_a_mean_is_not_above_the_highest() -> None:
    assert refused(averageHR=151, maxHR=150) == {"averageHR": "no higher than maxHR, 150"}
    assert read(averageHR=150, maxHR=150).parameters["max_hr"] == 150


@pytest.mark.parametrize("edge", [{"rpe": 0}, {"rpe": 10}, {"durationSeconds": 1}, {"type": "x" * 60}])
def test_edges_are_inside(edge: dict[str, Any]) -> None:
    assert read(**edge)
