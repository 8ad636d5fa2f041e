"""A physiotherapist reads the athletes that they are in charge of, today, and changes nothing of them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.integration

Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]

SCOPES = ["client", "team", "organization", "business", "location"]


@pytest.fixture
def belongings(ask: Ask, people: Any) -> dict[str, Any]:
    """The athlete belongs to one of everything."""
    make = {
        "organization": "INSERT INTO organizations (name) VALUES ('O') RETURNING id",
        "business": "INSERT INTO businesses (name) VALUES ('B') RETURNING id",
        "location": "INSERT INTO locations (name) VALUES ('L') RETURNING id",
    }
    made = {name: ask(statement)[0]["id"] for name, statement in make.items()}
    (team,) = ask(
        "INSERT INTO teams (name, user_id, organization_id) VALUES ('T', %s, %s) RETURNING id",
        people.coach,
        made["organization"],
    )
    ask(
        "UPDATE clients SET team_id = %s, business_id = %s, location_id = %s WHERE id = %s",
        *(team["id"], made["business"], made["location"], people.client),
    )
    (theirs,) = ask("INSERT INTO organizations (name) VALUES ('P') RETURNING id")
    (other,) = ask(
        "INSERT INTO teams (name, user_id, organization_id) VALUES ('U', %s, %s) RETURNING id",
        *(people.other_coach, theirs["id"]),
    )
    ask("UPDATE clients SET team_id = %s WHERE id = %s", other["id"], people.foreign_client)
    return made | {"team": team["id"], "client": people.client}


def assign(ask: Ask, physio: str, scope: str, id_: Any, change: str = "") -> None:
    columns = f"(physio_user_id, {scope}_id, start_date)"
    ask(f"INSERT INTO physio_assignments {columns} VALUES (%s, %s, '2020-01-01')", physio, id_)
    if change:
        ask(f"UPDATE physio_assignments SET {change}")


@pytest.fixture
def read(api: httpx.Client, people: Any, bearer: Bearer) -> Callable[[str], list[int]]:
    """Statuses of all that there is to read of an athlete, as the physiotherapist."""

    def look(client: str) -> list[int]:
        headers = bearer(people.physio)
        return [
            api.get("/api/daily-metrics", params={"clientId": client}, headers=headers).status_code,
            api.get("/api/training-load", params={"clientId": client}, headers=headers).status_code,
            api.get(f"/api/receipts/checkins/{client}:2026-01-01", headers=headers).status_code,
        ]

    return look


@pytest.mark.parametrize("scope", SCOPES)
def test_they_read_those_in_their_charge_by_any_scope_and_no_others(
    ask: Ask, people: Any, belongings: dict[str, Any], read: Any, scope: str
) -> None:
    assert read(people.client) == [403, 403, 403]
    assign(ask, people.physio, scope, belongings[scope])
    assert read(people.client) == [200, 200, 404]  # nothing was accepted on that day
    assert read(people.foreign_client) == [403, 403, 403]


@pytest.mark.parametrize(
    "change", ["is_active = false", "end_date = '2020-02-01'", "start_date = '2999-01-01'"]
)
def test_not_before_not_after_and_not_while_it_is_off(ask: Ask, people: Any, read: Any, change: str) -> None:
    assign(ask, people.physio, "client", people.client, change)
    assert read(people.client) == [403, 403, 403]


def test_they_change_nothing(api: httpx.Client, ask: Ask, people: Any, bearer: Bearer, today: str) -> None:
    assign(ask, people.physio, "client", people.client)
    headers = bearer(people.physio)
    check_in = {"clientId": people.client, "date": today, "mood": 5}
    assert api.post("/api/daily-metrics", json=check_in, headers=headers).status_code == 403
    run = {"clientId": people.client, "type": "Run", "startedAt": f"{today}T00:00Z", "durationSeconds": 60}
    assert api.post("/api/activities", json=run, headers=headers).status_code == 403
    stored = api.post("/api/activities", json=run, headers=bearer(people.coach)).json()["activity"]
    assert api.delete(f"/api/activities/{stored['id']}", headers=headers).status_code == 404


def test_who_is_no_physio_any_more_reads_nothing(ask: Ask, people: Any, read: Any) -> None:
    assign(ask, people.physio, "client", people.client)
    ask("UPDATE users SET role = 'ATHLETE' WHERE id = %s", people.physio)
    assert read(people.client) == [403, 403, 403]
