"""The lane of business trends, and its rebuild: what is stored is what a naive count says."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import BUSINESS_TRENDS, TEAM_SUMMARIES
from coalescing.outcomes import EntryState
from storage import ledger
from tasks import rounds, summary_rebuild
from tasks.business_trends import count_trends
from tasks.drain import run
from tasks.reports import BatchReport
from tasks.resources import lane_client
from tasks.summary_rebuild import owe_business_trends, rebuild_business_trends
from tasks.team_summaries import summarise
from tasks.work import Work
from tests.days import today_in
from tests.months import month_before
from tests.teams import broadcast, make_team, one

pytestmark = pytest.mark.integration


def count(connection: Connection[DictRow], *businesses: UUID, payload: bytes = b"") -> BatchReport:
    with connection.transaction():
        return count_trends(connection, [Work(str(business), payload, 1, 1) for business in businesses])


def take_test(connection: Connection[DictRow], business: UUID, athlete: UUID, at: datetime) -> None:
    """A test at a location of the business's, which is made for it."""
    connection.execute(
        "WITH made AS (INSERT INTO locations (business_id, name) VALUES (%s, 'There') RETURNING id)"
        " INSERT INTO tests (client_id, test_date, type, location_id) SELECT %s, %s, 'CYCLING', id FROM made",
        [business, athlete, at],
    )


def stored(connection: Connection[DictRow], business: UUID) -> dict[date, int]:
    rows = connection.execute("SELECT * FROM business_trends WHERE business_id = %s", [business])
    return {row["month"]: row["tests_cycling"] for row in rows if row["tests_cycling"]}


def version(connection: Connection[DictRow], business: UUID) -> int:
    found: int = one(connection, "SELECT version FROM business_summaries WHERE business_id = %s", business)
    return found


def test_only_a_change_raises_the_version(connection: Connection[DictRow]) -> None:
    team = make_team(connection, 1)
    count(connection, team.business)
    as_of = one(connection, "SELECT as_of FROM business_summaries")
    assert count(connection, team.business).unchanged == {str(team.business)}
    assert version(connection, team.business) == 1
    assert one(connection, "SELECT as_of FROM business_summaries") > as_of
    take_test(connection, team.business, team.athletes[0], datetime.now(UTC))
    assert count(connection, team.business).unchanged == frozenset()
    assert version(connection, team.business) == 2


def test_a_business_that_is_gone_and_keys_and_inputs_that_are_none(connection: Connection[DictRow]) -> None:
    gone, business = uuid4(), make_team(connection, 1).business
    report = count(connection, gone, business)
    assert (report.void, set(report.done)) == ({str(gone)}, {str(business)})
    with pytest.raises(ValueError, match="not a business's id"):
        count_trends(connection, [Work("nonsense", b"", 1, 1)])
    for payload in (b'["soon"]', b"7", b"[7]"):
        with pytest.raises(ValueError, match="not a JSON list of days"):
            count(connection, business, payload=payload)


def test_a_batch_takes_the_same_statements_whatever_its_size(
    connection: Connection[DictRow], statements: list[str]
) -> None:
    counts = []
    for number in (1, 20):
        businesses = [make_team(connection, 1).business for _ in range(number)]
        statements.clear()
        count(connection, *businesses)
        counts.append(len(statements))
    assert counts[0] == counts[1] == 2


def test_completions_reach_the_business_through_both_lanes(connection: Connection[DictRow]) -> None:
    team = make_team(connection, 5)
    today = today_in(connection)
    broadcast(connection, team, today, completed=4)
    revisions = ledger.owe(connection, TEAM_SUMMARIES.name, {f"{team.id}:{today}": None})
    lane_client(TEAM_SUMMARIES.name).submit(f"{team.id}:{today}", revision=1, delay_ms=0)
    assert list(revisions.values()) == [1]
    run(lane_client(TEAM_SUMMARIES.name), summarise)
    trends = lane_client(BUSINESS_TRENDS.name)
    assert trends.peek(str(team.business)).state is EntryState.WAITING  # for its minute
    trends.forget(str(team.business))
    trends.submit(str(team.business), revision=1, delay_ms=0)
    run(trends, count_trends)
    counts = one(connection, "SELECT counts FROM business_summaries")
    assert counts["athletes"]["completionRate30Days"] == 80
    assert one(connection, "SELECT count(*) FROM owed_work WHERE done_revision < revision") == 0


def test_businesses_whose_summary_is_old_are_owed_once(
    connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "PAGE", 2)
    businesses = [make_team(connection, 1).business for _ in range(5)]
    count(connection, *businesses[:2])
    assert owe_business_trends.run() == {"owed": 3}
    assert owe_business_trends.run() == {"owed": 0}
    connection.execute("UPDATE business_summaries SET as_of = now() - interval '61 minutes'")
    assert owe_business_trends.run() == {"owed": 2}
    assert lane_client(BUSINESS_TRENDS.name).peek(str(businesses[0])).state is EntryState.WAITING


def test_a_business_whose_own_midnight_has_passed_is_owed_too(connection: Connection[DictRow]) -> None:
    team, other = make_team(connection, 1), make_team(connection, 1)
    count(connection, team.business, other.business)
    now = datetime.now(UTC)
    # Where it is the hour after midnight, and where it is not.
    for business, hours in ((team.business, now.hour), (other.business, now.hour - 12)):
        zone = f"Etc/GMT{hours if hours <= 12 else hours - 24:+d}"
        connection.execute("UPDATE businesses SET time_zone = %s WHERE id = %s", [zone, business])
    connection.execute("UPDATE business_summaries SET as_of = %s", [now - timedelta(minutes=now.minute + 1)])
    assert owe_business_trends.run(older_than_seconds=7_200) == {"owed": 1}
    assert lane_client(BUSINESS_TRENDS.name).peek(str(team.business)).state is EntryState.WAITING


def test_a_rebuild_repairs_closed_months_too_and_reports_drift(
    connection: Connection[DictRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary_rebuild, "BUSINESSES_PAGE", 2)
    teams = [make_team(connection, 1) for _ in range(5)]
    old = month_before(today_in(connection), 5)
    for team in teams:
        take_test(connection, team.business, team.athletes[0], datetime(old.year, old.month, 9, tzinfo=UTC))
    none = {"businesses": 5, "wrong": 0, "pending": 0}
    assert rebuild_business_trends.run() == none  # what was never counted has not drifted
    connection.execute("UPDATE business_trends SET tests_cycling = 7 WHERE month = %s", [old])
    ledger.owe(connection, BUSINESS_TRENDS.name, {str(teams[0].business): None})
    assert rebuild_business_trends.run() == {**none, "wrong": 4, "pending": 1}
    assert [stored(connection, team.business) for team in teams] == [{old: 1}] * 5
    assert rebuild_business_trends.run() == none


def test_what_an_open_month_has_got_since_it_was_counted_is_no_drift(connection: Connection[DictRow]) -> None:
    team = make_team(connection, 1)
    count(connection, team.business)
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision) VALUES (%s, %s, 1)",
        [team.athletes[0], today_in(connection)],
    )
    assert rebuild_business_trends.run() == {"businesses": 1, "wrong": 0, "pending": 0}
    assert one(connection, "SELECT sum(check_ins)::int FROM business_trends") == 1


ZONES = st.sampled_from(["Europe/Stockholm", "Pacific/Kiritimati", "Pacific/Niue", "America/New_York"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=ZONES,
    hours=st.lists(st.tuples(st.integers(0, 15 * 31 * 24), st.booleans()), max_size=12),
    moves_to=ZONES,
)
def test_after_any_sequence_months_are_what_a_naive_count_says(
    connection: Connection[DictRow], zone: str, hours: list[tuple[int, bool]], moves_to: str
) -> None:
    connection.execute("TRUNCATE businesses, locations, tests CASCADE")
    team = make_team(connection, 1)
    connection.execute("UPDATE businesses SET time_zone = %s", [zone])
    taken: list[datetime] = []
    for hours_ago, is_counted in hours:
        taken.append(datetime.now(UTC) - timedelta(hours=hours_ago))
        take_test(connection, team.business, team.athletes[0], taken[-1])
        if is_counted:
            count(connection, team.business)
    rebuild_business_trends.run()
    assert stored(connection, team.business) == naive(connection, taken, zone)
    connection.execute("UPDATE businesses SET time_zone = %s", [moves_to])
    rebuild_business_trends.run()
    first = oldest(connection, moves_to)
    months = stored(connection, team.business)
    assert {month: number for month, number in months.items() if month >= first} == naive(
        connection, taken, moves_to
    )


def oldest(connection: Connection[DictRow], zone: str) -> date:
    return month_before(today_in(connection, zone), 11)


def naive(connection: Connection[DictRow], taken: list[datetime], zone: str) -> dict[date, Any]:
    months = Counter(at.astimezone(ZoneInfo(zone)).date().replace(day=1) for at in taken)
    return {month: number for month, number in months.items() if month >= oldest(connection, zone)}
