"""What persons do at the doors, and what the cascade makes of it: the two agree on what is owed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from storage import ledger
from storage.cascade_debts import LANE
from storage.debts import Finished
from tasks.injuries import run_cascade
from tasks.work import Work
from tests.days import today_in

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection)


class Desk:
    """A coach at the doors, with an athlete whose knee hurts, or who is tired."""

    def __init__(self, api: httpx.Client, headers: dict[str, str], client: str, today: date) -> None:
        self._api = api
        self._headers = headers
        self._client = client
        self.today = today

    def plans(self, ahead: int) -> str:
        day = self.today + timedelta(days=ahead)
        body = {"clientId": self._client, "date": str(day), "type": "RUNNING", "durationMinutes": 60}
        answer = self._api.post("/api/workouts", json=body, headers=self._headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["workouts"][0]["id"])

    def changes(self, workout: str, **fields: Any) -> None:
        answer = self._api.patch(f"/api/workouts/{workout}", json=fields, headers=self._headers)
        assert answer.status_code == 200, answer.text

    def removes(self, workout: str) -> None:
        assert self._api.delete(f"/api/workouts/{workout}", headers=self._headers).status_code == 200

    def sees(self) -> dict[str, tuple[str, bool]]:
        """The status of each workout, and whether software has changed it."""
        wanted = {"clientId": self._client}
        answer = self._api.get("/api/workouts", params=wanted, headers=self._headers).json()
        return {one["id"]: (one["status"], one["change"] is not None) for one in answer["workouts"]}

    def cases(self) -> list[dict[str, Any]]:
        wanted = {"clientId": self._client}
        answer = self._api.get("/api/injury-cases", params=wanted, headers=self._headers)
        cases: list[dict[str, Any]] = answer.json()["cases"]
        return cases

    def assesses(self, case: str, status: str) -> None:
        answer = self._api.patch(f"/api/injury-cases/{case}", json={"status": status}, headers=self._headers)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def desk(api: httpx.Client, people: Any, as_coach: dict[str, str], today: date) -> Desk:
    return Desk(api, as_coach, people.client, today)


@pytest.fixture
def says(
    connection: Connection[DictRow], people: Any, today: date, settle: Callable[..., None]
) -> Callable[..., None]:
    """The athlete checks in today, and the cascade has looked at it."""

    def check_in(**columns: Any) -> None:
        names, values = ", ".join(columns), ", ".join(["%s"] * len(columns))
        connection.execute(
            f"INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, {names})"
            f" VALUES (%s, %s, 1, 1, {values})".encode(),
            [people.client, today, *columns.values()],
        )
        ledger.owe(connection, LANE, {people.client: f'["{today}"]'.encode()}, policy="append")
        settle()

    return check_in


@pytest.fixture
def settle(connection: Connection[DictRow], people: Any) -> Callable[[], None]:
    """What the lane does with what is owed."""

    def run() -> None:
        debts = ledger.owed(connection, LANE, [people.client], policy="append")
        assert list(debts) == [people.client]
        for debt in debts.values():
            days = b"[" + b",".join(one[1:-1] for one in debt.inputs) + b"]"
            with connection.transaction():
                run_cascade(connection, [Work(people.client, days, debt.covered, 1)])
                ledger.mark_done(connection, LANE, {people.client: Finished(debt.covered)})
                ledger.drop_inputs(connection, LANE, {people.client: debt.covered})

    return run


Settle = Callable[[], None]
Says = Callable[..., None]


def test_what_is_planned_while_a_case_is_open_is_changed_by_it(
    desk: Desk, says: Says, settle: Settle
) -> None:
    says(injury_pain=8, injury_body_part="KNEE")
    workout = desk.plans(2)
    assert desk.sees() == {workout: ("PLANNED", False)}
    settle()
    assert desk.sees() == {workout: ("CANCELLED", True)}


def test_d2_a_case_that_a_person_resolves_gives_the_workouts_back(
    desk: Desk, says: Says, settle: Settle
) -> None:
    workout = desk.plans(2)
    says(injury_pain=8, injury_body_part="KNEE")
    assert desk.sees() == {workout: ("CANCELLED", True)}
    (case,) = desk.cases()
    desk.assesses(case["id"], "RESOLVED")
    settle()
    assert desk.sees() == {workout: ("PLANNED", False)}
    (case,) = desk.cases()
    assert (case["status"], case["source"]) == ("RESOLVED", "MANUAL")
    assert [one["isActive"] for one in case["restrictions"]] == [False]


def test_what_a_person_has_changed_is_left_as_it_is(desk: Desk, says: Says, settle: Settle) -> None:
    workout = desk.plans(2)
    says(injury_pain=8, injury_body_part="KNEE")
    desk.changes(workout, status="PLANNED", durationMinutes=15)
    settle()
    assert desk.sees()[workout][0] == "PLANNED"


def test_what_is_planned_for_a_day_of_fatigue_is_made_easier(desk: Desk, says: Says, settle: Settle) -> None:
    says(sleep_hours=4)
    workout = desk.plans(0)
    settle()
    assert desk.sees()[workout][1]


def test_a_workout_that_is_removed_leaves_nothing_behind(
    desk: Desk, says: Says, settle: Settle, connection: Connection[DictRow]
) -> None:
    workout = desk.plans(2)
    says(injury_pain=8, injury_body_part="KNEE")
    desk.removes(workout)
    settle()
    standing = connection.execute(
        "SELECT count(*) FROM effects WHERE kind = 'workout' AND withdrawn_at IS NULL"
    ).fetchone()
    assert standing == {"count": 0}
    assert UUID(workout)
