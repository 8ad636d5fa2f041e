"""The lane notices: the right people are told, once, and what is wrong is taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from psycopg import Connection, Cursor
from psycopg.rows import DictRow

from coalescing.lane_client import LaneClient
from coalescing.lanes import DELIVERIES, NOTICES
from coalescing.outcomes import EntryState
from domain.effects import Because
from domain.notices import Audience, NoticeKind, Priority
from storage import ledger
from tasks.drain import run
from tasks.notices import address
from tests.integration.tasks.conftest import MakeLane
from tests.noticeboard import PAIN, Athlete, NoticeBoard

pytestmark = pytest.mark.integration

HOOK = "https://hooks.example.org/a"
REQUEST = NoticeKind.PHYSIO_CONTACT_REQUEST
TO_PHYSIO = (Audience.PHYSIO, Audience.ATHLETE)


@pytest.fixture
def board(connection: Connection[DictRow]) -> NoticeBoard:
    return NoticeBoard(connection)


@pytest.fixture
def athlete(board: NoticeBoard) -> Athlete:
    return board.athlete()


@pytest.fixture
def lane(make_lane: MakeLane) -> LaneClient:
    return make_lane(NOTICES)


@pytest.fixture
def drain(connection: Connection[DictRow], lane: LaneClient) -> Any:
    """Submit what is owed, as reconcile does, and work on it."""

    def work() -> dict[str, int | str]:
        for owed in ledger.overdue(connection, NOTICES.name, older_than_seconds=-1, page=100):
            lane.submit_many([(key, b"", revision) for key, revision in owed.items()], if_absent=True)
        return run(lane, address)

    return work


def in_hours(hours: float) -> str:
    """That much later, as a clock on the wall shows it where athletes live."""
    return f"{datetime.now(ZoneInfo('Europe/Stockholm')) + timedelta(hours=hours):%H:%M}"


def assign(board: NoticeBoard, athlete: Athlete, scope: str, role: str = "PRIMARY", **columns: Any) -> UUID:
    """A physiotherapist in charge of the athlete by that scope."""
    physio = board.user("PHYSIO")
    named = {"client": athlete.id}
    if scope != "client":
        own = board.connection.execute(
            "SELECT c.team_id AS team, t.organization_id AS organization, c.business_id AS business,"
            " c.location_id AS location FROM clients c LEFT JOIN teams t ON t.id = c.team_id WHERE c.id = %s",
            [athlete.id],
        ).fetchone()
        assert own is not None
        named = own
    values: dict[str, Any] = {f"{scope}_id": named[scope], "role": role, "start_date": "2020-01-01"}
    board.row("physio_assignments", physio_user_id=physio, **(values | columns))
    return physio


@pytest.fixture
def member(board: NoticeBoard) -> Athlete:
    """An athlete who belongs to one of everything."""
    business = board.row("businesses", name="B")
    organization = board.row("organizations", name="O")
    team = board.row("teams", name="T", user_id=board.user(), organization_id=organization)
    location = board.row("locations", name="L")
    return board.athlete(team_id=team, business_id=business, location_id=location)


def test_the_coach_reads_it_in_the_app(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    board.raise_(athlete, audience=[Audience.COACH, Audience.ATHLETE])
    assert drain()["finished"] == 1
    (of_coach,), (of_athlete,) = board.told(athlete.coach), board.told(athlete.login)
    assert of_coach["title"] == "Petronella Quist reported pain"
    assert of_athlete["title"] == "You reported pain"
    assert (of_coach["kind"], of_coach["priority"], of_coach["client_id"]) == (
        "SYMPTOM_FLAG",
        "NORMAL",
        athlete.id,
    )


def test_in_the_recipients_language(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    board.connection.execute("UPDATE users SET language = 'sv' WHERE id = %s", [athlete.coach])
    board.raise_(athlete)
    drain()
    assert board.told(athlete.coach)[0]["title"] == "Petronella Quist har rapporterat smärta"


def test_e1_however_often_the_lane_runs_nobody_is_told_twice(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    board.channel(athlete.coach, HOOK)
    for _ in range(3):
        board.raise_(athlete)
        drain()
        board.owe_again()
        drain()
    (told,) = board.told(athlete.coach)
    assert told["told_at"] == told["created_at"]
    assert [each["what"] for each in board.deliveries()] == ["NEW"]


def test_e10_one_condition_is_told_once_though_it_is_raised_on_another_day(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    board.channel(athlete.coach, HOOK)
    board.raise_(athlete, kind=NoticeKind.MISSED_CHECKINS, params={"days": 3}, days_ago=1)
    drain()
    board.raise_(athlete, kind=NoticeKind.MISSED_CHECKINS, params={"days": 3}, days_ago=0)
    drain()
    assert len(board.told(athlete.coach)) == 1
    assert len(board.deliveries()) == 1


def test_e11_no_person_is_the_sender(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    board.raise_(athlete, audience=[Audience.COACH])
    drain()
    (told,) = board.told(athlete.coach)
    assert not [name for name in told if "sender" in name]
    assert board.told(athlete.login) == []


@pytest.mark.parametrize("scope", ["client", "team", "organization", "business", "location"])
def test_e2_a_physio_of_any_scope_is_told(
    board: NoticeBoard, member: Athlete, drain: Any, scope: str
) -> None:
    physio = assign(board, member, scope)
    board.raise_(member, kind=REQUEST, audience=TO_PHYSIO, params={"rehabPainDuring": 4})
    drain()
    (told,) = board.told(physio)
    assert told["title"] == "Petronella Quist asks to hear from you"
    assert "Pain during rehabilitation: 4 of 10." in told["body"]
    assert board.told(member.login)[0]["title"] == "Your request has been passed on"
    assert board.told(member.coach) == []


def test_e2_the_closest_scope_and_in_it_the_primary(board: NoticeBoard, member: Athlete, drain: Any) -> None:
    others = [assign(board, member, scope) for scope in ("organization", "business", "location")]
    others.append(assign(board, member, "team", role="SECONDARY"))
    primary = assign(board, member, "team")
    board.raise_(member, kind=REQUEST, audience=TO_PHYSIO)
    drain()
    assert len(board.told(primary)) == 1
    assert [board.told(other) for other in others] == [[]] * 4


@pytest.mark.parametrize(
    "columns",
    [
        {"is_active": False},
        {"end_date": "2020-06-01"},
        {"start_date": "2999-01-01", "end_date": None},
    ],
)
def test_e2_without_anybody_in_charge_the_coach_is_asked_and_the_athlete_told(
    board: NoticeBoard, athlete: Athlete, drain: Any, columns: dict[str, Any]
) -> None:
    physio = assign(board, athlete, "client", **columns)
    board.raise_(athlete, kind=REQUEST, audience=[Audience.PHYSIO])
    drain()
    assert board.told(physio) == []
    assert "None is assigned" in board.told(athlete.coach)[0]["body"]
    assert board.told(athlete.login)[0]["title"] == "Your request went to your coach"


def test_e2_an_assignment_counts_on_its_last_day_where_the_athlete_lives(
    board: NoticeBoard, drain: Any
) -> None:
    """Kiritimati is a day ahead of Pago Pago, always."""
    ahead, behind = (
        board.athlete(time_zone="Pacific/Kiritimati"),
        board.athlete(time_zone="Pacific/Pago_Pago"),
    )
    row = board.connection.execute("SELECT (now() AT TIME ZONE 'Pacific/Pago_Pago')::date AS day").fetchone()
    assert row is not None
    gone = assign(board, ahead, "client", end_date=row["day"])
    there = assign(board, behind, "client", end_date=row["day"])
    for each in (ahead, behind):
        board.raise_(each, kind=REQUEST, audience=[Audience.PHYSIO])
    drain()
    assert board.told(gone) == []
    assert len(board.told(there)) == 1


def test_the_physio_reads_why(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    physio = assign(board, athlete, "client")
    board.row(
        "daily_metrics",
        client_id=athlete.id,
        date=board.today(),
        revision=1,
        physio_contact_reason="It clicks",
    )
    board.raise_(athlete, kind=REQUEST, audience=TO_PHYSIO)
    drain()
    assert "In the athlete's words: It clicks" in board.told(physio)[0]["body"]
    assert "clicks" not in board.told(athlete.login)[0]["body"]


def test_e9_what_is_switched_off_is_not_told(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    board.prefer(athlete.login, {"milestoneAlertsEnabled": False})
    board.channel(athlete.login, HOOK)
    days = {"days": 7, "level": "BRONZE", "previousBest": None}
    board.raise_(athlete, kind=NoticeKind.MILESTONE, audience=[Audience.ATHLETE], params=days)
    drain()
    assert board.told(athlete.login) == []
    assert board.deliveries() == []
    board.prefer(athlete.login, {"patternAlertsEnabled": False})
    board.raise_(athlete, key="other", kind=NoticeKind.MILESTONE, audience=[Audience.ATHLETE], params=days)
    drain()
    assert board.told(athlete.login)[0]["body"] == "You have checked in on 7 days. Well done! Level: bronze."


def test_a_request_for_help_cannot_be_switched_off(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    physio = assign(board, athlete, "client")
    board.prefer(physio, {"symptomFlagsEnabled": False, "patternAlertsEnabled": False})
    board.raise_(athlete, kind=REQUEST, audience=TO_PHYSIO)
    drain()
    assert len(board.told(physio)) == 1


def test_in_quiet_hours_the_app_is_told_and_what_goes_outside_is_put_off(
    board: NoticeBoard, athlete: Athlete, drain: Any, make_lane: MakeLane
) -> None:
    board.channel(athlete.coach, HOOK)
    board.prefer(athlete.coach, quiet_from=in_hours(-1), quiet_to=in_hours(1))
    board.raise_(athlete)
    drain()
    assert len(board.told(athlete.coach)) == 1
    (delivery,) = board.deliveries()
    soon = datetime.now(UTC) + timedelta(minutes=50)
    assert delivery["not_before"] > soon
    assert make_lane(DELIVERIES).peek(str(delivery["id"])).state is EntryState.ABSENT
    owed = board.connection.execute("SELECT owed_at FROM owed_work WHERE lane = 'deliveries'").fetchone()
    assert owed == {"owed_at": delivery["not_before"]}


def test_what_is_urgent_does_not_wait(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    board.channel(athlete.coach, HOOK)
    board.prefer(athlete.coach, quiet_from=in_hours(-1), quiet_to=in_hours(1))
    board.raise_(athlete, priority=Priority.URGENT)
    drain()
    assert board.deliveries()[0]["not_before"] is None


def test_an_athletes_quiet_hours_are_where_the_athlete_is(board: NoticeBoard, drain: Any) -> None:
    far = board.athlete(time_zone="Pacific/Auckland")
    board.channel(far.login, HOOK)
    board.prefer(far.login, quiet_from=in_hours(-1), quiet_to=in_hours(1))  # by a clock in Stockholm
    board.raise_(far, audience=[Audience.ATHLETE])
    drain()
    assert board.deliveries()[0]["not_before"] is None


def test_a_channel_is_for_its_priority_and_above(board: NoticeBoard, athlete: Athlete, drain: Any) -> None:
    board.channel(athlete.coach, HOOK, minimum="HIGH")
    off = board.channel(athlete.coach, HOOK, is_active=False)
    board.raise_(athlete, priority=Priority.NORMAL)
    drain()
    assert board.deliveries() == []
    board.raise_(athlete, priority=Priority.HIGH)
    drain()
    assert [each["priority"] for each in board.deliveries()] == ["HIGH"]
    assert off not in [each["channel_id"] for each in board.deliveries()]


@pytest.mark.parametrize(("days_ago", "expires_days"), [(3, None), (0, 0)])
def test_what_is_old_or_past_stays_in_the_app(
    board: NoticeBoard, athlete: Athlete, drain: Any, days_ago: int, expires_days: int | None
) -> None:
    board.channel(athlete.coach, HOOK)
    board.raise_(athlete, days_ago=days_ago, expires_days=expires_days)
    drain()
    assert len(board.told(athlete.coach)) == 1
    assert board.deliveries() == []


def test_a_change_is_unread_again_and_goes_outside_only_if_it_is_more_urgent(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    board.channel(athlete.coach, HOOK)
    board.raise_(athlete)
    drain()
    board.connection.execute("UPDATE notifications SET read_at = now()")
    board.connection.execute("UPDATE deliveries SET status = 'SENT'")
    board.raise_(athlete, params=PAIN | {"pain": 7})
    drain()
    (told,) = board.told(athlete.coach)
    assert told["read_at"] is None
    assert "7 of 10" in told["body"]
    assert len(board.deliveries()) == 1
    board.raise_(athlete, params=PAIN | {"pain": 8}, priority=Priority.URGENT)
    drain()
    assert [each["priority"] for each in board.deliveries()] == ["NORMAL", "URGENT"]


def test_what_is_withdrawn_stays_as_history_and_does_not_go_out(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    board.channel(athlete.coach, HOOK)
    board.raise_(athlete)
    drain()
    board.withdraw(athlete)
    drain()
    (told,) = board.told(athlete.coach)
    assert told["withdrawn_at"] is not None
    assert told["withdrawn_because"] == "CORRECTED"
    assert [each["status"] for each in board.deliveries()] == ["CANCELLED"]
    board.raise_(athlete)
    drain()
    (told,) = board.told(athlete.coach)
    assert told["withdrawn_at"] is None
    assert [each["status"] for each in board.deliveries()] == ["OWED"]


def test_withdrawn_before_the_lane_came_to_it_nobody_is_told(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    board.raise_(athlete)
    board.withdraw(athlete)
    drain()
    assert board.told(athlete.coach) == []


def test_what_went_out_and_was_wrong_is_corrected_on_the_same_channel_once(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    channel = board.channel(athlete.coach, HOOK)
    board.raise_(athlete)
    drain()
    board.connection.execute("UPDATE deliveries SET status = 'SENT'")
    board.withdraw(athlete)
    for _ in range(3):
        drain()
        board.owe_again()
    assert [(each["what"], each["channel_id"]) for each in board.deliveries()] == [
        ("NEW", channel),
        ("CORRECTION", channel),
    ]


def test_what_is_over_is_not_corrected_and_is_told_again_when_it_comes_back(
    board: NoticeBoard, athlete: Athlete, drain: Any
) -> None:
    board.channel(athlete.coach, HOOK)
    board.raise_(athlete)
    drain()
    board.connection.execute("UPDATE deliveries SET status = 'SENT'")
    board.withdraw(athlete, because=Because.OVER)
    for _ in range(3):
        drain()
        board.owe_again()
    assert [each["what"] for each in board.deliveries()] == ["NEW"]
    board.raise_(athlete)
    drain()
    assert [(each["what"], each["round"], each["status"]) for each in board.deliveries()] == [
        ("NEW", 0, "SENT"),
        ("NEW", 1, "OWED"),
    ]


def test_a_notice_that_is_gone_is_void_and_a_key_that_is_none_says_so(
    board: NoticeBoard, athlete: Athlete, drain: Any, lane: LaneClient
) -> None:
    board.raise_(athlete)
    ledger.owe(board.connection, NOTICES.name, {str(uuid4()): None, "nobody": None})
    drain()
    assert len(board.told(athlete.coach)) == 1
    assert "key 'nobody' is not a notice's id" in str(lane.peek("nobody").reason)


def test_a_batch_takes_the_same_number_of_statements_whatever_its_size(
    board: NoticeBoard, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    execute = Cursor.execute

    def counted(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
        said.append(query)
        return execute(cursor, query, *args, **options)

    def of(size: int) -> int:
        for each in [board.athlete() for _ in range(size)]:
            board.channel(each.coach, HOOK)
            board.raise_(each, audience=[Audience.COACH, Audience.ATHLETE, Audience.PHYSIO])
        with monkeypatch.context() as patch:
            patch.setattr(Cursor, "execute", counted)
            said.clear()
            assert drain()["batches"] == 1
            return len(said)

    assert of(1) == of(20)
    assert len(board.deliveries()) == 21
