"""The lane deliveries, against receivers that answer, fail, hang, and forget nothing."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import orjson
import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow
from standardwebhooks import Webhook

from coalescing.lane_client import LaneClient
from coalescing.lanes import DELIVERIES, NOTICES
from coalescing.outcomes import EntryState
from domain.notices import Audience, Priority
from runtime.settings import get_settings
from storage import ledger
from storage.debts import Finished
from tasks import deliveries
from tasks.deliveries import deliver
from tasks.drain import run
from tasks.notices import address
from tasks.work import Work
from tests.integration.tasks.conftest import MakeLane
from tests.noticeboard import ATHLETE_NAME, PAIN, SECRET, Athlete, NoticeBoard
from tests.receiver import Got, Receiver, receiver

pytestmark = pytest.mark.integration

#: A port that nobody listens on.
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, _worker_process: None) -> Iterator[None]:
    monkeypatch.setenv("AFTERWRITE_DELIVERY_ALLOW_PRIVATE", "true")
    get_settings.cache_clear()
    deliveries._sent.clear()
    yield
    deliveries._sent.clear()


@pytest.fixture
def board(connection: Connection[DictRow]) -> NoticeBoard:
    return NoticeBoard(connection)


@pytest.fixture
def athlete(board: NoticeBoard) -> Athlete:
    return board.athlete()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


class Lanes:
    """The lanes notices and deliveries, drained as reconcile and the dispatcher would have it."""

    def __init__(self, connection: Connection[DictRow], make_lane: MakeLane) -> None:
        self.connection = connection
        self.notices, self.deliveries = make_lane(NOTICES), make_lane(DELIVERIES)

    def drain(self) -> dict[str, int | str]:
        """Both, once."""
        self.drain_notices()
        return self.drain_deliveries()

    def drain_notices(self) -> None:
        self._run(self.notices, address)

    def drain_deliveries(self, *, at_most: int | None = None) -> dict[str, int | str]:
        return self._run(self.deliveries, deliver, at_most)

    def die_before_commit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """One run of the deliveries that has sent them when it ends; a drain would use up all attempts."""
        with monkeypatch.context() as patch:
            patch.setattr(deliveries, "write_outcomes", _killed)
            self.drain_deliveries(at_most=1)

    def tell_all(self) -> None:
        """What a run of the lane notices does, on the test's connection: the worker has one only."""
        with self.connection.transaction():
            owed = ledger.overdue(self.connection, NOTICES.name, older_than_seconds=-1, page=100)
            work = [Work(key, b"", revision, 1) for page in owed for key, revision in page.items()]
            address(self.connection, work)
            done = {each.key: Finished(each.revision) for each in work}
            ledger.mark_done(self.connection, NOTICES.name, done)

    def _run(self, lane: LaneClient, handler: Any, at_most: int | None = None) -> dict[str, int | str]:
        for owed in ledger.overdue(self.connection, lane.lane.name, older_than_seconds=-1, page=100):
            lane.submit_many([(key, b"", revision) for key, revision in owed.items()], if_absent=True)
        return run(lane, handler, at_most=at_most)


@pytest.fixture
def lanes(connection: Connection[DictRow], make_lane: MakeLane) -> Lanes:
    return Lanes(connection, make_lane)


def statuses(board: NoticeBoard) -> list[str]:
    return [each["status"] for each in board.deliveries()]


def dead(board: NoticeBoard) -> list[str | None]:
    return [debt.last_error for debt in ledger.dead(board.connection, lane=DELIVERIES.name)]


def set_time(board: NoticeBoard, provider_open: bool = True) -> None:
    """The peace of all providers is over."""
    if provider_open:
        board.connection.execute("UPDATE delivery_providers SET closed_until = now() - interval '1 s'")


def test_a_webhook_is_signed_and_says_nothing_of_health(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, f"{hook.url}/in?key=1")
    board.raise_(athlete)
    assert lanes.drain()["finished"] == 1
    (got,) = hook.got
    content = Webhook(SECRET).verify(got.body, got.headers)
    assert got.path == "/in?key=1"
    assert content["type"] == "notification.created"
    assert content["data"]["body"] == "There is news about one of your athletes."
    assert content["data"].keys() == {"title", "body", "priority", "notificationId"}
    (delivery,) = board.deliveries()
    assert got.headers["webhook-id"] == got.headers["idempotency-key"] == str(delivery["id"])
    assert (delivery["status"], delivery["attempts"], delivery["last_error"]) == ("SENT", 1, None)
    assert delivery["sent_at"] is not None


def test_with_details_if_the_recipient_lets_them_out(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url)
    board.prefer(athlete.coach, outside_health_details=True)
    board.raise_(athlete)
    lanes.drain()
    data = orjson.loads(hook.got[0].body)["data"]
    assert data["title"] == f"{ATHLETE_NAME} reported pain"
    assert (data["kind"], data["clientId"]) == ("SYMPTOM_FLAG", str(athlete.id))


def test_a_link_leads_to_where_it_can_be_read(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERWRITE_PUBLIC_URL", "https://train.example.org")
    get_settings.cache_clear()
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain()
    assert "https://train.example.org" in orjson.loads(hook.got[0].body)["data"]["body"]


def test_a_service_of_apprise_gets_title_and_body_and_nothing_of_health(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url.replace("http://", "json://"), kind="APPRISE")
    board.raise_(athlete)
    lanes.drain()
    assert [(each["status"], each["last_error"]) for each in board.deliveries()] == [("SENT", None)]
    content = orjson.loads(hook.got[0].body)
    assert (content["title"], content["message"]) == (
        "Afterwrite",
        "There is news about one of your athletes.",
    )
    assert ATHLETE_NAME.encode() not in hook.got[0].body
    assert statuses(board) == ["SENT"]


def test_e1_however_often_the_lanes_run_it_is_sent_once(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain()
    for _ in range(3):
        board.owe_again()
        ledger.owe(board.connection, DELIVERIES.name, {str(each["id"]): None for each in board.deliveries()})
        lanes.drain()
    assert len(hook.got) == 1


def test_after_an_error_it_is_tried_again_under_the_same_name(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.answers = [(500, {})]
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain()
    assert eventually(lanes, board) == ["SENT"]
    assert len(set(hook.ids())) == 1
    assert len(hook.got) == 2


def eventually(lanes: Lanes, board: NoticeBoard) -> list[str]:
    """Drains until nothing is owed, or for twenty seconds."""
    deadline = time.monotonic() + 20
    lanes.drain()
    while "OWED" in statuses(board) and time.monotonic() < deadline:
        lanes.drain()
    return statuses(board)


def test_who_does_not_answer_is_given_up_after_the_timeout(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERWRITE_DELIVERY_TIMEOUT_SECONDS", "1")
    get_settings.cache_clear()
    hook.answering.clear()
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    began = time.monotonic()
    lanes.drain()
    assert time.monotonic() - began < 8
    assert board.deliveries()[0]["last_error"] == "it did not answer in time"


def test_retry_after_is_honoured_and_the_provider_left_in_peace(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.answers = [(429, {"retry-after": "600"})]
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain()
    (delivery,) = board.deliveries()
    entry = lanes.deliveries.peek(str(delivery["id"]))
    assert entry.state is EntryState.WAITING
    assert entry.due_ms is not None
    assert 590_000 < entry.due_ms - time.time() * 1000 < 670_000
    board.raise_(athlete, key="another")
    lanes.drain()
    assert len(hook.got) == 1  # the other one to the same provider waits as well
    assert [each["attempts"] for each in board.deliveries()] == [1, 0]


def test_a_refusal_is_repeated_a_few_times_only(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.usual = (403, {})
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    assert eventually(lanes, board) == ["DEAD"]
    assert len(hook.got) == 3
    assert dead(board) == ["HTTP status 403"]


def test_an_operator_may_have_it_tried_again(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.answers = [(403, {})] * 3
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    eventually(lanes, board)
    (debt,) = ledger.replay(board.connection, DELIVERIES.name)
    lanes.deliveries.submit_many([(debt.key, b"", debt.revision)])
    lanes.drain()
    assert statuses(board) == ["SENT"]
    assert len(set(hook.ids())) == 1


def test_what_is_gone_is_not_called_again(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.usual = (410, {})
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain()
    assert statuses(board) == ["DEAD"]
    board.raise_(athlete, key="another")
    lanes.drain()
    assert len(hook.got) == 1
    assert statuses(board) == ["DEAD"]


def test_killed_between_the_call_and_the_commit_it_is_sent_again_under_the_same_name(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain_notices()
    lanes.die_before_commit(monkeypatch)
    assert statuses(board) == ["OWED"]
    deliveries._sent.clear()  # a new process remembers nothing
    assert eventually(lanes, board) == ["SENT"]
    assert len(hook.got) == 2
    assert len(set(hook.ids())) == 1
    assert hook.got[0].body == hook.got[1].body


def test_a_commit_that_fails_does_not_make_this_process_send_it_again(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.channel(athlete.coach, hook.url)
    for key in ("one", "two"):
        board.raise_(athlete, key=key)
    lanes.drain_notices()
    lanes.die_before_commit(monkeypatch)  # together, then one by one
    assert eventually(lanes, board) == ["SENT", "SENT"]
    assert len(hook.got) == 2


def test_what_went_out_is_corrected_though_its_commit_failed_and_it_was_cancelled(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain_notices()
    lanes.die_before_commit(monkeypatch)
    board.withdraw(athlete)
    for _ in range(3):
        lanes.drain()
    types = [orjson.loads(got.body)["type"] for got in hook.got]
    assert types == ["notification.created", "notification.corrected"]


def test_a_test_message_goes_out_once_at_any_hour_and_is_nobodys_dead_letter(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.answers = [(500, {})]
    channel = board.channel(athlete.coach, hook.url)
    board.prefer(athlete.coach, quiet_from="00:00", quiet_to="23:59")
    for number in range(2):
        values = {"channel_id": channel, "dedupe_key": str(number), "what": "TEST", "priority": "NORMAL"}
        ledger.owe(board.connection, DELIVERIES.name, {str(board.row("deliveries", **values)): None})
        lanes.drain()
        lanes.drain()
    assert statuses(board) == ["DEAD", "SENT"]
    assert [orjson.loads(got.body)["type"] for got in hook.got] == ["channel.test"] * 2
    assert dead(board) == []


@pytest.mark.parametrize("corrects", [False, True])
def test_what_is_cancelled_for_a_reason_that_has_gone_meanwhile_goes_out_all_the_same(
    board: NoticeBoard,
    athlete: Athlete,
    hook: Receiver,
    lanes: Lanes,
    monkeypatch: pytest.MonkeyPatch,
    *,
    corrects: bool,
) -> None:
    """A run has read that it is withdrawn, and is busy with others; by then it is raised, and told, again."""
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes.drain_notices()
    if corrects:
        lanes.drain()
        board.withdraw(athlete)
        lanes.drain_notices()
        board.raise_(athlete)
    else:
        board.withdraw(athlete)
    send = deliveries._send

    def busy(*arguments: Any) -> Any:
        monkeypatch.setattr(deliveries, "_send", send)
        if corrects:
            board.withdraw(athlete)
        else:
            board.raise_(athlete)
        lanes.tell_all()
        return send(*arguments)

    monkeypatch.setattr(deliveries, "_send", busy)
    lanes.drain_deliveries()
    assert statuses(board)[-1] == "CANCELLED"
    lanes.drain()
    types = [orjson.loads(got.body)["type"] for got in hook.got]
    assert types == ["notification.created", "notification.corrected"][: 1 + corrects]


def _killed(*_: object) -> None:
    raise RuntimeError("killed")


def test_two_runs_on_one_delivery_send_it_once(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker is frozen in the middle of the call, and another one gets hold of it."""
    monkeypatch.setenv("AFTERWRITE_DELIVERY_RUNS", "3")
    get_settings.cache_clear()
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes._run(lanes.notices, address)
    hook.answering.clear()
    heard = threading.Event()
    hook.heard = lambda _: heard.set()
    first = threading.Thread(target=lambda: lanes._run(lanes.deliveries, deliver))
    first.start()
    assert heard.wait(10)
    with board.connection.transaction():
        report = deliver(board.connection, [Work(str(board.deliveries()[0]["id"]), b"", 1, 1)])
    hook.answering.set()
    first.join(10)
    assert list(report.later) == [str(board.deliveries()[0]["id"])]
    assert len(hook.got) == 1


@pytest.fixture
def others(database_url: str) -> Iterator[Any]:
    """Other workers that are sending: each holds the turn of that number."""
    with ExitStack() as stack:

        def send(*turns: int) -> Any:
            other = stack.enter_context(psycopg.connect(database_url))
            for turn in turns:
                other.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('afterwrite deliveries', %s))", [turn]
                )
            return other

        yield send


def test_no_more_than_a_few_workers_wait_for_who_does_not_answer(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, others: Any
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    other = others(1, 2)
    lanes.drain()
    assert hook.got == []
    assert board.deliveries()[0]["attempts"] == 0
    other.close()
    assert eventually(lanes, board) == ["SENT"]


def test_who_answers_has_a_turn_that_nobody_else_can_hold(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, others: Any
) -> None:
    """A worker waits for a provider that is new, and does not answer; one that has answered goes on."""
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete, key="first")
    lanes.drain()  # now it is known
    others(2)
    with receiver() as new:
        board.channel(athlete.coach, new.url)
        board.raise_(athlete, key="second")
        lanes.drain()
        assert len(hook.got) == 2
        assert new.got == []


def test_a_provider_that_hangs_holds_up_no_other(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    """The good one has got all of its messages before the bad one has answered a single call."""
    with receiver() as bad:
        bad.answering.clear()
        board.channel(athlete.coach, bad.url)
        board.channel(athlete.coach, hook.url)
        begun_meanwhile: list[int] = []

        def heard(_: Got) -> None:
            begun_meanwhile.append(len(bad.got))
            if len(begun_meanwhile) == 20:
                bad.answering.set()

        hook.heard = heard
        for number in range(20):
            board.raise_(athlete, key=str(number))
        assert eventually(lanes, board) == ["SENT"] * 40
        assert len(begun_meanwhile) == 20
        assert max(begun_meanwhile) <= 4  # none but the first calls to the bad one


def test_a_provider_that_fails_is_left_in_peace_by_all_and_then_tried_once(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    hook.usual = (503, {})
    board.channel(athlete.coach, hook.url)
    for number in range(10):
        board.raise_(athlete, key=str(number))
    lanes.drain()
    called = len(hook.got)
    assert 3 <= called <= 7  # what was on its way when it was closed
    lanes.drain()
    assert len(hook.got) == called
    states = board.connection.execute("SELECT provider FROM delivery_providers").fetchall()
    assert [state["provider"] for state in states] == [hook.url]
    never_called = [each for each in board.deliveries() if each["attempts"] == 0]
    assert len(never_called) == 10 - called

    set_time(board)
    make_due(board, lanes)
    lanes.drain()
    assert len(hook.got) == called + 1  # one call to see whether it is back, and it is not

    hook.usual = (204, {})
    set_time(board)
    make_due(board, lanes)
    lanes.drain()
    assert statuses(board) == ["SENT"] * 10


def make_due(board: NoticeBoard, lanes: Lanes) -> None:
    """What waits is due now: Redis has forgotten it, and reconcile finds it."""
    for each in board.deliveries():
        lanes.deliveries.forget(str(each["id"]))


def test_another_worker_may_be_finding_out(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, database_url: str
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    board.connection.execute(
        "INSERT INTO delivery_providers VALUES (%s, 5, now() - interval '1 s')", [hook.url]
    )
    with psycopg.connect(database_url) as other:
        other.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended('afterwrite ' || %s, 1))", [hook.url]
        )
        lanes.drain()
        assert hook.got == []
    make_due(board, lanes)
    lanes.drain()
    assert len(hook.got) == 1
    state = board.connection.execute("SELECT failures, closed_until FROM delivery_providers").fetchone()
    assert state == {"failures": 0, "closed_until": None}


def test_withdrawn_before_it_goes_out_it_does_not(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes._run(lanes.notices, address)
    board.withdraw(athlete)  # and the lane notices has not come to it yet
    lanes._run(lanes.deliveries, deliver)
    assert hook.got == []
    assert statuses(board) == ["CANCELLED"]


def test_what_went_out_and_was_wrong_is_corrected(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url)
    for _ in range(2):
        board.raise_(athlete)
        lanes.drain()
        board.withdraw(athlete)
        lanes.drain()
        lanes.drain()
    types = [orjson.loads(got.body)["type"] for got in hook.got]
    assert types == ["notification.created", "notification.corrected"] * 2
    assert "no longer applies" in orjson.loads(hook.got[1].body)["data"]["body"]
    assert len(set(hook.ids())) == 4


def test_withdrawn_while_it_was_on_its_way_it_is_corrected(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes._run(lanes.notices, address)

    def withdrawn(_: object) -> None:
        hook.heard = lambda _: None
        board.withdraw(athlete)
        with board.connection.transaction():
            (notice,) = board.connection.execute("SELECT id FROM notices").fetchall()
            address(board.connection, [Work(str(notice["id"]), b"", 2, 1)])

    hook.heard = withdrawn
    lanes._run(lanes.deliveries, deliver)
    assert statuses(board) == ["SENT"]
    lanes.drain()
    assert [orjson.loads(got.body)["type"] for got in hook.got] == [
        "notification.created",
        "notification.corrected",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE notifications SET expires_at = now() - interval '1 s'", "expired"),
        ("UPDATE notification_channels SET is_active = false", "the channel is switched off"),
        (
            (
                "INSERT INTO notification_preferences (user_id, switches)"
                " SELECT recipient_id, '{\"symptomFlagsEnabled\": false}' FROM notifications"
            ),
            "switched off",
        ),
    ],
)
def test_what_is_not_wanted_any_more_does_not_go_out(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes, change: str, reason: str
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes._run(lanes.notices, address)
    board.connection.execute(change.encode())
    lanes._run(lanes.deliveries, deliver)
    assert hook.got == []
    assert [(each["status"], each["last_error"]) for each in board.deliveries()] == [("CANCELLED", reason)]


def test_a_channel_that_is_removed_takes_what_it_was_owed_with_it(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    channel = board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes._run(lanes.notices, address)
    board.connection.execute("DELETE FROM notification_channels WHERE id = %s", [channel])
    assert lanes._run(lanes.deliveries, deliver)["skipped"] == 1
    assert hook.got == []


def test_what_is_retried_into_the_night_waits_for_the_morning(
    board: NoticeBoard, athlete: Athlete, hook: Receiver, lanes: Lanes
) -> None:
    board.channel(athlete.coach, hook.url)
    board.raise_(athlete)
    lanes._run(lanes.notices, address)
    board.connection.execute(
        "INSERT INTO notification_preferences (user_id, quiet_from, quiet_to)"
        " SELECT %s, (n - interval '1 h')::time, (n + interval '1 h')::time"
        " FROM (SELECT now() AT TIME ZONE 'Europe/Stockholm' AS n) AS now",
        [athlete.coach],
    )
    lanes._run(lanes.deliveries, deliver)
    assert hook.got == []
    entry = lanes.deliveries.peek(str(board.deliveries()[0]["id"]))
    assert entry.due_ms is not None
    assert entry.due_ms - time.time() * 1000 > 3_500_000


@pytest.mark.parametrize(
    ("kind", "url"),
    [("WEBHOOK", "http://localhost:1/secret"), ("APPRISE", "mailto://a:b@example.org?smtp=127.0.0.1")],
)
def test_addresses_of_our_own_neighbourhood_are_not_called(
    board: NoticeBoard,
    athlete: Athlete,
    lanes: Lanes,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    url: str,
) -> None:
    monkeypatch.setenv("AFTERWRITE_DELIVERY_ALLOW_PRIVATE", "false")
    get_settings.cache_clear()
    board.channel(athlete.coach, url, kind=kind)
    board.raise_(athlete)
    lanes.drain()
    assert dead(board) == ["its address is not public"]


@pytest.mark.parametrize(
    "url",
    ["ntfy://{}/?to=mine", "ntfy://{}?mode=private&to=mine", "ntfy:////{}/mine", "ntfy://a:b@{}/mine"],
)
def test_nor_where_only_the_service_reads_the_address_from_the_url(
    board: NoticeBoard,
    athlete: Athlete,
    hook: Receiver,
    lanes: Lanes,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
) -> None:
    monkeypatch.setenv("AFTERWRITE_DELIVERY_ALLOW_PRIVATE", "false")
    get_settings.cache_clear()
    board.channel(athlete.coach, url.format(hook.url.removeprefix("http://")), kind="APPRISE")
    board.raise_(athlete)
    lanes.drain()
    assert (dead(board), hook.got) == (["its address is not public"], [])


def test_c8_logs_hold_no_name_no_pain_no_text_and_no_address(
    board: NoticeBoard,
    athlete: Athlete,
    hook: Receiver,
    lanes: Lanes,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """With everything logged that there is, and everything going wrong that can."""
    caplog.set_level(logging.DEBUG)
    hook.answers = [(500, {})] * 4 + [(403, {})] * 4
    token = "a-token-of-mine"
    physio = board.user("PHYSIO")
    board.row("physio_assignments", physio_user_id=physio, client_id=athlete.id, start_date="2020-01-01")
    said = {"client_id": athlete.id, "date": board.today(), "revision": 1}
    board.row("daily_metrics", **said, physio_contact_reason="Ouch, my pancreas")
    for user in (athlete.coach, physio):
        board.channel(user, f"{hook.url}/{token}")
        board.channel(user, f"{NOBODY}/{token}")
        board.channel(user, f"json://127.0.0.1:9/{token}", kind="APPRISE")
        board.channel(user, f"{hook.url}/{token}".replace("http", "json"), kind="APPRISE")
        board.prefer(user, outside_health_details=True)
    board.raise_(athlete, audience=[Audience.COACH, Audience.PHYSIO], priority=Priority.URGENT)
    for _ in range(3):
        lanes.drain()
    written = capfd.readouterr()
    log = written.out + written.err + caplog.text
    assert "said by the handler" in log  # why is in the ledger
    for secret in (ATHLETE_NAME, "Quist", "pancreas", token, "knee", "KNEE", "6 of 10", "127.0.0.1", SECRET):
        assert secret not in log, secret
    both = "SELECT last_error FROM owed_work UNION SELECT last_error FROM deliveries"
    kept = " ".join(str(row["last_error"]) for row in board.connection.execute(both))
    assert token not in kept
    assert str(PAIN["bodyPart"]) not in kept
