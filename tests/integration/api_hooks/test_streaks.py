"""Streaks over HTTP: of any length, by the athlete's own days, for those with access."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from tasks.streaks import count_streaks
from tasks.work import Work
from tests.days import check_in, today_in

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def client(people: Any) -> UUID:
    return UUID(people.client)


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection)


@pytest.fixture
def read(api: httpx.Client, people: Any, bearer: Bearer) -> Callable[..., dict[str, Any]]:
    """What the athlete is shown."""

    def get(**parameters: Any) -> dict[str, Any]:
        answer = api.get("/api/athlete/streaks", params=parameters, headers=bearer(people.athlete))
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

    return get


Read = Callable[..., dict[str, Any]]


def count(connection: Connection[DictRow], client: UUID) -> None:
    with connection.transaction():
        count_streaks(connection, [Work(str(client), b"", 1, 1)])


def mornings(connection: Connection[DictRow], client: UUID, newest: date, days: int) -> None:
    for number in range(days):
        check_in(connection, client, newest - timedelta(days=number))


def test_nothing_yet(read: Read) -> None:
    data = read()
    assert (data["currentStreak"], data["personalBest"], data["personalBestDate"]) == (0, 0, None)
    assert (data["hasCheckedInToday"], data["isNewRecord"]) == (False, False)
    assert data["nextMilestone"] == {"days": 7, "label": "7 days", "celebrationLevel": "BRONZE"}
    assert data["daysUntilMilestone"] == 7
    assert data["motivation"]["type"] == "keep_going"
    assert len(data["checkInHistory"]) == 28
    assert not any(day["checkedIn"] for day in data["checkInHistory"])


def test_a_check_in_shows_at_once_and_before_the_lane_has_counted_it(
    connection: Connection[DictRow], read: Read, client: UUID, today: date
) -> None:
    mornings(connection, client, today, 6)
    data = read()
    assert (data["currentStreak"], data["personalBest"]) == (6, 6)
    assert (data["personalBestDate"], data["isNewRecord"]) == (str(today), True)
    assert data["daysUntilMilestone"] == 1
    count(connection, client)
    assert read() == data


def test_e6_today_may_be_missing_until_the_day_is_over(
    connection: Connection[DictRow], read: Read, client: UUID, today: date
) -> None:
    mornings(connection, client, today - timedelta(days=1), 5)
    data = read()
    assert (data["currentStreak"], data["hasCheckedInToday"]) == (5, False)
    connection.execute("DELETE FROM daily_metrics WHERE date = %s", [today - timedelta(days=1)])
    data = read()
    assert data["currentStreak"] == 0


@pytest.mark.parametrize("zone", ["Pacific/Niue", "Pacific/Kiritimati"])
def test_e6_the_day_is_over_when_it_is_over_for_the_athlete(
    connection: Connection[DictRow], read: Read, client: UUID, zone: str
) -> None:
    connection.execute("UPDATE clients SET time_zone = %s", [zone])
    today = today_in(connection, zone)
    check_in(connection, client, today, zone=zone)
    data = read()
    assert (data["currentStreak"], data["hasCheckedInToday"]) == (1, True)
    assert data["checkInHistory"][-1] == {"date": str(today), "checkedIn": True, "backfilled": False}
    assert data["checkInHistory"][0]["date"] == str(today - timedelta(days=27))


def test_e7_a_streak_of_more_than_a_year_is_shown_as_long_as_it_is(
    connection: Connection[DictRow], read: Read, client: UUID, today: date
) -> None:
    mornings(connection, client, today, 411)
    count(connection, client)
    data = read()
    assert (data["currentStreak"], data["personalBest"]) == (411, 411)
    assert (data["nextMilestone"], data["daysUntilMilestone"]) == (None, None)


def test_e8_the_best_stays_when_a_new_streak_begins(
    connection: Connection[DictRow], read: Read, client: UUID, today: date
) -> None:
    mornings(connection, client, today - timedelta(days=20), 9)
    mornings(connection, client, today, 2)
    count(connection, client)
    data = read()
    assert (data["currentStreak"], data["personalBest"]) == (2, 9)
    assert (data["personalBestDate"], data["isNewRecord"]) == (str(today - timedelta(days=20)), False)


def test_days_filled_in_afterwards_are_marked(
    connection: Connection[DictRow], read: Read, client: UUID, today: date
) -> None:
    check_in(connection, client, today)
    check_in(connection, client, today - timedelta(days=1), on=today)
    check_in(connection, client, today - timedelta(days=2), imported=True)
    data = read()
    assert data["currentStreak"] == 3
    assert [day["backfilled"] for day in data["checkInHistory"][-3:]] == [True, True, False]


def test_days_to_come_do_not_count_until_they_have_come(
    connection: Connection[DictRow], read: Read, client: UUID, today: date
) -> None:
    mornings(connection, client, today - timedelta(days=1), 2)
    check_in(connection, client, today + timedelta(days=1), on=today)
    assert read()["currentStreak"] == 2


def test_the_words_are_in_the_callers_language(
    connection: Connection[DictRow],
    read: Read,
    client: UUID,
    today: date,
    api: httpx.Client,
    as_coach: dict[str, str],
) -> None:
    connection.execute("UPDATE users SET language = 'sv' WHERE role = 'ATHLETE'")
    mornings(connection, client, today, 5)
    data = read()
    assert data["nextMilestone"]["label"] == "7 dagar"
    assert data["motivation"]["message"].startswith("5 dagar i rad")
    theirs = api.get(f"/api/athlete/streaks?clientId={client}", headers=as_coach).json()["data"]
    assert theirs["nextMilestone"]["label"] == "7 days"
    assert {**theirs, "nextMilestone": 0, "motivation": 0} == {**data, "nextMilestone": 0, "motivation": 0}


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("admin", "client", 200),
        ("coach", "client", 200),
        ("athlete", "client", 200),
        ("physio", "client", 403),
        ("other_coach", "client", 403),
        ("coach", "foreign_client", 403),
        ("athlete", "foreign_client", 403),
        ("coach", None, 422),
        ("admin", None, 422),
    ],
)
def test_who_may_see_it(
    api: httpx.Client, people: Any, bearer: Bearer, who: str, whose: str | None, status: int
) -> None:
    parameters = {"clientId": getattr(people, whose)} if whose else {}
    answer = api.get("/api/athlete/streaks", params=parameters, headers=bearer(getattr(people, who)))
    assert answer.status_code == status
    if whose is None:
        assert answer.json() == {
            "error": "clientId must be given",
            "details": [{"field": "clientId", "value": None, "rule": "given"}],
        }


def test_an_unknown_athlete_a_stranger_and_a_login_without_an_athlete(
    api: httpx.Client, people: Any, bearer: Bearer, ask: Ask
) -> None:
    unknown = f"/api/athlete/streaks?clientId={uuid4()}"
    assert api.get(unknown, headers=bearer(people.coach)).status_code == 403
    assert api.get(unknown, headers=bearer(people.admin)).json() == {"error": "Client not found"}
    assert api.get("/api/athlete/streaks").status_code == 401
    assert api.get("/api/athlete/streaks", headers=bearer("nobody@example.org")).status_code == 404
    ask("DELETE FROM athlete_accounts")
    assert api.get("/api/athlete/streaks", headers=bearer(people.athlete)).status_code == 403
