"""Coach alerts: raised once, brought up to date, resolved, raised anew; quiet once a coach has said so."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from coalescing.lanes import ALERTS
from coalescing.outcomes import EntryState
from storage import ledger
from tasks import rounds
from tasks.alert_rounds import owe_alerts
from tasks.alerts import watch_athletes
from tasks.drain import run
from tasks.resources import lane_client
from tasks.work import Work
from tests.days import check_in, today_in
from tests.intake import CheckInWriter

pytestmark = pytest.mark.integration


@pytest.fixture
def today(connection: Connection[DictRow]) -> date:
    return today_in(connection)


@pytest.fixture
def athlete(writer: CheckInWriter) -> UUID:
    return writer.athlete()


def watch(connection: Connection[DictRow], *athletes: UUID) -> None:
    with connection.transaction():
        watch_athletes(connection, [Work(str(athlete), b"", 1, 1) for athlete in athletes])


def alerts(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute("SELECT * FROM coach_alerts ORDER BY raised_at, type").fetchall()


def notices(connection: Connection[DictRow]) -> list[DictRow]:
    return connection.execute("SELECT * FROM notices ORDER BY raised_at, kind").fetchall()


def score(connection: Connection[DictRow], athlete: UUID, day: date, readiness: float | None) -> None:
    """A check-in of a day with a result."""
    connection.execute(
        "INSERT INTO daily_metrics (client_id, date, revision, assessed_revision, readiness_score)"
        " VALUES (%s, %s, 1, 1, %s)"
        " ON CONFLICT (client_id, date) DO UPDATE SET readiness_score = excluded.readiness_score",
        [athlete, day, readiness],
    )


def scores(connection: Connection[DictRow], athlete: UUID, today: date, *newest_first: float) -> None:
    for number, readiness in enumerate(newest_first):
        score(connection, athlete, today - timedelta(days=number), readiness)


def plan(connection: Connection[DictRow], athlete: UUID, day: date, status: str = "PLANNED") -> None:
    connection.execute(
        "INSERT INTO workouts (client_id, date, type, status) VALUES (%s, %s, 'RUNNING', %s)",
        [athlete, day, status],
    )


def load(connection: Connection[DictRow], athlete: UUID, day: date, acwr: float | None) -> None:
    connection.execute(
        "INSERT INTO training_loads (client_id, date, unit, sessions, unknown_sessions, duplicates, acwr)"
        " VALUES (%s, %s, 'RPE', 1, 0, 0, %s)"
        " ON CONFLICT (client_id, date) DO UPDATE SET acwr = excluded.acwr",
        [athlete, day, acwr],
    )


def test_e10_a_low_readiness_is_told_to_the_coach_once(
    connection: Connection[DictRow], writer: CheckInWriter, athlete: UUID, today: date
) -> None:
    scores(connection, athlete, today, 4.5, 4.4, 4.6, 9.0)
    for _ in range(3):
        watch(connection, athlete)
    (alert,) = alerts(connection)
    assert (alert["type"], alert["severity"], alert["status"]) == ("READINESS_DROP", "HIGH", "ACTIVE")
    assert (alert["user_id"], alert["client_id"]) == (writer.coach, athlete)
    assert alert["context"] == {"mean": 4.5, "days": 3}
    (notice,) = notices(connection)
    assert notice["notice_key"] == alert["condition_key"] == f"alert:{athlete}:READINESS_DROP:{today}"
    assert (notice["audience"], notice["priority"]) == (["COACH"], "HIGH")
    assert (notice["kind"], notice["params"]) == ("READINESS_DROP", {"mean": 4.5, "days": 3})
    assert ledger.owed(connection, "notices", [str(notice["id"])])


def test_e10_check_ins_of_the_form_are_those_that_count(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    for days in range(3, 10):
        check_in(connection, athlete, today - timedelta(days=days))
    watch(connection, athlete)
    (alert,) = alerts(connection)
    assert (alert["type"], alert["severity"], alert["context"]) == ("MISSED_CHECKINS", "LOW", {"days": 3})
    check_in(connection, athlete, today)
    watch(connection, athlete)
    assert [alert["status"] for alert in alerts(connection)] == ["RESOLVED"]


def test_e10_the_same_condition_is_not_raised_again_the_next_day(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    scores(connection, athlete, today, 4.5, 4.5, 4.5)
    watch(connection, athlete)
    connection.execute("UPDATE coach_alerts SET raised_at = raised_at - interval '2 days'")
    scores(connection, athlete, today, 4.6, 4.5, 4.5)
    watch(connection, athlete)
    assert len(alerts(connection)) == len(notices(connection)) == 1


def test_e10_while_it_lasts_it_is_brought_up_to_date_and_told_anew_only_when_it_gets_worse(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    scores(connection, athlete, today, 4.5, 4.5, 4.5)
    watch(connection, athlete)
    scores(connection, athlete, today, 5.4, 5.4, 5.4)
    watch(connection, athlete)
    assert [(one["severity"], one["context"]["mean"]) for one in alerts(connection)] == [("MEDIUM", 5.4)]
    assert [(one["priority"], one["params"]["mean"]) for one in notices(connection)] == [("HIGH", 4.5)]
    scores(connection, athlete, today, 4.4, 4.4, 4.4)
    watch(connection, athlete)
    assert [(one["severity"], one["context"]["mean"]) for one in alerts(connection)] == [("HIGH", 4.4)]
    assert [(one["priority"], one["params"]["mean"]) for one in notices(connection)] == [("HIGH", 4.5)]
    scores(connection, athlete, today, 3.0, 3.0, 3.0)
    watch(connection, athlete)
    assert [(one["priority"], one["params"]["mean"]) for one in notices(connection)] == [("URGENT", 3.0)]
    assert len(alerts(connection)) == 1


def test_e10_resolved_when_the_condition_ends_and_raised_anew_when_it_comes_back(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    load(connection, athlete, today, 1.7)
    watch(connection, athlete)
    load(connection, athlete, today, 1.2)
    watch(connection, athlete)
    (alert,) = alerts(connection)
    assert alert["status"] == "RESOLVED"
    assert alert["resolved_at"] is not None
    (notice,) = notices(connection)
    assert notice["withdrawn_because"] == "OVER"
    load(connection, athlete, today, 2.1)
    watch(connection, athlete)
    assert [one["status"] for one in alerts(connection)] == ["RESOLVED", "ACTIVE"]
    (notice,) = notices(connection)  # of the same day: whoever was told is not told twice
    assert (notice["withdrawn_at"], notice["priority"]) == (None, "URGENT")


@pytest.mark.parametrize("status", ["DISMISSED", "ACTIONED"])
def test_e10_what_a_coach_has_dealt_with_stays_quiet_until_it_has_ended_once(
    connection: Connection[DictRow], athlete: UUID, today: date, status: str
) -> None:
    scores(connection, athlete, today, 4.5, 4.5, 4.5)
    watch(connection, athlete)
    connection.execute("UPDATE coach_alerts SET status = %s", [status])
    scores(connection, athlete, today, 3.0, 3.0, 3.0)
    watch(connection, athlete)
    (alert,) = alerts(connection)
    assert (alert["status"], alert["severity"]) == (status, "CRITICAL")
    assert [one["priority"] for one in notices(connection)] == ["HIGH"]  # as it was told
    scores(connection, athlete, today, 8.0)
    watch(connection, athlete)
    (alert,) = alerts(connection)
    assert alert["status"] == status
    assert alert["resolved_at"] is not None
    scores(connection, athlete, today, 3.0)
    watch(connection, athlete)
    assert [one["status"] for one in alerts(connection)] == [status, "ACTIVE"]


def test_missed_workouts_are_those_that_are_over_and_were_not_done(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    for days, status in [
        (0, "PLANNED"),
        (1, "PLANNED"),
        (2, "COMPLETED"),
        (2, "CANCELLED"),
        (4, "PLANNED"),
    ]:
        plan(connection, athlete, today - timedelta(days=days), status)
    watch(connection, athlete)
    assert alerts(connection) == []
    plan(connection, athlete, today - timedelta(days=3), "MODIFIED")
    watch(connection, athlete)
    assert [(one["type"], one["context"]) for one in alerts(connection)] == [
        ("MISSED_WORKOUTS", {"count": 2})
    ]


def test_missed_assignments_count_like_missed_workouts(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    plan(connection, athlete, today - timedelta(days=1), "PLANNED")
    for days, status in [(0, "PENDING"), (1, "COMPLETED"), (2, "SKIPPED"), (4, "PENDING"), (3, "SCHEDULED")]:
        connection.execute(
            "INSERT INTO assignments (kind, client_id, name, assigned_date, status)"
            " VALUES ('CARDIO', %s, 'Hills', %s, %s)",
            [athlete, today - timedelta(days=days), status],
        )
    watch(connection, athlete)
    assert [(one["type"], one["context"]) for one in alerts(connection)] == [
        ("MISSED_WORKOUTS", {"count": 2})
    ]


def test_a_ratio_of_long_ago_says_nothing(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    load(connection, athlete, today - timedelta(days=4), 2.5)
    watch(connection, athlete)
    assert alerts(connection) == []
    load(connection, athlete, today - timedelta(days=3), 2.5)
    watch(connection, athlete)
    assert [one["type"] for one in alerts(connection)] == ["HIGH_ACWR"]
    load(connection, athlete, today - timedelta(days=2), None)
    watch(connection, athlete)
    assert [one["status"] for one in alerts(connection)] == ["RESOLVED"]


def test_scores_of_an_older_input_do_not_count(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    scores(connection, athlete, today, 3.0, 3.0, 3.0)
    connection.execute("UPDATE daily_metrics SET revision = 2")
    watch(connection, athlete)
    assert alerts(connection) == []


def test_days_are_the_athletes_own(connection: Connection[DictRow], athlete: UUID) -> None:
    """Where it is a day later, a day more was missed."""
    there = {zone: today_in(connection, zone) for zone in ("Pacific/Niue", "Pacific/Kiritimati")}
    newest = min(there.values()) - timedelta(days=2)
    for days in range(7):
        check_in(connection, athlete, newest - timedelta(days=days))
    for zone, today in there.items():
        connection.execute("UPDATE clients SET time_zone = %s", [zone])
        watch(connection, athlete)
        is_missed = (today - newest).days >= 3
        assert [one["status"] for one in alerts(connection)] == (["ACTIVE"] if is_missed else [])


def test_several_conditions_are_several_alerts(
    connection: Connection[DictRow], athlete: UUID, today: date
) -> None:
    scores(connection, athlete, today, 4.5, 4.5, 4.5)
    load(connection, athlete, today, 1.9)
    watch(connection, athlete)
    assert {one["type"] for one in alerts(connection)} == {"READINESS_DROP", "HIGH_ACWR"}
    load(connection, athlete, today, 1.0)
    watch(connection, athlete)
    assert {one["kind"] for one in notices(connection) if one["withdrawn_at"] is None} == {"READINESS_DROP"}


def test_gone_and_unknown_keys(connection: Connection[DictRow], athlete: UUID) -> None:
    gone = uuid4()
    report = watch_athletes(connection, [Work(str(one), b"", 2, 1) for one in (athlete, gone)])
    assert (report.done, report.void) == ({str(athlete): 2}, {str(gone)})
    assert report.unchanged == {str(athlete)}
    with pytest.raises(ValueError, match="is not an athlete's id"):
        watch_athletes(connection, [Work("me", b"", 1, 1)])


def work() -> int:
    """Drain the lane; answers how many athletes it finished."""
    finished = run(lane_client(ALERTS.name), watch_athletes)["finished"]
    assert isinstance(finished, int)
    return finished


def test_the_rounds_owe_those_with_something_to_raise_to_move_or_to_resolve(
    connection: Connection[DictRow],
    writer: CheckInWriter,
    athlete: UUID,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rounds, "PAGE", 2)
    others = [writer.athlete() for _ in range(4)]
    assert owe_alerts.run() == {"owed": 0}
    scores(connection, athlete, today, 4.5, 4.5, 4.5)
    assert owe_alerts.run() == {"owed": 1}
    assert owe_alerts.run() == {"owed": 0}  # it is owed already
    assert lane_client(ALERTS.name).peek(str(athlete)).state is EntryState.WAITING
    assert work() == 1
    assert owe_alerts.run() == {"owed": 0}
    scores(connection, athlete, today, 3.5)
    assert (owe_alerts.run(), work()) == ({"owed": 1}, 1)
    scores(connection, athlete, today, 8.0)
    assert (owe_alerts.run(), work(), owe_alerts.run()) == ({"owed": 1}, 1, {"owed": 0})
    assert [one["status"] for one in alerts(connection)] == ["RESOLVED"]
    assert len(others) == 4


def test_the_number_of_statements_does_not_depend_on_the_number_of_athletes(
    connection: Connection[DictRow], writer: CheckInWriter, today: date, statements: list[str]
) -> None:
    counts: list[list[int]] = []
    for size in (2, 12):
        athletes = [writer.athlete() for _ in range(size)]
        work_of_all = [Work(str(athlete), b"", 1, 1) for athlete in athletes]
        of_size = []
        for newest in (4.5, 3.5, 8.0, 8.0):  # begun, moved, over, nothing
            for athlete in athletes:
                scores(connection, athlete, today, newest, 4.5, 4.5)
            statements.clear()
            watch_athletes(connection, work_of_all)
            of_size.append(len(statements))
        counts.append(of_size)
    assert counts[0] == counts[1]
    assert counts[0][-1] == 2
