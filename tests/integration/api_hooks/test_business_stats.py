"""A business's figures over HTTP; F5 to F12 are what was wrong with such reads before."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest
import redis
from psycopg import Connection
from psycopg.rows import DictRow

from api_hooks.services import STATS_A_MINUTE
from ops.ports import free_port
from runtime.patient_redis import PatientRedis
from runtime.rate_limit import RateLimit
from tasks.business_trends import count_trends
from tasks.work import Work
from tests.days import today_in
from tests.months import month_before
from tests.teams import Team, broadcast, make_team, one

pytestmark = pytest.mark.integration

Bearer = Callable[[str], dict[str, str]]
Read = Callable[..., dict[str, Any]]


class Laboratory:
    """A business with a tester and a location, and tests of its athletes."""

    def __init__(self, connection: Connection[DictRow], team: Team) -> None:
        self.connection, self.team, self.id = connection, team, team.business
        insert = "INSERT INTO testers (business_id, name) VALUES (%s, 'Tess') RETURNING id"
        self.tester: UUID = one(connection, insert, self.id)
        insert = "INSERT INTO locations (business_id, name) VALUES (%s, 'The lab') RETURNING id"
        self.location: UUID = one(connection, insert, self.id)

    def test(self, at: datetime, kind: str = "RUNNING", **columns: Any) -> UUID:
        """One test, by default of the first athlete, by the tester, at no location of the business's."""
        values = {
            "client_id": self.team.athletes[0],
            "tester_id": self.tester,
            "location_id": None,
            **columns,
        }
        insert = (
            "INSERT INTO tests (test_date, type, client_id, tester_id, location_id)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id"
        )
        made: UUID = one(
            self.connection, insert, at, kind, *(values[n] for n in ("client_id", "tester_id", "location_id"))
        )
        return made

    def count(self, payload: bytes = b"") -> None:
        with self.connection.transaction():
            count_trends(self.connection, [Work(str(self.id), payload, 1, 1)])


@pytest.fixture
def lab(connection: Connection[DictRow]) -> Laboratory:
    return Laboratory(connection, make_team(connection, 6))


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection)


@pytest.fixture
def read(api: httpx.Client, lab: Laboratory, people: Any, bearer: Bearer) -> Read:
    """As an ADMIN."""

    def get(**parameters: Any) -> dict[str, Any]:
        answer = api.get(f"/api/business/{lab.id}/stats", params=parameters, headers=bearer(people.admin))
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    return get


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


PARTS = {
    "includeRecentTests": "recentTests",
    "includeMonthlyTrend": "monthlyTrend",
    "includeSubscriptions": "subscriptions",
    "includeAthletes": "athletes",
    "includeBreakdowns": "testerBreakdown locationBreakdown",
}


def test_the_answer_is_what_clients_expect(lab: Laboratory, read: Read, today: date) -> None:
    for days in (0, 29, 30, 89, 90, 364, 365):
        lab.test(noon(today - timedelta(days=days)))
    at_the_lab = lab.test(
        noon(today - timedelta(days=1)), "SKIING",
        client_id=lab.team.athletes[1], tester_id=None, location_id=lab.location,
    )  # fmt: skip
    lab.count()
    content = read()
    assert (content["businessId"], content["businessName"]) == (str(lab.id), "A business")
    assert content["statistics"] == {
        "totalTests": 8,
        "testsLast30Days": 3,
        "testsLast90Days": 5,
        "testsLastYear": 7,
        "uniqueClientsCount": 2,
        "activeTesterCount": 1,
        "activeLocationCount": 1,
        "testsByType": {"RUNNING": 7, "CYCLING": 0, "SKIING": 1},
    }
    assert content["testerBreakdown"] == [{"testerId": str(lab.tester), "testerName": "Tess", "testCount": 7}]
    assert content["locationBreakdown"] == [
        {"locationId": str(lab.location), "locationName": "The lab", "testCount": 1}
    ]
    newest, second, *_ = content["recentTests"]
    assert newest["tester"] == {"id": str(lab.tester), "name": "Tess"}
    assert newest["testLocation"] is None
    assert newest["client"] == {"id": str(lab.team.athletes[0]), "name": "Athlete 0"}
    assert (second["id"], second["testType"]) == (str(at_the_lab), "SKIING")
    assert second["testLocation"] == {"id": str(lab.location), "name": "The lab"}
    assert content["ageSeconds"] <= 5


@pytest.mark.parametrize(("flag", "parts"), PARTS.items())
def test_parts_that_are_not_asked_for_are_absent(read: Read, flag: str, parts: str) -> None:
    assert set(read()) - set(read(**{flag: "false"})) == set(parts.split())


def test_f6_a_short_window_does_not_pass_its_count_off_as_that_of_a_year(
    lab: Laboratory, read: Read, today: date
) -> None:
    lab.test(noon(today))
    lab.test(noon(today - timedelta(days=100)))
    lab.count()
    content = read(shortWindow="true")
    assert content["statistics"]["testsLast30Days"] == 1
    assert content["statistics"]["testsLast90Days"] is None
    assert content["statistics"]["testsLastYear"] is None
    first = (today - timedelta(days=30)).replace(day=1)
    assert content["monthlyTrend"][-1]["month"] == f"{first}T00:00:00.000Z"


def test_f7_a_business_without_testers_has_subscriptions_all_the_same(
    connection: Connection[DictRow], lab: Laboratory, read: Read
) -> None:
    connection.execute("DELETE FROM testers")
    connection.execute("DELETE FROM locations")
    for number, athlete in enumerate(lab.team.athletes):
        connection.execute(
            "INSERT INTO athlete_subscriptions (client_id, business_id, tier, status)"
            " VALUES (%s, %s, %s, %s)",
            [athlete, lab.id, "PRO" if number < 2 else "FREE", "CANCELLED" if number == 5 else "ACTIVE"],
        )
    before = read()
    lab.count()
    content = read()
    assert content["subscriptions"] == {
        "totalActiveSubscriptions": 5,
        "byTier": {"FREE": 3, "STANDARD": 0, "PRO": 2, "ELITE": 0},
    }
    assert content["subscriptions"] == before["subscriptions"]  # what nobody has counted yet is not zero
    assert content["statistics"]["totalTests"] == 0


def test_f8_twelve_whole_months_zero_filled_in_the_businesss_zone(
    connection: Connection[DictRow], lab: Laboratory, read: Read
) -> None:
    zone = "Pacific/Kiritimati"
    connection.execute("UPDATE businesses SET time_zone = %s", [zone])
    this_month = today_in(connection, zone).replace(day=1)
    months = [month_before(this_month, number) for number in range(12)]
    midnight = [datetime.combine(month, time(), ZoneInfo(zone)) for month in months]
    lab.test(midnight[11])  # the first moment of the oldest month
    lab.test(midnight[11] - timedelta(seconds=1))  # the month before
    lab.test(midnight[2] - timedelta(seconds=1))  # by UTC too, the last day of a month; here of another
    lab.count()
    trend = read()["monthlyTrend"]
    assert [each["month"] for each in trend] == [f"{month}T00:00:00.000Z" for month in months]
    assert [each["count"] for each in trend] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_closed_month_is_not_computed_again_unless_it_is_named(
    connection: Connection[DictRow], lab: Laboratory, read: Read, today: date
) -> None:
    old = month_before(today, 3)
    lab.test(noon(old))
    lab.count()
    written = "SELECT computed_at FROM business_trends WHERE month = %s"
    before = one(connection, written, old)
    lab.test(noon(old))
    lab.count()
    assert one(connection, written, old) == before
    assert read()["monthlyTrend"][3]["count"] == 1
    assert read()["statistics"]["totalTests"] == 2
    lab.count(f'["{old}"]'.encode())
    assert read()["monthlyTrend"][3]["count"] == 2


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("recentTestsTake", "abc", "a whole number"),
        ("recentTestsTake", "-1", "at least 0"),
        ("recentTestsTake", "51", "at most 50"),
        *((flag, "7", "true or false") for flag in (*PARTS, "shortWindow", "refresh")),
    ],
)
def test_f9_every_flag_is_checked(
    api: httpx.Client, lab: Laboratory, people: Any, bearer: Bearer, name: str, value: str, rule: str
) -> None:
    path = f"/api/business/{lab.id}/stats"
    answer = api.get(path, params={name: value}, headers=bearer(people.admin))
    assert answer.status_code == 422
    assert answer.json()["details"] == [{"field": name, "value": value, "rule": rule}]


def test_as_many_recent_tests_as_are_asked_for(lab: Laboratory, read: Read, today: date) -> None:
    for number in range(12):
        lab.test(noon(today - timedelta(days=number)))
    assert [len(read(recentTestsTake=take)["recentTests"]) for take in (0, 3, 50)] == [0, 3, 12]
    assert len(read()["recentTests"]) == 10


def test_f12_everybody_shares_what_is_cached_and_refresh_goes_past_it(
    api: httpx.Client, lab: Laboratory, people: Any, bearer: Bearer, connection: Connection[DictRow]
) -> None:
    connection.execute(
        "INSERT INTO business_members (business_id, user_id, role) VALUES (%s, %s, 'COACH')",
        [lab.id, people.coach],
    )
    hows = [
        api.get(f"/api/business/{lab.id}/stats{query}", headers=bearer(caller)).headers["x-cache"]
        for caller, query in [
            (people.admin, ""),
            (people.coach, ""),
            (people.coach, "?refresh=true"),
            (people.admin, ""),
        ]
    ]
    assert hows == ["miss", "hit", "miss", "hit"]


def test_who_asks_too_often_is_told_when_to_ask_again(
    api: httpx.Client, lab: Laboratory, people: Any, bearer: Bearer, redis_url: str, redis_prefix: str
) -> None:
    path, fresh = f"/api/business/{lab.id}/stats", f"/api/business/{lab.id}/stats?refresh=true"
    admin = bearer(people.admin)
    assert api.get(fresh, headers=admin).status_code == 200
    with redis.Redis.from_url(redis_url) as client:
        (counter,) = client.scan_iter(f"{redis_prefix}:limits*")
        assert client.get(counter) == b"1"
        client.set(counter, STATS_A_MINUTE, keepttl=True)
        answer = api.get(fresh, headers=admin)
        assert client.ttl(counter) <= 60
    assert answer.status_code == 429
    wait = int(answer.headers["retry-after"])
    assert 1 <= wait <= 60
    assert answer.json() == {
        "error": "RATE_LIMIT_EXCEEDED",
        "message": f"More than 6000 requests in a minute; try again in {wait} s",
        "retryAfter": wait,
    }
    names = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
    limit, remaining, reset = (int(answer.headers[name]) for name in names)
    assert (limit, remaining) == (6_000, 0)
    assert abs(reset - wait - datetime.now(UTC).timestamp()) < 5
    assert api.get(path, headers=admin).headers["x-cache"] == "hit"  # what is fresh costs nothing
    assert api.get(f"{path}?shortWindow=true", headers=admin).status_code == 429
    page = api.get(f"/businesses/{lab.id}", headers=admin)
    assert (page.status_code, "You have asked too often" in page.text) == (429, True)


def test_each_has_a_limit_of_their_own_and_without_redis_none(redis_url: str, redis_prefix: str) -> None:
    async def counted(url: str) -> list[bool]:
        server = PatientRedis(url, timeout_ms=10_000)
        limit = RateLimit(server, redis_prefix, "some", 2)
        found = [await limit.count(who) is not None for who in ("one", "one", "one", "other")]
        await server.close()
        return found

    assert asyncio.run(counted(redis_url)) == [False, False, True, False]
    assert asyncio.run(counted(f"redis://127.0.0.1:{free_port()}/0")) == [False] * 4


@pytest.mark.parametrize(
    ("who", "member", "status"),
    [
        ("admin", None, 200),
        ("coach", True, 200),
        ("coach", False, 403),
        ("coach", None, 403),
        ("athlete", True, 403),
        ("physio", True, 403),
    ],
)
def test_who_may_see_them(
    api: httpx.Client,
    people: Any,
    bearer: Bearer,
    lab: Laboratory,
    who: str,
    member: bool | None,
    status: int,
) -> None:
    caller = getattr(people, who)
    if member is not None:
        lab.connection.execute(
            "INSERT INTO business_members (business_id, user_id, role, is_active) VALUES (%s, %s, 'C', %s)",
            [lab.id, caller, member],
        )
    answer = api.get(f"/api/business/{lab.id}/stats", headers=bearer(caller))
    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"error": "Access denied"}


def test_a_business_that_does_not_exist(api: httpx.Client, people: Any, bearer: Bearer) -> None:
    path = f"/api/business/{uuid4()}/stats"
    assert api.get(path, headers=bearer(people.admin)).json() == {"error": "Business not found"}
    assert api.get(path, headers=bearer(people.coach)).status_code == 403
    assert api.get(path).status_code == 401


def _mornings(lab: Laboratory, athletes: int, today: date) -> None:
    """Two check-ins each: today's with readiness 6, and one of three weeks ago with 8, changed twice."""
    for athlete in lab.team.athletes[:athletes]:
        lab.connection.execute(
            "INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, readiness_score)"
            " VALUES (%(athlete)s, %(today)s, 1, 1, 6), (%(athlete)s, %(today)s::date - 21, 3, 3, 8)",
            {"athlete": athlete, "today": today},
        )


def test_the_athletes_as_a_group(
    connection: Connection[DictRow], lab: Laboratory, read: Read, today: date
) -> None:
    connection.execute("UPDATE clients SET created_at = now() - interval '100 days'")
    _mornings(lab, 6, today)
    first = lab.team.athletes[0]
    connection.execute(
        "INSERT INTO coach_alerts (user_id, client_id, type, condition_key, severity, context)"
        " VALUES (%s, %s, 'HIGH_ACWR', 'k', 'HIGH', '{}')",
        [lab.team.coach, first],
    )
    connection.execute(
        "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on, last_reported_on,"
        " severity, decision, minimum_days)"
        " VALUES (%s, 'INJURY', 'KNEE', 'ACTIVE', 'AUTOMATIC', %s, %s, 'HIGH', 'REST', 3)",
        [first, today, today],
    )
    broadcast(connection, lab.team, today, completed=3)
    connection.execute(
        "INSERT INTO team_day_summaries SELECT team_id, assigned_date, client_id, kind, 1,"
        " (status = 'COMPLETED')::int FROM assignments"
    )
    lab.count()
    group = read()["athletes"]
    trend = group.pop("monthlyTrend")
    assert group == {
        "athleteCount": 6,
        "checkInRate30Days": 7,  # 12 of 180
        "averageReadiness": 6.0,
        "readinessChange": -2.0,
        "athletesAtRisk": 1,
        "openInjuryCases": 1,
        "athletesOnStreak": 0,
        "averageStreak": None,
        "completionRate30Days": 50,
        "coalescing": {"writes": 24, "checkIns": 12, "saved": 12},
    }
    assert len(trend) == 12
    assert sum(month["checkIns"] for month in trend) == 12


def test_check_ins_of_before_an_athlete_came_raise_no_rate(
    connection: Connection[DictRow], lab: Laboratory, read: Read
) -> None:
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision)"
        " SELECT c.id, (now() AT TIME ZONE 'Europe/Stockholm')::date - age, 1"
        " FROM clients c, generate_series(0, 20) AS age"
    )
    lab.count()
    athletes = read()["athletes"]
    assert athletes["checkInRate30Days"] == 100  # of today, on which all of them came
    rates = [month["checkInRate"] for month in athletes["monthlyTrend"]]
    assert (rates[0], set(rates[1:])) == (100, {None})


def test_the_check_in_rate_of_a_month_is_of_the_days_on_which_the_athletes_were_here(
    connection: Connection[DictRow], lab: Laboratory, read: Read, today: date
) -> None:
    """Six athletes who came on the 16th of a month: all checked in on its last three days."""
    last, came = month_before(today, 1) - timedelta(days=1), month_before(today, 2) + timedelta(days=15)
    connection.execute("UPDATE clients SET created_at = %s::date + time '12:00'", [came])
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision)"
        " SELECT c.id, %s::date - age, 1 FROM clients c, generate_series(0, 2) AS age",
        [last],
    )
    days = last.day - 15
    for counted in (False, True):  # from the rows themselves, and from what was counted of them
        if counted:
            lab.count()
        rates = [month["checkInRate"] for month in read(refresh="true")["athletes"]["monthlyTrend"]]
        assert rates[:3] == [0, 0, round(100 * 3 / days)]
        assert set(rates[3:]) == {None}


def test_of_fewer_than_five_athletes_nothing_is_said(
    connection: Connection[DictRow], lab: Laboratory, read: Read, today: date
) -> None:
    _mornings(lab, 4, today)  # of six, four have checked in
    lab.count()
    group = read()["athletes"]
    assert (group["averageReadiness"], group["readinessChange"]) == (None, None)
    assert group["checkInRate30Days"] is not None
    assert all(month["averageReadiness"] is None for month in group["monthlyTrend"])
    connection.execute("UPDATE clients SET business_id = NULL WHERE id = ANY(%s)", [lab.team.athletes[4:]])
    lab.count()
    group = read()["athletes"]
    assert group.pop("athleteCount") == 4
    assert all(month["checkIns"] is None for month in group.pop("monthlyTrend"))
    assert set(group.values()) == {None}


def test_it_takes_two_statements_whatever_its_size_and_one_when_it_is_cached(
    lab: Laboratory, api: httpx.Client, people: Any, bearer: Bearer, today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen: list[str] = []
    execute = psycopg.AsyncRawCursor.execute

    async def noted(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(str(query))
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncRawCursor, "execute", noted)
    for more in (1, 60):
        for number in range(more):
            lab.test(noon(today - timedelta(days=number)))
            Laboratory(lab.connection, lab.team)
        lab.count()
        for statements in (2, 1):
            seen.clear()
            path = f"/api/business/{lab.id}/stats?recentTestsTake=50"
            assert api.get(path, headers=bearer(people.admin)).status_code == 200
            assert len(seen) == statements
