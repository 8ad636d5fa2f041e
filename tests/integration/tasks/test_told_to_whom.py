"""Milestones and alerts, from the lanes that find them to the people who are told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from coalescing.lanes import ALERTS, NOTICES, STREAKS
from storage import ledger
from tasks.alerts import watch_athletes
from tasks.drain import run
from tasks.notices import address
from tasks.onward import submit_owed
from tasks.resources import lane_client
from tasks.streaks import count_streaks
from tasks.work import Work
from tests.days import check_in, today_in
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration


def notifications(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute(
        "SELECT recipient_id, kind, title, body FROM notifications WHERE withdrawn_at IS NULL ORDER BY kind"
    ).fetchall()


def owe(connection: Connection[DictRow], lane: str, athlete: UUID) -> None:
    submit_owed({lane: ledger.owe(connection, lane, {str(athlete): None})})


@pytest.fixture
def athlete(connection: Connection[DictRow], writer: CheckInWriter) -> UUID:
    """An athlete with a login, whose name is a secret to logs."""
    athlete = writer.athlete()
    login = connection.execute(
        "INSERT INTO users (email, name, role) VALUES ('athlete@example.org', 'A', 'ATHLETE') RETURNING id"
    ).fetchone()
    assert login is not None
    connection.execute(
        "INSERT INTO athlete_accounts (client_id, user_id) VALUES (%s, %s)", [athlete, login["id"]]
    )
    return athlete


def test_e3_the_athlete_is_told_of_a_milestone_and_the_coach_is_not(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID
) -> None:
    today = today_in(connection)
    for days in range(7):
        check_in(connection, athlete, today - timedelta(days=days))
    for _ in range(2):
        owe(connection, STREAKS.name, athlete)
        run(lane_client(STREAKS.name), count_streaks)
        run(lane_client(NOTICES.name), address)
    (told,) = notifications(connection)
    assert told["kind"] == "MILESTONE"
    assert told["recipient_id"] != writer.coach
    assert "7" in told["title"] + told["body"]


def test_e10_the_coach_is_told_of_a_condition_once_and_the_athlete_is_not(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID
) -> None:
    today = today_in(connection)
    for days in range(4, 12):
        check_in(connection, athlete, today - timedelta(days=days))
    for _ in range(2):
        owe(connection, ALERTS.name, athlete)
        run(lane_client(ALERTS.name), watch_athletes)
        run(lane_client(NOTICES.name), address)
    assert [(told["kind"], told["recipient_id"]) for told in notifications(connection)] == [
        ("MISSED_CHECKINS", writer.coach)
    ]
    check_in(connection, athlete, today)
    owe(connection, ALERTS.name, athlete)
    run(lane_client(ALERTS.name), watch_athletes)
    run(lane_client(NOTICES.name), address)
    assert notifications(connection) == []


def test_two_workers_at_the_same_athletes_make_each_effect_once(
    connection: Connection[DictRow], writer: CheckInWriter, database_url: str
) -> None:
    """As there are when a lease ends too early: neither waits for the other for ever, nothing is doubled."""
    today = today_in(connection)
    athletes = [writer.athlete() for _ in range(20)]
    for athlete in athletes:
        for days in range(7):
            check_in(connection, athlete, today - timedelta(days=days))
        connection.execute(
            "UPDATE daily_metrics SET readiness_score = 3, assessed_revision = 1 WHERE client_id = %s",
            [athlete],
        )

    def work(order: int) -> None:
        keys = [Work(str(athlete), b"", 1, 1) for athlete in athletes[::order]]
        with psycopg.connect(database_url, row_factory=dict_row) as mine:
            count_streaks(mine, keys)
            mine.commit()
            watch_athletes(mine, keys)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, order) for order in (1, -1, 1, -1)]:
            done.result(30)
    for table in ("coach_alerts", "effects WHERE kind = 'notice' AND lane = 'streaks'", "streaks"):
        counted = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert counted == {"count": len(athletes)}, table
    assert connection.execute("SELECT count(*) FROM notices").fetchone() == {"count": 2 * len(athletes)}
