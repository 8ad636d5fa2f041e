"""GET /api/activities: what is recorded, and what it weighs by the athlete's own heart rates."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Read:
    def get(**parameters: Any) -> dict[str, Any]:
        wanted = {"clientId": people.client, **parameters}
        answer = api.get("/api/activities", params=wanted, headers=as_coach)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    return get


@pytest.fixture
def _recorded(ask: Ask, people: Any) -> None:
    """Of the athlete: a run with a heart rate, one of long ago, one that was removed; and a foreign one."""
    insert = (
        "INSERT INTO activities (client_id, source, external_id, type, source_type, started_at, day,"
        " duration_seconds, average_hr, rpe, deleted_at) VALUES"
        " (%s, 'STRAVA', %s, 'RUNNING', 'TrailRun', now() - %s::interval, (now() - %s::interval)::date, 3600,"
        " 150, %s, %s)"
    )
    for client, name, ago, rpe, deleted in (
        (people.client, "run", "1 day", 6, None),
        (people.client, "old", "40 days", None, None),
        (people.client, "gone", "2 days", None, "2026-03-14T00:00Z"),
        (people.foreign_client, "foreign", "1 day", None, None),
    ):
        ask(insert, client, name, ago, ago, rpe, deleted)


@pytest.mark.usefixtures("_recorded")
def test_g7_loads_are_by_the_athletes_own_heart_rates(read: Read, ask: Ask) -> None:
    (run,) = read()["activities"]
    assert (run["externalId"], run["intensity"], run["averageHR"]) == ("run", "HARD", 150)
    assert run["load"] == {"rpe": 360, "trimp": None, "stress": None}
    ask("UPDATE clients SET resting_hr = 48, max_hr = 188, sex = 'MALE'")
    (run,) = read()["activities"]
    assert run["load"] == {"rpe": 360, "trimp": 113.3, "stress": 64}


@pytest.mark.usefixtures("_recorded")
def test_days_can_be_chosen_and_what_is_removed_is_not_shown(read: Read) -> None:
    assert [one["externalId"] for one in read(**{"from": "2020-01-01"})["activities"]] == ["run", "old"]
    assert read(to="2020-01-01")["activities"] == []


@pytest.mark.usefixtures("_recorded")
def test_c3_a_foreign_athletes_are_not_shown(
    api: httpx.Client, people: Any, as_coach: dict[str, str], bearer: Callable[[str], dict[str, str]]
) -> None:
    statuses = [
        api.get("/api/activities", params={"clientId": people.foreign_client}, headers=headers).status_code
        for headers in (
            as_coach,
            bearer(people.athlete),
            bearer(people.physio),
            bearer(people.other_coach),
            {},
        )
    ]
    assert statuses == [403, 403, 403, 200, 401]
    wrong = api.get("/api/activities", params={"clientId": "7", "from": "x"}, headers=as_coach)
    assert wrong.status_code == 422
